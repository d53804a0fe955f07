import { Args, Flags } from '@oclif/core';
import type { WebhookEndpoint } from '../../../core/delivery/webhooks/webhook-endpoint.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf } from '../../flags.js';

interface Result {
  readonly endpoint: WebhookEndpoint;
  /** Shown once. */
  readonly secret: string | null;
  readonly dry_run: boolean;
}

export default class WebhookRotate extends AppCommand<Result> {
  static override summary = 'Give a webhook endpoint a new secret.';

  static override description = `Until the grace ends messages are signed with both, so that the receiver can change over without losing one. With
--grace-hours 0 the former one signs nothing more.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234 --grace-hours 48',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --dry-run --json',
  ];

  static override args = { endpoint: Args.string({ description: 'Id of the endpoint.', required: true }) };

  static override flags = {
    'grace-hours': Flags.integer({
      summary: 'Hours for which the former secret signs too.',
      min: 0,
      max: 720,
      default: 24,
      env: envOf('grace-hours', 'webhook'),
    }),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(WebhookRotate);
    const graceHours = flags['grace-hours'];
    return this.withApp(flags.data, async ({ webhooks: { endpoints } }) => {
      if (flags['dry-run']) {
        const endpoint = await endpoints.get(args.endpoint, null);
        this.log(`Would make a new secret for ${endpoint.endpoint_id} of ${endpoint.partner}.`);
        return { endpoint, secret: null, dry_run: true };
      }
      const { endpoint, secret } = await endpoints.rotate(args.endpoint, { owner: null, graceHours });
      this.log(secret);
      this.talk(`Keep it now, it is not shown again. The former one signs too for ${graceHours} h.`);
      return { endpoint, secret, dry_run: false };
    });
  }
}

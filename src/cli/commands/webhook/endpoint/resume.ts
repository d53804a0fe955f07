import { Args } from '@oclif/core';
import type { WebhookEndpoint } from '../../../../core/delivery/webhooks/webhook-endpoint.js';
import { AppCommand } from '../../../app-command.js';
import { dryRunFlag } from '../../../flags.js';

interface Result {
  readonly endpoint: WebhookEndpoint;
  readonly dry_run: boolean;
}

export default class WebhookEndpointResume extends AppCommand<Result> {
  static override summary = 'Send to a webhook endpoint again that is paused or was disabled.';

  static override description = `What waits is due at once and has its three days before it again. What was given up while it was disabled, and what happened
then, is sent by "webhook resend" with --since.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --dry-run --json',
  ];

  static override args = { endpoint: Args.string({ description: 'Id of the endpoint.', required: true }) };

  static override flags = { 'dry-run': dryRunFlag() };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(WebhookEndpointResume);
    return this.withApp(flags.data, async ({ webhooks: { endpoints } }) => {
      const before = await endpoints.get(args.endpoint, null);
      if (flags['dry-run']) {
        this.log(`Would resume ${before.endpoint_id} of ${before.partner} (now ${before.status}).`);
        return { endpoint: before, dry_run: true };
      }
      const by = { owner: null, origin: 'operator' } as const;
      const endpoint = await endpoints.update(args.endpoint, { status: 'ACTIVE' }, by);
      this.log(`${endpoint.endpoint_id} of ${endpoint.partner} is active.`);
      return { endpoint, dry_run: false };
    });
  }
}

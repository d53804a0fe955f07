import { Args } from '@oclif/core';
import type { WebhookEndpoint } from '../../../../core/delivery/webhooks/webhook-endpoint.js';
import { AppCommand } from '../../../app-command.js';
import { dryRunFlag } from '../../../flags.js';

interface Result {
  readonly endpoint: WebhookEndpoint;
  readonly dry_run: boolean;
}

export default class WebhookEndpointPause extends AppCommand<Result> {
  static override summary = 'Send a webhook endpoint nothing until it is resumed.';

  static override description = `What happens meanwhile waits for it, a month at most, and is sent when it is resumed.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --dry-run --json',
  ];

  static override args = { endpoint: Args.string({ description: 'Id of the endpoint.', required: true }) };

  static override flags = { 'dry-run': dryRunFlag() };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(WebhookEndpointPause);
    return this.withApp(flags.data, async ({ webhooks: { endpoints } }) => {
      const before = await endpoints.get(args.endpoint, null);
      if (flags['dry-run']) {
        this.log(`Would pause ${before.endpoint_id} of ${before.partner} (now ${before.status}).`);
        return { endpoint: before, dry_run: true };
      }
      const by = { owner: null, origin: 'operator' } as const;
      const endpoint = await endpoints.update(args.endpoint, { status: 'PAUSED' }, by);
      this.log(`${endpoint.endpoint_id} of ${endpoint.partner} is paused.`);
      return { endpoint, dry_run: false };
    });
  }
}

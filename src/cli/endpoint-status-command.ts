import { Args } from '@oclif/core';
import type { WebhookEndpoint } from '../core/delivery/webhooks/webhook-endpoint.js';
import { AppCommand } from './app-command.js';
import { dryRunFlag } from './flags.js';

interface Result {
  readonly endpoint: WebhookEndpoint;
  readonly dry_run: boolean;
}

/** "webhook endpoint pause" and "resume": what they say differs, and the status that they set. */
export abstract class EndpointStatusCommand extends AppCommand<Result> {
  static override args = { endpoint: Args.string({ description: 'Id of the endpoint.', required: true }) };

  static override flags = { 'dry-run': dryRunFlag() };

  protected abstract readonly status: 'ACTIVE' | 'PAUSED';

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(EndpointStatusCommand);
    const { status } = this;
    return this.withApp(flags.data, async ({ webhooks: { endpoints } }) => {
      const before = await endpoints.get(args.endpoint, null);
      if (flags['dry-run']) {
        const word = status === 'ACTIVE' ? 'resume' : 'pause';
        this.log(`Would ${word} ${before.endpoint_id} of ${before.partner} (now ${before.status}).`);
        return { endpoint: before, dry_run: true };
      }
      const endpoint = await endpoints.update(args.endpoint, { status }, { owner: null, origin: 'operator' });
      this.log(`${endpoint.endpoint_id} of ${endpoint.partner} is ${status.toLowerCase()}.`);
      return { endpoint, dry_run: false };
    });
  }
}

import { Args } from '@oclif/core';
import { AppCommand } from '../../../app-command.js';
import { dryRunFlag, yesFlag } from '../../../flags.js';

interface Result {
  readonly endpoint_id: string;
  readonly dry_run: boolean;
}

export default class WebhookEndpointDelete extends AppCommand<Result> {
  static override summary = 'Forget a webhook endpoint and what waits for it.';

  static override description = `Its secrets, its messages and what became of them go too. To stop sending for a while: "webhook endpoint pause".`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234 --dry-run',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --yes --json',
  ];

  static override args = { endpoint: Args.string({ description: 'Id of the endpoint.', required: true }) };

  static override flags = { 'dry-run': dryRunFlag(), yes: yesFlag() };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(WebhookEndpointDelete);
    return this.withApp(flags.data, async ({ webhooks: { endpoints } }) => {
      const { endpoint_id, partner, url } = await endpoints.get(args.endpoint, null);
      if (flags['dry-run']) {
        this.log(`Would delete ${endpoint_id} of ${partner}, ${url}.`);
        return { endpoint_id, dry_run: true };
      }
      await this.confirm(`Delete ${endpoint_id} of ${partner}, ${url}? It cannot be undone.`, flags);
      await endpoints.remove(endpoint_id, null);
      this.log(`${endpoint_id} of ${partner} is deleted.`);
      return { endpoint_id, dry_run: false };
    });
  }
}

import { Args } from '@oclif/core';
import type { WebhookEndpoint } from '../../../../core/delivery/webhooks/webhook-endpoint.js';
import { AppCommand } from '../../../app-command.js';

interface Result {
  readonly endpoint: WebhookEndpoint;
}

export default class WebhookEndpointShow extends AppCommand<Result> {
  static override summary = 'Show one webhook endpoint.';

  static override description = `Everything but its secret, which was shown when it was made; a new one: "webhook rotate".`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --json',
  ];

  static override args = { endpoint: Args.string({ description: 'Id of the endpoint.', required: true }) };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(WebhookEndpointShow);
    const endpoint = await this.withApp(flags.data, ({ webhooks }) =>
      webhooks.endpoints.get(args.endpoint, null),
    );
    this.showFacts([
      ['endpoint', endpoint.endpoint_id],
      ['partner', endpoint.partner],
      ['kind', endpoint.kind],
      ['url', endpoint.url],
      ['description', endpoint.description],
      ['events', endpoint.event_types?.join(', ') ?? 'all'],
      ['hotels', endpoint.hotel_ids?.join(', ') ?? "all of the partner's"],
      ['ordered', endpoint.ordered],
      ['status', endpoint.status],
      ['cause', endpoint.cause],
      ['failures in a row', endpoint.failures],
      ['failing since', endpoint.failing_since],
      ['last outcome', endpoint.last_outcome],
      ['last answered', endpoint.last_success_at],
      ['former secret until', endpoint.former_secret_until],
      ['created', endpoint.created_at],
    ]);
    return { endpoint };
  }
}

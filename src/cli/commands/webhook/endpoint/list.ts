import type { WebhookEndpoint } from '../../../../core/delivery/webhooks/webhook-endpoint.js';
import { AppCommand } from '../../../app-command.js';
import { partnerFlag } from '../../../flags.js';

interface Result {
  readonly endpoints: readonly WebhookEndpoint[];
}

export default class WebhookEndpointList extends AppCommand<Result> {
  static override summary = 'List who is told of events, where, and how it answers.';

  static override description = `FAILURES counts those in a row; from five on an endpoint is left alone for a while and then tried with one message.
What waits or was given up: "webhook deliveries".`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --partner demo-ota --json',
  ];

  static override flags = { partner: partnerFlag() };

  async run(): Promise<Result> {
    const { flags } = await this.parse(WebhookEndpointList);
    const endpoints = await this.withApp(flags.data, async ({ partners, webhooks }) => {
      const { partner } = flags;
      const owner = partner === undefined ? null : (await partners.get(partner)).partner_id;
      return webhooks.endpoints.list(owner);
    });
    this.showTable(endpoints, [
      { header: 'ID', value: (one) => one.endpoint_id },
      { header: 'PARTNER', value: (one) => one.partner },
      { header: 'STATUS', value: (one) => one.status },
      { header: 'EVENTS', value: (one) => one.event_types?.join(', ') ?? 'all', shrink: true },
      { header: 'URL', value: (one) => one.url, below: true },
      { header: 'FAILURES', value: (one) => one.failures, align: 'right' },
      { header: 'LAST ANSWERED', value: (one) => one.last_success_at },
      { header: 'OUTCOME', value: (one) => one.cause ?? one.last_outcome, below: true },
    ]);
    if (endpoints.length === 0) this.talk('Nobody is told of events: bellhop webhook endpoint create --help');
    return { endpoints };
  }
}

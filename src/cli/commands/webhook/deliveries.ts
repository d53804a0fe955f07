import { Flags } from '@oclif/core';
import type { WebhookDelivery, WebhookState } from '../../../core/delivery/webhooks/manage-messages.js';
import { AppCommand } from '../../app-command.js';
import { beforeFlag, envOf, hotelFlag, limitFlag, optionalIdFlag } from '../../flags.js';

interface Result {
  readonly deliveries: readonly WebhookDelivery[];
  /** Give it as --before for the next page; null at the end. */
  readonly next_before: string | null;
}

const STATES = ['PENDING', 'SENDING', 'DELIVERED', 'DEAD'] as const satisfies readonly WebhookState[];

export default class WebhookDeliveries extends AppCommand<Result> {
  static override summary = 'List messages to webhook endpoints and what became of them.';

  static override description = `The newest first. DEAD ones were tried for three days, or their endpoint is gone: "webhook resend" sends them again.
What was delivered is kept for a week, the rest for a month.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --state DEAD',
    '<%= config.bin %> <%= command.id %> --endpoint 7211534512341234 --hotel HV01 --json',
  ];

  static override flags = {
    endpoint: optionalIdFlag('endpoint', 'Only those of this endpoint.', 'webhook'),
    state: Flags.option({ options: STATES })({ summary: 'Only those.', env: envOf('state', 'webhook') }),
    hotel: hotelFlag(),
    before: beforeFlag('webhook', 'Only those before this one (next_before of the page before).'),
    limit: limitFlag(50),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(WebhookDeliveries);
    const { endpoint, state, hotel, before, limit } = flags;
    const deliveries = await this.withApp(flags.data, ({ webhooks }) =>
      webhooks.messages.list({ owner: null, endpoint_id: endpoint, state, hotel, before, limit }),
    );
    this.showTable(deliveries, [
      { header: 'ID', value: (one) => one.delivery_id },
      { header: 'PARTNER', value: (one) => one.partner },
      { header: 'ENDPOINT', value: (one) => one.endpoint_id },
      { header: 'TYPE', value: (one) => one.type },
      { header: 'HOTEL', value: (one) => one.hotel },
      { header: 'STATE', value: (one) => one.state },
      { header: 'TRIES', value: (one) => one.attempts, align: 'right' },
      { header: 'NEXT TRY', value: (one) => one.due_at },
      { header: 'OUTCOME', value: (one) => one.outcome },
    ]);
    if (deliveries.length === 0) this.talk('There are none: bellhop webhook endpoint list');
    const last = deliveries.length < limit ? undefined : deliveries.at(-1);
    return { deliveries, next_before: last?.delivery_id ?? null };
  }
}

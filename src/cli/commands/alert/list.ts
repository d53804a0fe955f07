import { Flags } from '@oclif/core';
import type { Alert, AlertKind } from '../../../core/alerts/alerts.js';
import { AppCommand } from '../../app-command.js';
import { envOf, hotelFlag, limitFlag, partnerFlag } from '../../flags.js';

interface Result {
  readonly alerts: readonly Alert[];
}

const KINDS = [
  'feed_stale',
  'message_parked',
  'price_differs',
  'webhook_disabled',
] as const satisfies readonly AlertKind[];

/** Where each is mended. */
const NEXT: Readonly<Record<AlertKind, string>> = {
  feed_stale: 'bellhop feed list --stale',
  message_parked: 'bellhop message list --outcome PARKED',
  price_differs: 'bellhop booking list --price-differs',
  webhook_disabled: 'bellhop webhook endpoint list',
};

export default class AlertList extends AppCommand<Result> {
  static override summary = 'List what wants a person, the newest first.';

  static override description = `feed_stale ends when the feed comes again, message_parked when the message is accepted or dropped, price_differs when
somebody has seen it ("alert ack"), webhook_disabled when the endpoint is resumed or deleted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --kind price_differs --all --json',
  ];

  static override flags = {
    kind: Flags.option({ options: KINDS })({ summary: 'Only these.', env: envOf('kind', 'alert') }),
    partner: partnerFlag(),
    hotel: hotelFlag(),
    all: Flags.boolean({ summary: 'Also those that are over.', env: envOf('all', 'alert'), default: false }),
    limit: limitFlag(50),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(AlertList);
    const { kind, partner, hotel, all, limit } = flags;
    const alerts = await this.withApp(flags.data, async (app) => {
      // "Nothing wants a person" must not be the answer to a slip of the pen.
      if (partner !== undefined) await app.partners.get(partner);
      if (hotel !== undefined) await app.hotels.show(hotel);
      return app.alerts.list({ kind, partner, hotel, all, limit });
    });
    this.showTable(alerts, [
      { header: 'ALERT', value: (alert) => alert.alert_id },
      { header: 'KIND', value: (alert) => alert.kind },
      { header: 'PARTNER', value: (alert) => alert.partner, shrink: true },
      { header: 'HOTEL', value: (alert) => alert.hotel },
      { header: 'SINCE', value: (alert) => alert.first_seen },
      ...(all ? [{ header: 'OVER', value: (alert: Alert) => alert.cleared_at }] : []),
      { header: 'SEEN BY', value: (alert) => alert.acked_by },
      { header: 'DETAIL', value: (alert) => alert.detail, below: true },
    ]);
    if (alerts.length === 0) this.talk('Nothing wants a person.');
    const open = new Set(alerts.filter(({ cleared_at }) => cleared_at === null).map((alert) => alert.kind));
    for (const one of KINDS) if (open.has(one)) this.talk(`Next: ${NEXT[one]}`);
    return { alerts };
  }
}

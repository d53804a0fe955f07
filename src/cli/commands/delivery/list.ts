import { Flags } from '@oclif/core';
import type { DeliveryState, ListedDelivery } from '../../../core/delivery/list-deliveries.js';
import { AppCommand } from '../../app-command.js';
import { envOf, hotelFlag, limitFlag, partnerFlag } from '../../flags.js';

interface Result {
  readonly deliveries: readonly ListedDelivery[];
}

const STATES = ['PENDING', 'SENDING', 'DONE', 'PAUSED', 'PARKED'] as const satisfies readonly DeliveryState[];

export default class DeliveryList extends AppCommand<Result> {
  static override summary = 'List what is sent to partners, hotel by hotel, what waits first.';

  static override description = `One row for each partner and hotel: how many ranges of nights are still to be told (RANGES), when it is due, and what the
partner answered last. PENDING! is urgent: a night sold out, which goes before all that waits. PARKED rows are what a partner
refused: mend the cause, then "delivery retry", or "delivery discard".`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --state PARKED',
    '<%= config.bin %> <%= command.id %> --partner stayfinder --hotel HV01 --json',
  ];

  static override flags = {
    partner: partnerFlag(),
    hotel: hotelFlag(),
    state: Flags.option({ options: STATES })({ summary: 'Only those.', env: envOf('state', 'delivery') }),
    limit: limitFlag(50),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(DeliveryList);
    const { partner, hotel, state, limit } = flags;
    const deliveries = await this.withApp(flags.data, ({ delivery }) =>
      delivery.desk.list({ partner, hotel, state, limit }),
    );
    this.showTable(deliveries, [
      { header: 'ID', value: (one) => one.delivery_id },
      { header: 'PARTNER', value: (one) => one.partner },
      { header: 'HOTEL', value: (one) => one.hotel },
      { header: 'KIND', value: (one) => one.kind },
      { header: 'STATE', value: (one) => (one.urgent ? `${one.state}!` : one.state) },
      { header: 'SYNC', value: (one) => (one.sync === 'NONE' ? null : one.sync) },
      {
        header: 'RANGES',
        value: (one) => (one.state === 'PARKED' ? one.cells.length : one.marks),
        align: 'right',
      },
      { header: 'ATTEMPT', value: (one) => one.attempt, align: 'right' },
      { header: 'DUE', value: (one) => (one.state === 'DONE' ? null : one.due_at) },
      { header: 'OUTCOME', value: (one) => one.cause ?? one.last_outcome, below: true },
    ]);
    const isNarrowed = [partner, hotel, state].some((filter) => filter !== undefined);
    if (deliveries.length === 0)
      this.talk(isNarrowed ? 'None is like that.' : 'Nothing is sent to anybody: bellhop channel list');
    const parked = deliveries.find((one) => one.state === 'PARKED');
    if (parked !== undefined)
      this.talk(
        `Next: bellhop delivery retry ${parked.delivery_id}, or delivery discard ${parked.delivery_id} when it is done by hand`,
      );
    return { deliveries };
  }
}

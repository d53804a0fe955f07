import { Flags } from '@oclif/core';
import type { App } from '../../../core/app.js';
import type { EventType } from '../../../core/events/types.js';
import { AppCommand } from '../../app-command.js';
import { tailEvents } from '../../event-tail.js';
import { envOf, followFlag, hotelFlag, linesFlag, placeFlag } from '../../flags.js';

/** Written out, because importing them would cost every start of the CLI; a test compares them with the real ones. */
export const EVENT_TYPE_NAMES = [
  'HotelCreated',
  'HotelUpdated',
  'RoomInventoryUpdated',
  'PriceUpdated',
  'BookingConfirmed',
  'BookingCancelled',
] as const satisfies readonly EventType[];

export default class EventTail extends AppCommand<undefined> {
  static override summary = 'Read the event log as JSON Lines.';

  static override description = `One event a line, in the order of delivery. Without --from it reads from the start, with --follow from now on. With
--consumer it goes on where that consumer stopped and remembers how far it came: at least once, never less.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --type BookingConfirmed --hotel HV01',
    '<%= config.bin %> <%= command.id %> --follow --consumer data-warehouse',
  ];

  static override flags = {
    from: placeFlag(),
    follow: followFlag(),
    type: Flags.option({ options: EVENT_TYPE_NAMES })({
      summary: 'Only events of this type.',
      env: envOf('type'),
    }),
    hotel: hotelFlag(),
    consumer: Flags.string({
      summary: 'Name whose place is remembered.',
      helpValue: 'NAME',
      env: envOf('consumer'),
    }),
    limit: linesFlag(),
  };

  async run(): Promise<undefined> {
    const { flags } = await this.parse(EventTail);
    await this.withApp(flags.data, async (app) => {
      const hotelId = flags.hotel === undefined ? undefined : (await app.hotels.show(flags.hotel)).hotel_id;
      await tailEvents({
        eventLog: app.eventLog,
        after: flags.from ?? (await this.start(app, flags)),
        filter: { type: flags.type, hotel_id: hotelId },
        follow: flags.follow,
        limit: flags.limit,
        consumer: flags.consumer,
      });
    });
    return undefined;
  }

  private async start(app: App, flags: { consumer: string | undefined; follow: boolean }): Promise<string> {
    if (flags.consumer !== undefined) return app.eventLog.cursor(flags.consumer);
    return flags.follow ? app.eventLog.last() : '0';
  }
}

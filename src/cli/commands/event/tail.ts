import { Flags } from '@oclif/core';
import type { EventType, Topic } from '../../../core/events/types.js';
import { AppCommand } from '../../app-command.js';
import { eventLines } from '../../event-tail.js';
import { envOf, followFlag, hotelFlag, linesFlag, placeFlag } from '../../flags.js';

/** Written out, because importing them would cost every start of the CLI; a test compares them with the real ones. */
export const EVENT_TYPE_NAMES = [
  'HotelCreated',
  'HotelUpdated',
  'RoomInventoryUpdated',
  'PriceUpdated',
  'BookingCreated',
  'BookingConfirmed',
  'BookingModified',
  'BookingCancelled',
  'BookingFailed',
] as const satisfies readonly EventType[];

export const TOPIC_NAMES = [
  'bellhop.hotels',
  'bellhop.inventory',
  'bellhop.bookings',
] as const satisfies readonly Topic[];

export default class EventTail extends AppCommand<undefined> {
  static override summary = 'Read the event log.';

  static override description = `One event a line, in the order of delivery: readable on a terminal, JSON Lines elsewhere and with --json. Without --from
it reads from the start, with --follow from now on. With --consumer it goes on where that consumer stopped and
remembers how far it came: at least once, never less.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --type BookingConfirmed --hotel HV01',
    '<%= config.bin %> <%= command.id %> --follow --consumer data-warehouse --json',
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
      const { type, consumer, follow } = flags;
      const start = follow && consumer === undefined ? 'end' : 'start';
      await app.bus.tail({
        topics: TOPIC_NAMES,
        from: flags.from === undefined ? start : { after: flags.from },
        type,
        hotel_id: hotelId,
        follow,
        consumer,
        write: eventLines(app, { limit: flags.limit, json: this.jsonEnabled() }),
      });
    });
    return undefined;
  }
}

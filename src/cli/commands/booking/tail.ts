import { AppCommand } from '../../app-command.js';
import { eventLines } from '../../event-tail.js';
import { followFlag, hotelFlag, linesFlag, placeFlag } from '../../flags.js';

export default class BookingTail extends AppCommand<undefined> {
  static override summary = 'Read what happens to bookings.';

  static override description = `One event a line, without personal data: readable on a terminal, JSON Lines elsewhere and with --json. Without --from
it reads from the start, with --follow from now on.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --hotel HV01',
    '<%= config.bin %> <%= command.id %> --follow',
  ];

  static override flags = { from: placeFlag(), follow: followFlag(), hotel: hotelFlag(), limit: linesFlag() };

  async run(): Promise<undefined> {
    const { flags } = await this.parse(BookingTail);
    await this.withApp(flags.data, async (app) => {
      const hotelId = flags.hotel === undefined ? undefined : (await app.hotels.show(flags.hotel)).hotel_id;
      await app.bus.tail({
        topics: ['bellhop.bookings'],
        from: flags.from === undefined ? (flags.follow ? 'end' : 'start') : { after: flags.from },
        hotel_id: hotelId,
        follow: flags.follow,
        write: eventLines(app, { limit: flags.limit, json: this.jsonEnabled() }),
      });
    });
    return undefined;
  }
}

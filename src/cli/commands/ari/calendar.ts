import { addDays, nightsOf, todayIn, type LocalDate } from '../../../core/model/local-date.js';
import { AppCommand } from '../../app-command.js';
import { optionalDateFlag, requiredHotelFlag, roomFlag } from '../../flags.js';
import { CALENDAR_LEGEND, renderCalendar, type CalendarRoom } from '../../output/calendar.js';
import { openHotel, readStoredAri } from '../../stored-ari.js';

interface Result {
  readonly hotel: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly rooms: readonly CalendarRoom[];
}

const NIGHTS = 28;

export default class AriCalendar extends AppCommand<Result> {
  static override summary = 'Draw the rooms on sale as a calendar.';

  static override description = `Room types down, nights across. Without --from it begins today (where the hotel stands), without --to it shows ${NIGHTS}
nights; both ends are inclusive.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --hotel HV01',
    '<%= config.bin %> <%= command.id %> --hotel HV01 --room DBL --from 2027-07-01 --to 2027-08-31',
  ];

  static override flags = {
    hotel: requiredHotelFlag(),
    room: roomFlag(),
    from: optionalDateFlag('from', 'First night.'),
    to: optionalDateFlag('to', 'Last night (inclusive).'),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(AriCalendar);
    const { hotel, room } = flags;
    return this.withApp(flags.data, async (app) => {
      const catalogue = await openHotel(app, hotel);
      const from = flags.from ?? todayIn(catalogue.hotel.time_zone, app.clock.now());
      const to = flags.to ?? addDays(from, NIGHTS - 1);
      const stored = await readStoredAri(app, catalogue, { room, from, to });
      const rooms = stored.map((entry) => ({
        room_code: entry.room.code,
        total_rooms: entry.room.total_rooms,
        nights: entry.nights.map(({ date, available_rooms, closed }) => ({ date, available_rooms, closed })),
      }));
      this.log(renderCalendar(rooms, nightsOf(from, addDays(to, 1)), this.width));
      this.talk(CALENDAR_LEGEND);
      return { hotel, from, to, rooms };
    });
  }
}

import { addDays, nightsOf, type LocalDate } from '../../core/model/local-date.js';
import { renderCalendar } from '../output/calendar.js';
import { openHotel, readStoredAri } from '../stored-ari.js';
import type { Stage } from './stage.js';

const NIGHTS = 14;
const ROOMS: ReadonlySet<string> = new Set(['SGL', 'DBL', 'TWN', 'FAM', 'SUP', 'STE']);

/** Two weeks of some rooms of the hotel in Lisbon, from a night on, as text that fits `width` columns. */
export async function drawCalendar({ app }: Stage, from: LocalDate, width: number): Promise<string> {
  const catalogue = await openHotel(app, 'LIS01');
  const to = addDays(from, NIGHTS - 1);
  const stored = await readStoredAri(app, catalogue, { from, to });
  const rooms = stored
    .filter(({ room }) => ROOMS.has(room.code))
    .map(({ room, nights }) => ({
      room_code: room.code,
      total_rooms: room.total_rooms,
      nights: nights.map(({ date, available_rooms, closed }) => ({ date, available_rooms, closed })),
    }));
  return renderCalendar(rooms, nightsOf(from, addDays(to, 1)), width);
}

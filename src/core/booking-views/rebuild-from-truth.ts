import { readFormerArrivals } from '../bookings/former-arrivals.js';
import type { Database } from '../platform/database.js';
import type { ProjectedViews } from './booking-views.js';
import { HEAD_COLUMNS, readRooms, type HeadRow } from './read-entries.js';
import type { RebuildSource } from './rebuild-views.js';

const PAGE = 500;

/**
 * The tables, in pages by id; the place is the last id written. A booking that is committed behind the page where it
 * belongs is not missed: its event is still on its way to the projector.
 */
export function truthSource({
  database,
  views,
}: {
  readonly database: Database;
  readonly views: ProjectedViews;
}): RebuildSource {
  return {
    firstPlace: () => '0',
    async waiting(place) {
      const [row] = await database.rows<{ bookings: string }>(
        'SELECT COUNT(*) AS bookings FROM bookings WHERE booking_id > ?',
        [place],
      );
      return Number(row?.bookings ?? 0);
    },
    async write(place, note) {
      let after = place;
      for (;;) {
        const heads = await database.rows<HeadRow & { former_check_in_dates: string | null }>(
          `SELECT ${HEAD_COLUMNS}, former_check_in_dates FROM bookings WHERE booking_id > ? ORDER BY booking_id LIMIT ?`,
          [after, PAGE],
        );
        const last = heads.at(-1);
        if (last === undefined) return;
        const entries = await readRooms(database, heads);
        await views.store(
          entries.map(({ former_check_in_dates, ...entry }) => ({
            ...entry,
            ...readFormerArrivals(former_check_in_dates),
          })),
        );
        after = last.booking_id;
        await note(after, heads.length);
      }
    },
  };
}

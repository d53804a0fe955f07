import type { Database, SqlParameter } from '../platform/database.js';
import type { BookingViews, EntryPage } from './booking-views.js';
import { HEAD_COLUMNS, readRooms, type HeadRow } from './read-entries.js';

/** The lists straight from the tables, by their indexes: always current, with nothing to project. */
export function createMysqlBookingViews({ database }: { readonly database: Database }): BookingViews {
  async function page(select: Select, limit: number): Promise<EntryPage> {
    const heads = await database.rows<HeadRow>(
      `SELECT ${HEAD_COLUMNS} FROM bookings WHERE ${select.conditions.join(' AND ')} ORDER BY ${select.order} LIMIT ?`,
      // One more than asked for tells whether there is more.
      [...select.parameters, limit + 1],
    );
    return { entries: await readRooms(database, heads.slice(0, limit)), more: heads.length > limit };
  }

  return {
    kind: 'mysql',
    ofUser(query) {
      const select = new Select('booking_id DESC');
      select.where('user_id = ?', query.user_id);
      select.where('partner_id = ?', query.partner_id);
      select.where('status = ?', query.status);
      select.where('booking_id < ?', query.before);
      return page(select, query.limit);
    },
    ofHotel(query) {
      const { after } = query;
      const select = new Select('check_in_date, booking_id');
      select.where('hotel_id = ?', query.hotel_id);
      select.where('check_in_date >= ?', after?.check_in_date ?? query.from);
      select.where('check_in_date <= ?', query.to);
      select.where('partner_id = ?', query.partner_id);
      select.where('status = ?', query.status);
      if (after !== null) {
        const { check_in_date, booking_id } = after;
        select.where('(check_in_date > ? OR booking_id > ?)', check_in_date, booking_id);
      }
      return page(select, query.limit);
    },
    async healthy() {
      try {
        await database.rows('SELECT 1');
        return true;
      } catch {
        // Down is the answer, not a failure of the question.
        return false;
      }
    },
    close: () => Promise.resolve(),
  };
}

class Select {
  readonly conditions: string[] = [];
  readonly parameters: SqlParameter[] = [];

  constructor(readonly order: string) {}

  /** A condition whose value is null is none. */
  where(condition: string, ...values: (SqlParameter | null)[]): void {
    if (values.some((value) => value === null)) return;
    this.conditions.push(condition);
    this.parameters.push(...values);
  }
}

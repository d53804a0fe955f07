import type { Catalogue } from '../hotels/catalogue.js';
import type { RatePlan, Room } from '../hotels/hotel.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Database } from '../platform/database.js';
import type { KeyedRead } from '../platform/read-lane.js';
import { anyOf, sql, type SqlText } from '../platform/sql-text.js';
import { RATE_COLUMNS } from './rate-store.js';
import type { Stay, StayNight } from './stay-rules.js';

/** Columns of a StayNight from `room_rates r LEFT JOIN room_inventory i`. */
export const STAY_NIGHT_COLUMNS = `${RATE_COLUMNS.replaceAll(/\w+/g, 'r.$&')}, i.available_rooms, i.closed AS room_closed`;

/** The nights of a stay and its departure date, by product (see `productKey`). */
export type Products = ReadonlyMap<string, ReadonlyMap<LocalDate, StayNight>>;

interface LinesToLoad {
  readonly catalogue: Pick<Catalogue, 'rooms' | 'ratePlans'>;
  readonly stay: Stay;
  readonly lines: readonly { readonly room: Room | null; readonly ratePlan: RatePlan | null }[];
}

/** The nights of all products that these lines may be sold as. */
export async function loadProducts(
  database: Database,
  { catalogue, stay, lines }: LinesToLoad,
): Promise<Products> {
  const rooms = lines.some((line) => line.room === null)
    ? catalogue.rooms
    : lines.flatMap((line) => line.room ?? []);
  const plans = lines.some((line) => line.ratePlan === null)
    ? catalogue.ratePlans
    : lines.flatMap((line) => line.ratePlan ?? []);
  if (rooms.length === 0 || plans.length === 0) return new Map();
  const rows = await database.readKeyed(STAY_NIGHTS, {
    room_ids: [...new Set(rooms.map((room) => room.room_id))],
    rate_plan_ids: plans.map((plan) => plan.rate_plan_id),
    check_in: stay.check_in,
    check_out: stay.check_out,
    dates: stay.dates,
  });
  return toProducts(rows);
}

interface StayNights extends Pick<Stay, 'check_in' | 'check_out' | 'dates'> {
  readonly room_ids: readonly Id[];
  readonly rate_plan_ids: readonly Id[];
}

/**
 * Up to the departure date, for closed to departure is read there. Dates by name: the server looks whole keys up, and
 * need not find out first how many rows lie between two of them.
 */
const STAY_NIGHTS: KeyedRead<StayNights, StayNight> = {
  idOf: ({ room_ids, rate_plan_ids, check_in, check_out }) =>
    `${room_ids.join()} ${rate_plan_ids.join()} ${check_in} ${check_out}`,
  statement: (stays) => ({
    sql: `SELECT ${STAY_NIGHT_COLUMNS} FROM room_rates r LEFT JOIN room_inventory i ON i.room_id = r.room_id AND i.date = r.date
      WHERE ?`,
    parameters: [anyOf(stays.map(ofStay))],
  }),
  share: (stays, rows) => {
    if (stays.length === 1) return [rows];
    const byRoom = new Map<Id, StayNight[]>();
    for (const row of rows) {
      const room = byRoom.get(row.room_id);
      if (room === undefined) byRoom.set(row.room_id, [row]);
      else room.push(row);
    }
    return stays.map(({ room_ids, rate_plan_ids, check_in, check_out }) =>
      room_ids.flatMap((id) =>
        (byRoom.get(id) ?? []).filter(
          ({ rate_plan_id, date }) =>
            date >= check_in && date <= check_out && rate_plan_ids.includes(rate_plan_id),
        ),
      ),
    );
  },
};

function ofStay({ room_ids, rate_plan_ids, dates, check_out }: StayNights): SqlText {
  return sql`(r.room_id IN (${room_ids}) AND r.rate_plan_id IN (${rate_plan_ids}) AND r.date IN (${[...dates, check_out]}))`;
}

/** Rows of STAY_NIGHT_COLUMNS in any order, of one hotel or of several. */
export function toProducts(rows: readonly StayNight[]): Products {
  const products = new Map<string, Map<LocalDate, StayNight>>();
  for (const row of rows) {
    const key = productKey(row.room_id, row.rate_plan_id);
    let nights = products.get(key);
    if (nights === undefined) products.set(key, (nights = new Map<LocalDate, StayNight>()));
    nights.set(row.date, row);
  }
  return products;
}

export function productKey(roomId: Id, ratePlanId: Id): string {
  return `${roomId}:${ratePlanId}`;
}

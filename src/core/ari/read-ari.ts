import type { Catalogue } from '../hotels/catalogue.js';
import type { Room } from '../hotels/hotel.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import { formatAmount, type MinorUnits } from '../model/money.js';
import type { Queryable } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import { decimalText } from './decimal-text.js';
import { readInventory, type InventoryCell } from './inventory-store.js';
import { parseNightPrice, priceForParty } from './occupancy.js';
import { RATE_COLUMNS, type RateCell } from './rate-store.js';

export interface AriRate {
  readonly rate_code: string;
  /** Per room, decimal text in the hotel's currency. */
  readonly amount: string | null;
  /** Decimal text by number of adults; `extra` for one more. */
  readonly occupancy_amounts: Readonly<Record<string, string>> | null;
  readonly closed: boolean;
  readonly closed_to_arrival: boolean;
  readonly closed_to_departure: boolean;
  readonly min_stay_arrival: number | null;
  readonly max_stay_arrival: number | null;
  readonly min_stay_through: number | null;
  readonly max_stay_through: number | null;
  readonly min_advance_days: number | null;
  readonly max_advance_days: number | null;
  readonly version: number;
}

export interface AriNight {
  readonly room_id: Id;
  readonly room_code: string;
  readonly date: LocalDate;
  readonly available_rooms: number;
  readonly pms_rooms: number;
  readonly unacked_rooms: number;
  readonly closed: boolean;
  /** The cheapest open amount for a party that fills the room, decimal text; null when none is for sale. */
  readonly price: string | null;
  readonly currency: string;
  readonly version: number;
  /** When a push last counted the night, ISO 8601 in UTC. */
  readonly pms_received_at: string | null;
  readonly resend_wanted: boolean;
  /** Nobody has counted the night: its counts are no statement, there are only rates. */
  readonly uncounted?: true | undefined;
  readonly rates: readonly AriRate[];
}

export interface AriQuery {
  /** Whose codes the answer speaks. */
  readonly catalogue: Catalogue;
  readonly room: Room;
  /** Both inclusive. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Also nights of which only rates are stored, as nights that nobody has counted; absent: counted nights alone. */
  readonly uncounted?: boolean;
}

/** The stored nights of one room with the prices and restrictions of its rate plans, in date order. */
export function createReadAri({ database }: { readonly database: Queryable }) {
  return async ({ catalogue, room, from, to, uncounted = false }: AriQuery): Promise<AriNight[]> => {
    const { currency } = catalogue.hotel;
    const [cells, rates] = await Promise.all([
      readInventory(database, room.room_id, { from, to }),
      database.rows<RateCell>(
        `SELECT ${RATE_COLUMNS} FROM room_rates WHERE room_id = ? AND date BETWEEN ? AND ? ORDER BY date, rate_plan_id`,
        [room.room_id, from, to],
      ),
    ]);
    const byDate = new Map<LocalDate, RateCell[]>();
    const visible = new Set(catalogue.ratePlans.map((ratePlan) => ratePlan.rate_plan_id));
    for (const rate of rates) {
      if (!visible.has(rate.rate_plan_id)) continue;
      const night = byDate.get(rate.date);
      if (night === undefined) byDate.set(rate.date, [rate]);
      else night.push(rate);
    }
    const counted = new Set(cells.map(({ date }) => date));
    const others = uncounted ? [...byDate.keys()].filter((date) => !counted.has(date)) : [];
    const nights = [...cells, ...others.map((date) => uncountedNight(room, date))];
    return nights.sort(byDateOrder).map((cell) => {
      const nightRates = byDate.get(cell.date) ?? [];
      return {
        room_id: cell.room_id,
        room_code: catalogue.roomCode(cell.room_id),
        date: cell.date,
        available_rooms: cell.available_rooms,
        pms_rooms: cell.pms_rooms,
        unacked_rooms: cell.unacked_rooms,
        closed: cell.closed === 1,
        price: cheapest(nightRates, room.capacity, currency),
        currency,
        version: cell.version,
        pms_received_at:
          cell.pms_received_at === null ? null : fromSqlTime(cell.pms_received_at).toISOString(),
        resend_wanted: cell.resend_wanted === 1,
        ...(counted.has(cell.date) ? {} : { uncounted: true as const }),
        rates: nightRates.map((rate) => describeRate(rate, catalogue)),
      };
    });
  };
}

function uncountedNight({ room_id }: Room, date: LocalDate): InventoryCell {
  return {
    ...{ room_id, date, available_rooms: 0, pms_rooms: 0, unacked_rooms: 0, closed: 0, version: 0 },
    ...{ pms_pushes: 0, pms_received_at: null, resend_wanted: 0 },
  };
}

function byDateOrder(a: { readonly date: LocalDate }, b: { readonly date: LocalDate }): number {
  return a.date < b.date ? -1 : 1;
}

export type ReadAri = ReturnType<typeof createReadAri>;

function cheapest(rates: readonly RateCell[], guests: number, currency: string): string | null {
  let lowest: MinorUnits | null = null;
  for (const rate of rates) {
    if (rate.closed === 1) continue;
    const price = priceForParty(parseNightPrice(rate.amount, rate.occupancy_amounts, currency), guests);
    if (price !== null && (lowest === null || price < lowest)) lowest = price;
  }
  return lowest === null ? null : formatAmount(lowest, currency);
}

function describeRate(rate: RateCell, catalogue: Catalogue): AriRate {
  const { currency } = catalogue.hotel;
  return {
    rate_code: catalogue.rateCode(rate.rate_plan_id),
    amount: rate.amount === null ? null : decimalText(rate.amount, currency),
    occupancy_amounts:
      rate.occupancy_amounts === null ? null : (JSON.parse(rate.occupancy_amounts) as Record<string, string>),
    closed: rate.closed === 1,
    closed_to_arrival: rate.closed_to_arrival === 1,
    closed_to_departure: rate.closed_to_departure === 1,
    min_stay_arrival: rate.min_stay_arrival,
    max_stay_arrival: rate.max_stay_arrival,
    min_stay_through: rate.min_stay_through,
    max_stay_through: rate.max_stay_through,
    min_advance_days: rate.min_advance_days,
    max_advance_days: rate.max_advance_days,
    version: rate.version,
  };
}

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

interface LinesToLoad {
  readonly catalogue: Pick<Catalogue, 'rooms' | 'ratePlans'>;
  readonly stay: Stay;
  readonly lines: readonly { readonly room: Room | null; readonly ratePlan: RatePlan | null }[];
}

/** Which nights of which products these lines may be sold as, the departure date among them. */
export function nightsToLoad({ catalogue, stay, lines }: LinesToLoad): StayNights {
  const rooms = lines.some((line) => line.room === null)
    ? catalogue.rooms
    : lines.flatMap((line) => line.room ?? []);
  const plans = lines.some((line) => line.ratePlan === null)
    ? catalogue.ratePlans
    : lines.flatMap((line) => line.ratePlan ?? []);
  return {
    room_ids: [...new Set(rooms.map((room) => room.room_id))],
    rate_plan_ids: [...new Set(plans.map((plan) => plan.rate_plan_id))],
    check_in: stay.check_in,
    check_out: stay.check_out,
    dates: [...stay.dates, stay.check_out],
  };
}

/** A night with the version that the rates of its hotel had when it was read; null where its room was never counted. */
export interface LoadedNight extends StayNight {
  readonly rates_version: number | null;
}

/** The nights of all products that these lines may be sold as, in any order. */
export async function loadNights(database: Database, asked: StayNights): Promise<LoadedNight[]> {
  if (asked.room_ids.length === 0 || asked.rate_plan_ids.length === 0) return [];
  return database.readKeyed(STAY_NIGHTS, asked);
}

export interface StayNights extends Pick<Stay, 'check_in' | 'check_out'> {
  readonly room_ids: readonly Id[];
  readonly rate_plan_ids: readonly Id[];
  /** The nights and the departure date. */
  readonly dates: readonly LocalDate[];
}

/**
 * Up to the departure date, for closed to departure is read there. Dates by name: the server looks whole keys up, and
 * need not find out first how many rows lie between two of them. The version of the rates is of the same snapshot.
 */
const STAY_NIGHTS: KeyedRead<StayNights, LoadedNight> = {
  idOf: ({ room_ids, rate_plan_ids, check_in, check_out }) =>
    `${room_ids.join()} ${rate_plan_ids.join()} ${check_in} ${check_out}`,
  statement: (stays) => ({
    sql: `SELECT ${STAY_NIGHT_COLUMNS}, h.rates_version FROM room_rates r
      LEFT JOIN room_inventory i ON i.room_id = r.room_id AND i.date = r.date
      LEFT JOIN hotels h ON h.hotel_id = i.hotel_id WHERE ?`,
    parameters: [anyOf(stays.map(ofStay))],
  }),
  share: (stays, rows) => {
    if (stays.length === 1) return [rows];
    const byRoom = new Map<Id, LoadedNight[]>();
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

function ofStay({ room_ids, rate_plan_ids, dates }: StayNights): SqlText {
  return sql`(r.room_id IN (${room_ids}) AND r.rate_plan_id IN (${rate_plan_ids}) AND r.date IN (${dates}))`;
}

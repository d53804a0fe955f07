import { NO_RULES } from '../ari/rate-store.js';
import { decimal3 } from '../ari/read-price.js';
import type { Stay, StayNight } from '../ari/stay-rules.js';
import type { Id } from '../model/ids.js';
import { daysBetween, type LocalDate } from '../model/local-date.js';
import { parseAmount } from '../model/money.js';
import type { BookedRoom, BookingRecord } from './booking-record.js';

/** Rooms that a booking has and keeps, on their way to other dates. */
export interface KeptRooms {
  readonly from: BookedRoom;
  readonly before: Pick<BookingRecord, 'check_in_date' | 'check_out_date' | 'currency'>;
  /** The stay that is wanted. */
  readonly stay: Stay;
}

/** More than anybody asks for: the night is already theirs. */
const OWN = 1_000_000;

/**
 * The nights of a product as they are judged for rooms that keep some of them. A kept night is theirs whatever is closed
 * or sold out today, at the price it was sold for. Of the rules of the stay only those count that the change could break
 * anew: arrival rules when the arrival moves, closed to departure when the departure does, the least length when the stay
 * gets shorter, the greatest when it gets longer.
 * @param loaded the nights as they are loaded now, with the departure date
 */
export function keptNights(
  loaded: ReadonlyMap<LocalDate, StayNight>,
  product: { readonly room_id: Id; readonly rate_plan_id: Id },
  rooms: KeptRooms,
): Map<LocalDate, StayNight> {
  const { from, before, stay } = rooms;
  const nights = new Map(loaded);
  for (const { date, price } of from.nights) {
    if (date < stay.check_in || date >= stay.check_out) continue;
    const row = loaded.get(date) ?? { ...NO_RULES, ...product, date };
    nights.set(date, {
      ...row,
      ...relaxed(date, rooms),
      amount: decimal3(parseAmount(price, before.currency), before.currency),
      occupancy_amounts: null,
      closed: 0,
      room_closed: 0,
      available_rooms: OWN,
    });
  }
  const departure = nights.get(stay.check_out);
  if (departure !== undefined && before.check_out_date === stay.check_out)
    nights.set(stay.check_out, { ...departure, closed_to_departure: 0 });
  return nights;
}

function relaxed(date: LocalDate, { before, stay }: KeptRooms): Partial<StayNight> {
  const grown =
    daysBetween(stay.check_in, stay.check_out) - daysBetween(before.check_in_date, before.check_out_date);
  const arrivesAnew = date === stay.check_in && before.check_in_date !== stay.check_in;
  return {
    ...(grown >= 0 ? { min_stay_through: null } : {}),
    ...(grown <= 0 ? { max_stay_through: null } : {}),
    ...(arrivesAnew
      ? {}
      : {
          closed_to_arrival: 0,
          min_advance_days: null,
          max_advance_days: null,
          ...(grown >= 0 ? { min_stay_arrival: null } : {}),
          ...(grown <= 0 ? { max_stay_arrival: null } : {}),
        }),
  };
}

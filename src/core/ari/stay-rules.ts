import type { Fault } from '../model/errors.js';
import { daysBetween, type LocalDate } from '../model/local-date.js';
import type { MinorUnits } from '../model/money.js';
import { parseNightPrice, priceForParty } from './occupancy.js';
import type { RateCell } from './rate-store.js';

/** A night of a product with the count of its room; the counts are null where the PMS never pushed any. */
export interface StayNight extends RateCell {
  readonly available_rooms: number | null;
  readonly room_closed: number | null;
}

export interface Stay {
  readonly check_in: LocalDate;
  readonly check_out: LocalDate;
  /** Today where the hotel stands. */
  readonly today: LocalDate;
  readonly dates: readonly LocalDate[];
}

export interface Party {
  /** Rooms wanted and adults in each. */
  readonly quantity: number;
  readonly guests: number;
  readonly currency: string;
}

export type Verdict =
  | { readonly sellable: true; readonly prices: readonly MinorUnits[]; readonly total: MinorUnits }
  | { readonly sellable: false; readonly soldOut: boolean; readonly faults: readonly Fault[] };

/**
 * Whether one room and rate plan may be sold for a stay, and the price of each night of one room.
 * Arrival rules hold on the arrival night, "through" rules on every night, closed to departure on the departure date;
 * what the hotel never loaded is not for sale (DESIGN, inventory arithmetic).
 */
export function judgeStay(nights: ReadonlyMap<LocalDate, StayNight>, stay: Stay, party: Party): Verdict {
  const faults: Fault[] = [];
  const prices: MinorUnits[] = [];
  let soldOut = true;
  for (const date of stay.dates) {
    const night = nights.get(date);
    const fault = judgeNight(night, date, { stay, party, prices });
    if (fault === null) continue;
    faults.push(fault);
    soldOut &&= fault.code === 'SOLD_OUT';
  }
  const edges = [
    ...judgeArrival(nights.get(stay.check_in), stay),
    ...judgeDeparture(nights.get(stay.check_out), stay),
  ];
  faults.push(...edges);
  if (faults.length > 0) return { sellable: false, soldOut: soldOut && edges.length === 0, faults };
  return { sellable: true, prices, total: prices.reduce((sum, price) => sum + price, 0) };
}

function judgeNight(
  night: StayNight | undefined,
  date: LocalDate,
  { stay, party, prices }: { stay: Stay; party: Party; prices: MinorUnits[] },
): Fault | null {
  if (night === undefined) return fault('NO_PRICE', `no price is loaded for ${date}`);
  const left = night.available_rooms ?? 0;
  if (left < party.quantity) {
    return fault(
      'SOLD_OUT',
      left <= 0 ? `${date} is sold out` : `${date} has ${left} of ${party.quantity} rooms left`,
    );
  }
  if (night.closed === 1 || night.room_closed === 1) return fault('CLOSED', `${date} is closed`);
  const nights = stay.dates.length;
  if (night.min_stay_through !== null && nights < night.min_stay_through) {
    return fault('MIN_STAY_THROUGH', `a stay over ${date} takes at least ${night.min_stay_through} nights`);
  }
  if (night.max_stay_through !== null && nights > night.max_stay_through) {
    return fault('MAX_STAY_THROUGH', `a stay over ${date} takes at most ${night.max_stay_through} nights`);
  }
  const price = priceForParty(
    parseNightPrice(night.amount, night.occupancy_amounts, party.currency),
    party.guests,
  );
  if (price === null) return fault('NO_PRICE', `${date} has no price for ${party.guests} guest(s) in a room`);
  prices.push(price);
  return null;
}

function judgeArrival(night: StayNight | undefined, stay: Stay): Fault[] {
  if (night === undefined) return [];
  const faults: Fault[] = [];
  const nights = stay.dates.length;
  const ahead = daysBetween(stay.today, stay.check_in);
  if (night.closed_to_arrival === 1)
    faults.push(fault('CLOSED_TO_ARRIVAL', `no arrivals on ${stay.check_in}`));
  if (night.min_stay_arrival !== null && nights < night.min_stay_arrival) {
    faults.push(
      fault('MIN_STAY_ARRIVAL', `arriving ${stay.check_in} takes at least ${night.min_stay_arrival} nights`),
    );
  }
  if (night.max_stay_arrival !== null && nights > night.max_stay_arrival) {
    faults.push(
      fault('MAX_STAY_ARRIVAL', `arriving ${stay.check_in} takes at most ${night.max_stay_arrival} nights`),
    );
  }
  if (night.min_advance_days !== null && ahead < night.min_advance_days) {
    faults.push(
      fault('MIN_ADVANCE', `${stay.check_in} is booked at least ${night.min_advance_days} days ahead`),
    );
  }
  if (night.max_advance_days !== null && ahead > night.max_advance_days) {
    faults.push(
      fault('MAX_ADVANCE', `${stay.check_in} is booked at most ${night.max_advance_days} days ahead`),
    );
  }
  return faults;
}

function judgeDeparture(night: StayNight | undefined, stay: Stay): Fault[] {
  if (night?.closed_to_departure !== 1) return [];
  return [fault('CLOSED_TO_DEPARTURE', `no departures on ${stay.check_out}`, '/checkout_date')];
}

function fault(code: string, message: string, pointer = '/checkin_date'): Fault {
  return { pointer, code, message };
}

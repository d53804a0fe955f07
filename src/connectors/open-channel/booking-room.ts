import type {
  GuestCount,
  IncomingExtra,
  IncomingNight,
  IncomingRoom,
} from '../../core/model/incoming-reservation.js';
import { addDays } from '../../core/model/local-date.js';
import { formatAmount } from '../../core/model/money.js';
import type { AddFault } from '../shared/schema-faults.js';
import type { BookingHead, BookingPrice, BookingRoom, BookingService } from './booking-schema.js';

interface Surroundings {
  readonly booking: BookingHead;
  readonly index: number;
  readonly at: string;
  readonly cancelled: boolean;
}

/** One room, its stay said by its days. Null after adding a fault, and for a cancelled room without days. */
export function readRoom(room: BookingRoom, surroundings: Surroundings, add: AddFault): IncomingRoom | null {
  const { booking, index, at, cancelled } = surroundings;
  const currency = booking.currency ?? null;
  const nights = room.days
    .map(({ date, price }): IncomingNight => ({ date, amount: amountOf(price, currency), currency }))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
  const check_in = nights[0]?.date ?? booking.arrival_date ?? null;
  const last = nights.at(-1)?.date;
  const check_out = last === undefined ? (booking.departure_date ?? null) : addDays(last, 1);
  if (check_in === null || check_out === null || check_out <= check_in) {
    if (!cancelled) add(`${at}/days`, 'days is empty; send each night with its price');
    return null;
  }
  const gap = nights.findIndex(({ date }, night) => date !== addDays(check_in, night));
  if (gap >= 0) {
    // A cancellation counts by its number: what it repeats of the stay keeps no room booked.
    if (!cancelled)
      add(`${at}/days`, 'days names a night twice or leaves one out; send each night of the stay once');
    return null;
  }
  return {
    room_code: room.room_type_code,
    rate_code: readRateCode(room, { at, cancelled }, add),
    check_in,
    check_out,
    guests: readGuests(room),
    nights,
    total: null,
    extras: readExtras(
      (booking.services ?? []).filter(({ room_index }) => room_index === (room.index ?? index)),
      currency,
    ),
    taxes: [],
    reference: null,
  };
}

/**
 * The contract lets each day have its own rate plan; a room is sold under one here, and the others must not be lost without a
 * word. Adds a fault for a second one.
 */
function readRateCode(
  { days, rate_plan_code }: BookingRoom,
  { at, cancelled }: Pick<Surroundings, 'at' | 'cancelled'>,
  add: AddFault,
): string | null {
  const codes = days.map((day) => day.rate_plan_code ?? rate_plan_code ?? null);
  const first = codes.find((code) => code !== null) ?? rate_plan_code ?? null;
  const other = codes.findIndex((code) => code !== null && code !== first);
  if (other >= 0 && !cancelled)
    add(
      `${at}/days/${other}/rate_plan_code`,
      `rate_plan_code "${codes[other]}" is a second rate plan beside "${first}"; send one rate plan for all days of a room`,
      'UNSUPPORTED_UPDATE',
    );
  return first;
}

/** Children are 2 to 16 years old, infants younger; their ages come in one list where they come at all. */
function readGuests({ occupancy }: BookingRoom): GuestCount[] {
  const { adults, children = 0, infants = 0, ages } = occupancy;
  const known = (ages ?? []).slice(0, children);
  const count = (
    age_band: GuestCount['age_band'],
    number: number,
    age: number | null = null,
  ): GuestCount[] => (number > 0 ? [{ age_band, count: number, age }] : []);
  return [
    ...count('adult', adults),
    ...known.flatMap((age) => count('child', 1, age)),
    ...count('child', children - known.length),
    ...count('infant', infants),
  ];
}

export function readExtras(services: readonly BookingService[], currency: string | null): IncomingExtra[] {
  return services.map(({ type = null, name = null, total_price }) => ({
    code: type,
    name,
    quantity: 1,
    amount: amountOf(total_price, currency),
    currency,
  }));
}

function amountOf(price: BookingPrice, currency: string | null): string {
  return typeof price === 'string' ? price : formatAmount(price, currency ?? 'EUR');
}

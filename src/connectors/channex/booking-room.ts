import type {
  GuestCount,
  IncomingExtra,
  IncomingNight,
  IncomingRoom,
  IncomingTax,
} from '../../core/model/incoming-reservation.js';
import type { LocalDate } from '../../core/model/local-date.js';
import { countOf, dateOf, decimalOf, listOf, objectOf, textOf } from './json-parts.js';

/** What the room inherits from its booking where it says nothing itself. */
export interface BookingFrame {
  readonly check_in: LocalDate;
  readonly check_out: LocalDate;
  readonly currency: string | null;
}

/** One room of a booking; codes are null where it is not mapped ("Channex, booking room"). */
export function readRoom(value: unknown, frame: BookingFrame): IncomingRoom {
  const room = objectOf(value);
  return {
    room_code: textOf(room.room_type_id),
    rate_code: textOf(room.rate_plan_id),
    check_in: dateOf(room.checkin_date) ?? frame.check_in,
    check_out: dateOf(room.checkout_date) ?? frame.check_out,
    guests: readGuests(room.occupancy),
    nights: readDays(room.days, frame.currency),
    total: decimalOf(room.amount),
    extras: readServices(room.services, frame.currency),
    taxes: readTaxes(room.taxes),
    reference: textOf(room.booking_room_id) ?? textOf(room.ota_unique_id),
  };
}

/** Children whose ages are told stand one by one, the others together. */
export function readGuests(value: unknown): GuestCount[] {
  const occupancy = objectOf(value);
  const children = countOf(occupancy.children);
  const ages = listOf(occupancy.ages).filter(
    (age): age is number => Number.isInteger(age) && Number(age) >= 0,
  );
  const aged = ages.slice(0, children).map((age) => ({ age_band: 'child' as const, count: 1, age }));
  const guests: GuestCount[] = [
    { age_band: 'adult', count: countOf(occupancy.adults), age: null },
    ...aged,
    { age_band: 'child', count: children - aged.length, age: null },
    { age_band: 'infant', count: countOf(occupancy.infants), age: null },
  ];
  return guests.filter(({ count }) => count > 0);
}

/** `days` has the price of each night by its date; their order in the text says nothing. */
function readDays(value: unknown, currency: string | null): IncomingNight[] {
  return Object.entries(objectOf(value))
    .flatMap(([key, price]) => {
      const date = dateOf(key);
      const amount = decimalOf(price);
      return date === null || amount === null ? [] : [{ date, amount, currency }];
    })
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

export function readServices(value: unknown, currency: string | null): IncomingExtra[] {
  return listOf(value).map((entry) => {
    const { type, name, persons, nights, total_price } = objectOf(entry);
    const amount = decimalOf(total_price);
    return {
      code: textOf(type),
      name: textOf(name),
      quantity: Math.max(1, countOf(persons)) * Math.max(1, countOf(nights)),
      amount,
      currency: amount === null ? null : currency,
    };
  });
}

function readTaxes(value: unknown): IncomingTax[] {
  return listOf(value).map((entry) => {
    const { type, name, total_price, is_inclusive } = objectOf(entry);
    return {
      code: textOf(type),
      name: textOf(name),
      amount: decimalOf(total_price),
      percent: null,
      included: typeof is_inclusive === 'boolean' ? is_inclusive : null,
    };
  });
}

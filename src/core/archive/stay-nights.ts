import type { LocalDate } from '../model/local-date.js';
import { parseAmount, type MinorUnits } from '../model/money.js';
import type { BookingFact, RoomLine } from './booking-fact.js';

export interface StayNight {
  readonly date: LocalDate;
  readonly rooms: number;
  readonly revenue: MinorUnits;
}

/** The nights of a booking that lie in the span (both inclusive), with what they bring. */
export function stayNights(
  fact: BookingFact,
  { from, to }: { readonly from: LocalDate; readonly to: LocalDate },
): StayNight[] {
  const lines = JSON.parse(fact.room_lines) as RoomLine[];
  return lines.flatMap(({ quantity, nights }) =>
    nights
      .filter(([date]) => date >= from && date <= to)
      .map(([date, price]) => ({
        date,
        rooms: quantity,
        revenue: quantity * parseAmount(price, fact.currency),
      })),
  );
}

import { decimal3 } from '../ari/read-price.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import { formatAmount, type MinorUnits } from '../model/money.js';
import type { BookedRoom } from './booking-record.js';
import type { WantedLine } from './net-lots.js';

/** One line of the state that a booking is to have; all its rooms cost the same, night by night. */
export interface PricedLine {
  readonly room_id: Id;
  readonly rate_plan_id: Id;
  readonly quantity: number;
  /** Adults in each room. */
  readonly guests: number;
  /** Price of one room by night. */
  readonly nights: readonly { readonly date: LocalDate; readonly price: MinorUnits }[];
  /** As the channel sent them, where room or rate plan is UNMAPPED. */
  readonly sent_room_code?: string;
  readonly sent_rate_code?: string;
}

/** Rooms of one product at the same prices are one line; the order of first mention stays. */
export function mergeLines(lines: readonly PricedLine[]): PricedLine[] {
  const merged = new Map<string, PricedLine>();
  for (const line of lines) {
    const key = keyOf(line);
    const known = merged.get(key);
    merged.set(key, known === undefined ? line : { ...known, quantity: known.quantity + line.quantity });
  }
  return [...merged.values()];
}

function keyOf({
  room_id,
  rate_plan_id,
  guests,
  nights,
  sent_room_code,
  sent_rate_code,
}: PricedLine): string {
  return JSON.stringify([room_id, rate_plan_id, guests, sent_room_code, sent_rate_code, nights]);
}

export function totalOf(lines: readonly PricedLine[]): MinorUnits {
  return lines.reduce(
    (sum, { quantity, nights }) => sum + quantity * nights.reduce((all, night) => all + night.price, 0),
    0,
  );
}

export function guestsOf(lines: readonly Pick<PricedLine, 'quantity' | 'guests'>[]): number {
  return lines.reduce((sum, line) => sum + line.quantity * line.guests, 0);
}

export function toBookedRoom(line: PricedLine, currency: string): BookedRoom {
  const nights = line.nights.map(({ date, price }) => ({ date, price: formatAmount(price, currency) }));
  return { ...line, nights };
}

export function toWantedLine(line: PricedLine, bookingRoomId: Id, currency: string): WantedLine {
  const { room_id, quantity } = line;
  const nights = line.nights.map(({ date, price }) => ({ date, price: decimal3(price, currency) }));
  return { booking_room_id: bookingRoomId, room_id, quantity, nights };
}

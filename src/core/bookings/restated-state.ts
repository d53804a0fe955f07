import type { LocalDate } from '../model/local-date.js';
import { formatAmount, parseAmount, type MinorUnits } from '../model/money.js';
import { AppError } from '../model/errors.js';
import type { ReservationGuest } from '../model/reservation.js';
import type { BookingRecord } from './booking-record.js';
import { UNMAPPED } from './net-lots.js';
import { guestsOf, toBookedRoom, totalOf, type PricedLine } from './priced-line.js';
import type { ReservationDetails } from './reservation-details.js';
import type { Restatement } from './restatement.js';

/** The whole state that a booking is to have, priced. */
export interface RestatedState {
  readonly check_in_date: LocalDate;
  readonly check_out_date: LocalDate;
  readonly lines: readonly PricedLine[];
  /** The lines together, or what the channel says of a reservation that it has sold. */
  readonly total: MinorUnits;
  readonly currency: string;
  /** undefined: stays as it is. */
  readonly guest: ReservationGuest | null | undefined;
  /** The channel has sold it: it is taken as it is (law 9). */
  readonly sold: boolean;
  /** What the channel said beside; absent: stays as it is. */
  readonly details?: ReservationDetails | undefined;
}

type Asked = Pick<Restatement, 'checkin_date' | 'checkout_date' | 'guest' | 'total_price' | 'currency'>;

/**
 * A state at our own prices.
 * @throws AppError CURRENCY_MISMATCH; PRICE_CHANGED when it costs another total than was asked for.
 */
export function toState(asked: Asked, lines: readonly PricedLine[], currency: string): RestatedState {
  if (asked.currency !== undefined && asked.currency !== currency) {
    throw new AppError('CURRENCY_MISMATCH', `The booking is in ${currency}, not in ${asked.currency}.`, {
      faults: [{ pointer: '/currency', code: 'CURRENCY_MISMATCH', message: `must be ${currency}` }],
    });
  }
  const total = totalOf(lines);
  if (asked.total_price !== undefined && parseAmount(asked.total_price, currency) !== total) {
    const costs = formatAmount(total, currency);
    const message = `The booking would cost ${costs} ${currency}; ask for that price or leave it out.`;
    throw new AppError('PRICE_CHANGED', message, { details: { total_price: costs, currency } });
  }
  return {
    check_in_date: asked.checkin_date,
    check_out_date: asked.checkout_date,
    ...{ lines, total, currency, guest: asked.guest, sold: false },
  };
}

/** What the record of a booking says of such a state. */
export function recordPart({
  check_in_date,
  check_out_date,
  lines,
  total,
  currency,
}: RestatedState): Pick<
  BookingRecord,
  'check_in_date' | 'check_out_date' | 'guests' | 'total_price' | 'currency' | 'rooms'
> {
  return {
    check_in_date,
    check_out_date,
    guests: guestsOf(lines),
    total_price: formatAmount(total, currency),
    currency,
    rooms: lines.map((line) => toBookedRoom(line, currency)),
  };
}

/** True when a booking has this state already; its guest is compared by whoever knows the guest. */
export function isSameState(before: BookingRecord, state: RestatedState): boolean {
  const after = recordPart(state);
  return (
    before.check_in_date === after.check_in_date &&
    before.check_out_date === after.check_out_date &&
    before.total_price === after.total_price &&
    before.currency === after.currency &&
    summary(before.rooms) === summary(after.rooms)
  );
}

/** Lines in any order, and however many lines say the same. */
function summary(rooms: BookingRecord['rooms']): string {
  const counts = new Map<string, number>();
  for (const room of rooms) {
    const { room_id, rate_plan_id, guests, nights, sent_room_code, sent_rate_code } = room;
    const priced = nights.map(({ date, price }) => [date, price]);
    const key = JSON.stringify([room_id, rate_plan_id, guests, sent_room_code, sent_rate_code, priced]);
    counts.set(key, (counts.get(key) ?? 0) + room.quantity);
  }
  return JSON.stringify([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Rooms or rate plans under codes that nobody has mapped. */
export function isUnmapped({ lines }: RestatedState): boolean {
  return lines.some((line) => line.room_id === UNMAPPED || line.rate_plan_id === UNMAPPED);
}

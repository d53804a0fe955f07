import type { Catalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import { todayIn, type LocalDate } from '../model/local-date.js';
import type { BookingRecord } from './booking-record.js';

interface Stay {
  readonly checkin_date: LocalDate;
  readonly checkout_date: LocalDate;
}

/**
 * Also who is believed sells no nights that are gone. The day of departure still counts: what was sold for last night just
 * before midnight comes after it.
 * @param before the booking as it is; a change that leaves its dates alone may come after the stay (its price, its guest)
 * @throws AppError VALIDATION for a stay that is over
 */
export function refuseOver(
  { checkin_date, checkout_date }: Stay,
  { hotel }: Pick<Catalogue, 'hotel'>,
  { now, before }: { readonly now: Date; readonly before: BookingRecord | null },
): void {
  const today = todayIn(hotel.time_zone, now);
  if (checkout_date >= today) return;
  if (before?.check_in_date === checkin_date && before.check_out_date === checkout_date) return;
  const message = `The stay from ${checkin_date} to ${checkout_date} is over; today is ${today} at the hotel.`;
  throw new AppError('VALIDATION', message, {
    faults: [{ pointer: '/checkout_date', code: 'VALIDATION', message: 'is past' }],
  });
}

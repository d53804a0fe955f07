import { OPERATOR_VIEW, type OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import { addDays, daysBetween, todayIn, type LocalDate } from '../model/local-date.js';
import type { BookingStatus } from '../model/reservation.js';
import { invalid } from '../model/validation.js';
import type { BookingViews, HotelPlace } from './booking-views.js';
import { describeEntries } from './describe-entries.js';
import type { ListedPage } from './list-user-bookings.js';
import { hotelCursor, readHotelCursor } from './page-cursor.js';

const USUAL_DAYS = 365;
/** Bounds the partitions that one page can touch. */
const MOST_DAYS = 731;

export interface HotelBookingsRequest {
  /** Our code or id. */
  readonly hotel: string;
  /** First arrival, inclusive; the hotel's today where it is not given. */
  readonly from?: LocalDate | undefined;
  /** Last arrival, inclusive; a year after the first where it is not given. */
  readonly to?: LocalDate | undefined;
  readonly partner_id?: Id | undefined;
  readonly status?: BookingStatus | undefined;
  readonly limit: number;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
}

export type ListHotelBookings = (request: HotelBookingsRequest) => Promise<ListedPage>;

/**
 * A hotel's bookings in the order of arrivals, of all partners: for operators.
 * @throws AppError HOTEL_NOT_FOUND; VALIDATION for dates that are no range or more than two years, and for a cursor that
 *   is none or lies outside of them; UNAVAILABLE.
 */
export function createListHotelBookings({
  bookingViews,
  openCatalogue,
  clock,
}: {
  readonly bookingViews: BookingViews;
  readonly openCatalogue: OpenCatalogue;
  readonly clock: Clock;
}): ListHotelBookings {
  return async (request) => {
    const { hotel } = await openCatalogue(OPERATOR_VIEW, request.hotel);
    const from = request.from ?? todayIn(hotel.time_zone, clock.now());
    const range = { from, to: request.to ?? addDays(from, USUAL_DAYS) };
    checkRange(range);
    const { entries, more } = await bookingViews.ofHotel({
      ...range,
      hotel_id: hotel.hotel_id,
      partner_id: request.partner_id ?? null,
      status: request.status ?? null,
      after: request.cursor === undefined ? null : placeWithin(request.cursor, range),
      limit: request.limit,
    });
    const last = entries.at(-1);
    return {
      bookings: await describeEntries(openCatalogue, OPERATOR_VIEW, entries),
      next_cursor: more && last !== undefined ? hotelCursor(last) : null,
    };
  };
}

interface Range {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

function checkRange({ from, to }: Range): void {
  const days = daysBetween(from, to);
  if (days >= 0 && days < MOST_DAYS) return;
  const message =
    days < 0 ? `must not be before ${from}` : `must be within ${MOST_DAYS} days from ${from}; ask in parts`;
  throw invalid('query', [{ pointer: '/to', code: 'VALIDATION', message }]);
}

function placeWithin(cursor: string, { from, to }: Range): HotelPlace {
  const place = readHotelCursor(cursor);
  if (place.check_in_date >= from && place.check_in_date <= to) return place;
  const message = `is of other dates than ${from} to ${to}; give those of the page before`;
  throw invalid('query', [{ pointer: '/cursor', code: 'VALIDATION', message }]);
}

import type { OpenCatalogue, Viewer } from '../hotels/catalogue.js';
import type { Id } from '../model/ids.js';
import type { BookingStatus } from '../model/reservation.js';
import type { BookingViews } from './booking-views.js';
import { describeEntries, type ListedBooking } from './describe-entries.js';
import { readUserCursor, userCursor } from './page-cursor.js';

export interface UserBookingsRequest {
  readonly user_id: Id;
  /** For operators only: of one partner. */
  readonly partner_id?: Id | undefined;
  readonly status?: BookingStatus | undefined;
  readonly limit: number;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
}

export interface ListedPage {
  readonly bookings: readonly ListedBooking[];
  /** Null at the end. */
  readonly next_cursor: string | null;
}

export type ListUserBookings = (viewer: Viewer, request: UserBookingsRequest) => Promise<ListedPage>;

/**
 * A user's bookings, newest first. A partner sees those that it made itself (law 10), an operator those of all partners.
 * A user without bookings has an empty list. @throws AppError VALIDATION for a cursor that is none, UNAVAILABLE.
 */
export function createListUserBookings({
  bookingViews,
  openCatalogue,
}: {
  readonly bookingViews: BookingViews;
  readonly openCatalogue: OpenCatalogue;
}): ListUserBookings {
  return async (viewer, { user_id, partner_id, status, limit, cursor }) => {
    const { entries, more } = await bookingViews.ofUser({
      user_id,
      partner_id: viewer.kind === 'operator' ? (partner_id ?? null) : viewer.partner_id,
      status: status ?? null,
      before: cursor === undefined ? null : readUserCursor(cursor),
      limit,
    });
    const last = entries.at(-1);
    return {
      bookings: await describeEntries(openCatalogue, viewer, entries),
      next_cursor: more && last !== undefined ? userCursor(last) : null,
    };
  };
}

import type { OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { BookingCache } from './booking-cache.js';
import { createGetBooking, type GetBooking } from './get-booking.js';
import { createIntegrity, type Integrity } from './integrity.js';
import { createListBookings, type ListBookings } from './list-bookings.js';
import { createListLiveReservations, type ListLiveReservations } from './list-live-reservations.js';
import { createListUnacknowledged, type ListUnacknowledged } from './list-unacknowledged.js';
import { createNameHandedOut, type NameHandedOut } from './name-handed-out.js';
import { createPriceTolerances, type PriceTolerances } from './price-tolerances.js';
import { createReadRevision, type ReadRevision } from './read-revision.js';
import { createShowDetails, type ShowDetails } from './show-details.js';
import { createWatchIntegrity, type WatchIntegrity } from './watch-integrity.js';
import { createWatchRevisions, type WatchRevisions } from './watch-revisions.js';

/** What people and partners ask of bookings that are there, and what watches over them. None of it sells anything. */
export interface BookingDesk {
  readonly getBooking: GetBooking;
  readonly showDetails: ShowDetails;
  readonly listBookings: ListBookings;
  /** The revisions that a PMS means by the numbers of their bookings. */
  readonly nameHandedOut: NameHandedOut;
  readonly readRevision: ReadRevision;
  readonly listLiveReservations: ListLiveReservations;
  readonly listUnacknowledged: ListUnacknowledged;
  readonly watchRevisions: WatchRevisions;
  readonly integrity: Integrity;
  readonly watchIntegrity: WatchIntegrity;
  readonly priceTolerances: PriceTolerances;
}

interface Deps {
  readonly database: Database;
  readonly openCatalogue: OpenCatalogue;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly cache: BookingCache;
  readonly priceTolerancePercent: number;
}

export function openBookingDesk(deps: Deps): BookingDesk {
  return {
    getBooking: createGetBooking(deps),
    showDetails: createShowDetails(deps),
    listBookings: createListBookings(deps),
    nameHandedOut: createNameHandedOut(deps),
    readRevision: createReadRevision(deps),
    listLiveReservations: createListLiveReservations(deps),
    listUnacknowledged: createListUnacknowledged(deps),
    watchRevisions: createWatchRevisions(deps),
    integrity: createIntegrity(deps),
    watchIntegrity: createWatchIntegrity(deps),
    priceTolerances: createPriceTolerances(deps),
  };
}

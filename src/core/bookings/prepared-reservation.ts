import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import type { IncomingReservation } from '../model/incoming-reservation.js';
import type { Partner } from '../partners/partner.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { BookingContext } from './booking-answer.js';
import type { CancelByReference } from './cancel-by-reference.js';
import type { IncomingPart } from './incoming-state.js';
import type { RestateBooking } from './restate-booking.js';
import type { Reference } from './tombstones.js';

export interface ReceiveDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly openCatalogue: OpenCatalogue;
  readonly restateBooking: RestateBooking;
  readonly cancelByReference: CancelByReference;
  readonly logger: Logger;
  /** To be called with what is refused for good, before anybody hears of the refusal. */
  readonly tellRefused: (partner: Partner, reservations: readonly IncomingReservation[]) => Promise<void>;
}

/** A reservation that its hotel, its codes and its shape do not stand against. */
export interface PreparedReservation {
  readonly kind: 'prepared';
  readonly reservation: IncomingReservation;
  readonly reference: Reference;
  readonly catalogue: Catalogue;
  /** Its channel has sold it and is believed. */
  readonly sold: boolean;
  /** One for each stay; none for a cancellation. */
  readonly parts: readonly IncomingPart[];
  readonly context: BookingContext;
  /** Nothing was there under its number when its message was looked at. */
  readonly unseen?: boolean;
}

import type { Id } from './ids.js';
import type { LocalDate } from './local-date.js';

export type BookingStatus = 'PENDING' | 'CONFIRMED' | 'CANCELLED' | 'FAILED';

export interface ReservationGuest {
  readonly first_name: string;
  readonly last_name: string;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

export interface ReservationNight {
  readonly date: LocalDate;
  /** Price of one room for the night, decimal text. */
  readonly amount: string;
}

/** One line of a reservation: so many rooms of one type under one rate plan. Codes are the reader's own. */
export interface ReservationRoom {
  readonly room_code: string;
  readonly rate_code: string;
  /** Of the rate plan, where one is known: ROOM_ONLY, BREAKFAST, HALF_BOARD, FULL_BOARD, ALL_INCLUSIVE. */
  readonly meal_plan?: string | null;
  readonly quantity: number;
  /** Adults in each room. */
  readonly guests: number;
  readonly nights: readonly ReservationNight[];
}

/** A tax or fee as the channel named it; null where it did not say. */
export interface ReservationTax {
  readonly code: string | null;
  readonly name: string | null;
  readonly amount: string | null;
  readonly percent: string | null;
  readonly included: boolean | null;
}

/**
 * One revision of a reservation as a PMS receives it. The PMS acknowledges `revision_id` (the message id), never the
 * booking alone ("pmsXchange, delivery verdicts": UniqueID Type 16).
 */
export interface ReservationRevision {
  readonly revision_id: Id;
  readonly booking_id: Id;
  readonly revision: number;
  readonly action: 'new' | 'modify' | 'cancel';
  readonly hotel_code: string;
  readonly status: BookingStatus;
  readonly partner_name: string;
  readonly partner_reference: string | null;
  readonly check_in_date: LocalDate;
  readonly check_out_date: LocalDate;
  readonly rooms: readonly ReservationRoom[];
  readonly guest: ReservationGuest | null;
  readonly total_price: string;
  readonly currency: string;
  /** What the total holds or comes on top of it, where the channel said so. */
  readonly taxes?: readonly ReservationTax[];
  /** The guest's and the channel's remarks. */
  readonly comments?: readonly string[];
  /** ISO 8601, UTC. */
  readonly created_at: string;
  readonly updated_at: string;
}

/** A PMS's word on one revision. */
export interface RevisionVerdict {
  readonly revision_id: Id;
  /**
   * Set where the contract acknowledges by the number of the booking ("AlpineBits, GuestRequests"): `revision_id` is that, and what
   * of it was handed out is meant; null where it may be either.
   */
  readonly of?: 'reservation' | 'cancellation' | null;
  readonly outcome: 'accepted' | 'failed';
  /** The PMS's own reservation number, when it gave one. */
  readonly pms_reference: string | null;
  readonly reason: string | null;
}

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
  readonly quantity: number;
  /** Adults in each room. */
  readonly guests: number;
  readonly nights: readonly ReservationNight[];
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
  /** ISO 8601, UTC. */
  readonly created_at: string;
  readonly updated_at: string;
}

/** A PMS's word on one revision. */
export interface RevisionVerdict {
  readonly revision_id: Id;
  readonly outcome: 'accepted' | 'failed';
  /** The PMS's own reservation number, when it gave one. */
  readonly pms_reference: string | null;
  readonly reason: string | null;
}

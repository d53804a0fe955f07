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

/** Guests of one kind in one room. */
export interface ReservationGuestCount {
  readonly age_band: 'adult' | 'child' | 'infant' | 'senior' | 'other';
  readonly count: number;
  /** In years, where the channel said it. */
  readonly age: number | null;
}

/** Something sold beside the room: breakfast, parking, a cot. */
export interface ReservationExtra {
  readonly code: string | null;
  readonly name: string | null;
  readonly quantity: number;
  readonly amount: string | null;
  readonly currency: string | null;
}

/** What the channel said of one room beside its price. */
export interface ReservationRoomDetail {
  /** The channel's own number of the room. */
  readonly reference: string | null;
  /** By our names (ReservationRoom.meal_plan); null where the channel did not say. */
  readonly meal_plan: string | null;
  readonly guests: readonly ReservationGuestCount[];
  readonly extras: readonly ReservationExtra[];
  readonly taxes: readonly ReservationTax[];
}

/** One line of a reservation: so many rooms of one type under one rate plan. Codes are the reader's own. */
export interface ReservationRoom {
  readonly room_code: string;
  readonly rate_code: string;
  /** Of the rate plan, where one is known: ROOM_ONLY, BREAKFAST, HALF_BOARD, FULL_BOARD, ALL_INCLUSIVE. */
  readonly meal_plan?: string | null | undefined;
  readonly quantity: number;
  /** Adults in each room. */
  readonly guests: number;
  readonly nights: readonly ReservationNight[];
  /** One entry for each of the rooms of which the channel said more, the first ones first. */
  readonly details?: readonly ReservationRoomDetail[] | undefined;
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
  /** Which booking of that number it is, where its rooms have stays of their own; absent: the first, or the only one. */
  readonly reference_part?: number | undefined;
  readonly check_in_date: LocalDate;
  readonly check_out_date: LocalDate;
  readonly rooms: readonly ReservationRoom[];
  readonly guest: ReservationGuest | null;
  readonly total_price: string;
  readonly currency: string;
  /** What the total holds or comes on top of it, where the channel said so. */
  readonly taxes?: readonly ReservationTax[] | undefined;
  /** Sold beside the rooms, for the reservation as a whole. */
  readonly extras?: readonly ReservationExtra[] | undefined;
  /** The guest's and the channel's remarks. */
  readonly comments?: readonly string[] | undefined;
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
  /** When the PMS says that it said so, ISO 8601; absent where it does not. */
  readonly said_at?: string;
  /** It may be about an earlier revision of the booking, sent once more: what it moves is not certain. */
  readonly doubtful?: boolean;
  readonly outcome: 'accepted' | 'failed';
  /** The PMS's own reservation number, when it gave one. */
  readonly pms_reference: string | null;
  readonly reason: string | null;
}

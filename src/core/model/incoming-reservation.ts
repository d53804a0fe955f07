import type { LocalDate } from './local-date.js';
import type {
  ReservationExtra,
  ReservationGuest,
  ReservationGuestCount,
  ReservationTax,
} from './reservation.js';

export type GuestCount = ReservationGuestCount;

export interface IncomingNight {
  readonly date: LocalDate;
  /** Decimal text, for one room. */
  readonly amount: string;
  readonly currency: string | null;
}

export type IncomingExtra = ReservationExtra;

export type IncomingTax = ReservationTax;

/** One room of a reservation, in the sender's codes; as many entries as there are rooms. */
export interface IncomingRoom {
  readonly room_code: string | null;
  readonly rate_code: string | null;
  readonly check_in: LocalDate;
  /** Departure: the last night is the one before. */
  readonly check_out: LocalDate;
  readonly guests: readonly GuestCount[];
  readonly nights: readonly IncomingNight[];
  /** What the room costs in all as the sender says it, decimal text; may disagree with its nights. */
  readonly total: string | null;
  readonly extras: readonly IncomingExtra[];
  readonly taxes: readonly IncomingTax[];
  /** The sender's own number of this room, where the contract has one (Mews, Channex). */
  readonly reference: string | null;
  /** By our names (ReservationRoom.meal_plan); absent where the sender does not say. */
  readonly meal_plan?: string | null;
  /** A request for some nights within a period; check_in and check_out are the first that fit. */
  readonly window?: {
    readonly earliest: LocalDate;
    readonly latest: LocalDate;
    readonly nights: number | null;
  };
}

/** One revision of a reservation as a channel sends it: the whole state, or no more than its number where it is cancelled. */
export interface IncomingReservation {
  readonly action: 'new' | 'modify' | 'cancel';
  /** The channel's number of the booking. */
  readonly reference: string;
  /** Orders the messages of one reservation; its time in milliseconds where the contract has no numbers. */
  readonly revision: number | null;
  /** What is acknowledged, where that is not the reservation's number ("Traps", 1). */
  readonly message_id: string | null;
  /** As the contract calls it. */
  readonly status: string;
  readonly hotel_code: string | null;
  readonly check_in: LocalDate | null;
  readonly check_out: LocalDate | null;
  readonly rooms: readonly IncomingRoom[];
  readonly guest: ReservationGuest | null;
  /** What all costs, decimal text; it counts where it disagrees with the nights. */
  readonly total: string | null;
  readonly currency: string | null;
  readonly tax: 'before' | 'after' | null;
  readonly extras: readonly IncomingExtra[];
  readonly taxes: readonly IncomingTax[];
  readonly comments: readonly string[];
  /** The message says that it was sent before: what it says of time may be that of the repetition. */
  readonly repeated?: true;
  /** Card data stood in the message. It never leaves the decoder. */
  readonly had_card: boolean;
  /** Element path or JSON pointer, for faults. */
  readonly at: string;
  readonly line?: number;
}

/** What became of one reservation of a message. */
export type ReservationResult =
  | {
      readonly kind: 'booked' | 'modified' | 'cancelled' | 'unchanged';
      readonly reference: string;
      /** Our number, the same for every delivery of the reservation. */
      readonly booking_id: string;
      readonly oversold: boolean;
    }
  | { readonly kind: 'buried'; readonly reference: string }
  | {
      readonly kind: 'refused';
      readonly reference: string;
      /** One of ERROR_TRAITS. */
      readonly code: string;
      readonly message: string;
      readonly at: string;
      /** The code that is not known, where that is the reason. */
      readonly subject: string | null;
      readonly retryable: boolean;
    };

/** A room under one of its rate plans as a partner may name it, for lists of what is mapped. */
export interface MappedRoomRate {
  readonly room_code: string;
  readonly room_name: string;
  readonly rate_code: string;
  readonly rate_name: string;
  readonly currency: string;
  readonly max_guests: number;
  readonly total_rooms: number;
}

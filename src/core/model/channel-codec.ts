import type { AriAmount, Restrictions } from './ari.js';
import type { LocalDate } from './local-date.js';
import type { ReservationRevision } from './reservation.js';

/**
 * What a channel is to have for one night, in its codes: the room itself (rate_code null) or one of its rate plans. A field that
 * is left out is not sent.
 */
export interface PushCell extends Restrictions {
  readonly room_code: string;
  readonly rate_code: string | null;
  readonly date: LocalDate;
  readonly available?: number;
  readonly amounts?: readonly AriAmount[];
}

/** What changed for one hotel and is to be sent, in any order. */
export interface AriPush {
  readonly hotel_code: string;
  readonly cells: readonly PushCell[];
  /** Its first prices are to take the place of all that are there, once; nothing else of a full sync may, and no change. */
  readonly full: boolean;
  /** Each room under each of its mapped rate plans, for contracts that always name both; absent: those that `cells` name. */
  readonly products?: readonly { readonly room_code: string; readonly rate_code: string }[];
}

/** What a channel's contract needs beyond the message: who we are to it, and how a hotel is set up there. */
export interface ChannelSettings {
  readonly username: string;
  readonly password: string;
  /** RequestorID and the like. */
  readonly requestor_id?: string;
  /** Which of the contract's dialects the channel takes, by its id; absent: the first. */
  readonly dialect?: string;
  /** How minimum and maximum stays are meant where that is a setting of the hotel (Expedia). */
  readonly los?: 'arrival' | 'through';
  readonly pricing?: 'per_room' | 'per_occupancy';
  /** ISO 8601 instant for time stamps. */
  readonly now: string;
  /** A fresh id for echo tokens and request ids. */
  nextId(): string;
}

/** The part of a request that a partner's verdict may be about. */
export interface WireItem {
  readonly room_code: string;
  readonly rate_code: string | null;
  readonly from: LocalDate;
  /** Inclusive. */
  readonly to: LocalDate;
}

/** One HTTP request of a contract. Requests of one push are sent in order, the next only after the one before succeeded. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the partner's base URL; empty for that itself. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The message's name, for the journal. */
  readonly message: string;
  readonly items: readonly WireItem[];
  /** Values of one night in it, for budgets and limits. */
  readonly values: number;
  /** It takes the place of all prices that are there; absent: of what it names alone. */
  readonly replaces?: true;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One item that was not taken as sent. */
export interface ItemVerdict {
  readonly item: WireItem | null;
  readonly code: string;
  readonly message: string;
}

/** A status line alone is no verdict: a 200 that hides errors is not a success ("Traps", 7). */
export type PushOutcome =
  | { readonly kind: 'accepted'; readonly warnings: readonly string[]; readonly reference: string | null }
  | { readonly kind: 'partial'; readonly items: readonly ItemVerdict[] }
  | {
      readonly kind: 'rejected';
      readonly code: string;
      readonly message: string;
      readonly items: readonly ItemVerdict[];
      /** The fault is of a mapping: this pair alone is disabled, the rest goes on. */
      readonly mapping: boolean;
    }
  | {
      readonly kind: 'retry';
      readonly after_seconds: number | null;
      readonly code: string;
      readonly message: string;
    };

/** Rates and availability out to a channel. Pure: who sends it is another's matter. */
export interface ChannelCodec {
  /** Ranges coalesced, split by the contract's batching, size and order rules. */
  encodeAri(push: AriPush, settings: ChannelSettings): readonly WireRequest[];
  readAnswer(request: WireRequest, answer: WireAnswer): PushOutcome;
  /** Contracts whose reservations are fetched. */
  readonly pull?: ReservationPull;
  /** The contract has a word that lifts a limit of advance days; absent: it knows no such limit. */
  readonly lifts_advance_days?: true;
  /** The first prices of a full sync take the place of all that are there, in a request that says so; absent: nothing does. */
  readonly replaces_prices?: true;
}

/** Reservations that a channel keeps until they are fetched and acknowledged. */
export interface ReservationPull {
  /** The contract has no other way: whoever is connected is asked every half minute; absent: only when somebody wants it. */
  readonly by_itself?: boolean;
  /** Numbers that one acknowledgement takes, and whether they are all to be of one hotel; absent: as many as there are, of any. */
  readonly most_numbers?: number;
  readonly one_hotel?: boolean;
  /** The contract has no acknowledgement: what was asked for is taken ("B.XML"); absent: it has one. */
  readonly asking_takes?: (settings: ChannelSettings) => boolean;
  /** The questions to ask, in order: new ones, then changed and cancelled ones. */
  requests(settings: ChannelSettings): readonly WireRequest[];
  /** Answers what was committed, naming our numbers, and what was refused; null where pulling is taking. */
  acknowledge(
    request: WireRequest,
    results: readonly {
      readonly reference: string;
      readonly message_id: string | null;
      readonly our_number: string | null;
      readonly error: string | null;
    }[],
    settings: ChannelSettings,
  ): WireRequest | null;
}

/** Reservations out to a PMS that wants them pushed. */
export interface PmsCodec {
  encodeReservation(revision: ReservationRevision, settings: ChannelSettings): WireRequest;
  /** `reference` of an accepted one is the PMS's own number. */
  readAnswer(request: WireRequest, answer: WireAnswer): PushOutcome;
}

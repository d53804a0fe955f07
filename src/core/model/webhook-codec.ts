import type { JsonValue } from './connector.js';
import type { Id } from './ids.js';
import type { LocalDate } from './local-date.js';

/** A night that changed, in the partner's own codes. */
export interface NoticedNight {
  readonly room_code: string;
  /** null: the room itself. */
  readonly rate_code: string | null;
  readonly date: LocalDate;
  readonly available?: number;
  readonly closed?: boolean;
  /** Decimal text. */
  readonly rate?: string;
}

/** What a subscriber with a form of its own is told of: a hint, what it hints at is read elsewhere. */
export type WebhookNotice =
  | { readonly kind: 'ari'; readonly nights: readonly NoticedNight[] }
  | {
      readonly kind: 'reservation';
      readonly action: 'new' | 'modify' | 'cancel';
      readonly booking_id: Id;
      readonly revision_id: Id;
      /** What of it has a code that nobody has mapped. */
      readonly unmapped: 'room' | 'rate' | null;
    }
  /** A revision that the PMS has not acknowledged in time. */
  | { readonly kind: 'unacknowledged'; readonly booking_id: Id; readonly revision_id: Id }
  /** A channel refused what it was sent of the hotel, which waits for a person. */
  | {
      readonly kind: 'sync_error';
      readonly channel: string;
      readonly channel_name: string;
      readonly delivery_id: Id;
      /** The channel's own code of the fault. */
      readonly error: string;
    };

/** Where and when, as a contract repeats it in every hint. */
export interface NoticePlace {
  readonly hotel_code: string;
  /** ISO 8601, UTC. */
  readonly occurred_at: string;
}

export interface WebhookOptions {
  /** The contract's own names; null: all. */
  readonly event_types: readonly string[] | null;
  /** Beside what happened also what it happened to. */
  readonly send_data: boolean;
}

export interface EncodedNotice {
  /** The contract's own name of the event. */
  readonly event: string;
  readonly body: JsonValue;
}

/** Webhooks of a contract that has a form of its own for them. Pure, like all of a connector. */
export interface WebhookCodec {
  encode(notice: WebhookNotice, place: NoticePlace, options: WebhookOptions): readonly EncodedNotice[];
}

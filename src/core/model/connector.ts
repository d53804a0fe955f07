import type { AriMessage } from './ari.js';
import type { AppError, Fault } from './errors.js';
import type { ReservationRevision, RevisionVerdict } from './reservation.js';

/** A fault inside a message, with the place in the partner's own terms and OpenTravel numbers where there are some. */
export interface MessageFault extends Fault {
  readonly ota?: { readonly type: number; readonly code: number };
}

/** Who sent it, as the message itself says (WS-Security UsernameToken); HTTP credentials are the gateway's matter. */
export interface WireCredentials {
  readonly username: string;
  readonly password: string;
}

/** What an envelope says before and around its content; the encoder needs it to answer. */
export interface Envelope {
  /** Root element or endpoint name, for example OTA_HotelAvailNotifRQ; null when it could not be read. */
  readonly message: string | null;
  readonly soap: boolean;
  readonly echo_token: string | null;
  readonly version: string | null;
  readonly credentials: WireCredentials | null;
}

export type DecodedContent =
  | { readonly kind: 'ari'; readonly ari: AriMessage }
  | { readonly kind: 'ping'; readonly echo: string }
  | { readonly kind: 'read'; readonly hotel_code: string | null }
  | { readonly kind: 'verdicts'; readonly verdicts: readonly RevisionVerdict[] };

/** `content` is null exactly when `faults` says why the message was refused: nothing of it may be applied. */
export interface DecodedMessage {
  readonly envelope: Envelope;
  readonly content: DecodedContent | null;
  readonly faults: readonly MessageFault[];
}

/** What the use case made of a message, for the contract's own answer. */
export type MessageOutcome =
  | { readonly kind: 'applied' }
  | { readonly kind: 'pong'; readonly echo: string }
  | { readonly kind: 'reservations'; readonly reservations: readonly ReservationRevision[] }
  | { readonly kind: 'refused'; readonly faults: readonly MessageFault[] }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface EncodedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * A wire contract: pure codecs, no I/O. `decode` never throws for what a partner sent; it yields to the event loop
 * while it reads (a 10 MB body must not hold up bookings).
 */
export interface Connector {
  readonly id: string;
  readonly title: string;
  decode(body: Uint8Array, options: { readonly charset: string | null }): Promise<DecodedMessage>;
  encode(envelope: Envelope, outcome: MessageOutcome): EncodedAnswer;
}

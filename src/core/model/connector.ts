import type { AriMessage } from './ari.js';
import type { CertificationCase } from './certification.js';
import type { ChannelCodec, PmsCodec } from './channel-codec.js';
import type { Dialect, DialectField, DialectOverrides } from './dialect.js';
import type { AppError, Fault } from './errors.js';
import type { IncomingReservation, MappedRoomRate, ReservationResult } from './incoming-reservation.js';
import type { PushCase } from './push-certification.js';
import type { RatePlanProduct } from './rate-plan-product.js';
import type { ReservationRevision, RevisionVerdict } from './reservation.js';
import type { WebhookCodec } from './webhook-codec.js';
import type { StayRequest, StayVerdict } from './stay-price.js';

/** A fault inside a message, with the place in the partner's own terms and OpenTravel numbers where there are some. */
export interface MessageFault extends Fault {
  readonly ota?: { readonly type: number; readonly code: number };
  /** For contracts whose answer repeats each item that was not taken as sent. */
  readonly echo?: FaultEcho;
}

/** A faulty item as it was sent, the field that is wrong (null: all of it), and the contract's own words for it. */
export interface FaultEcho {
  readonly item: JsonValue;
  readonly field: string | null;
  readonly text: string;
}

/** Who sent it, as the message itself says (WS-Security UsernameToken); HTTP credentials are the gateway's matter. */
export interface WireCredentials {
  /** Null where the contract has a secret alone. */
  readonly username: string | null;
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
  /** What else the answer of this contract repeats or depends on, by name. */
  readonly extra?: Readonly<Record<string, string>>;
}

/** Anything that JSON can say. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue | undefined };

export type DecodedContent =
  /** `more`: the other hotels of a message that is about several, each with its own part. */
  | { readonly kind: 'ari'; readonly ari: AriMessage; readonly more?: readonly AriMessage[] }
  /** `handshake`: what the sender says it speaks, where the contract agrees on that. */
  | { readonly kind: 'ping'; readonly echo: string; readonly handshake?: JsonValue }
  /** `since`: also those that were decided before, if they changed after that instant. `serial`: no more than one of a booking. */
  | {
      readonly kind: 'read';
      readonly hotel_code: string | null;
      readonly since?: string;
      readonly serial?: boolean;
    }
  | { readonly kind: 'verdicts'; readonly verdicts: readonly RevisionVerdict[] }
  /** What a channel has booked, changed or cancelled. */
  | { readonly kind: 'reservations'; readonly reservations: readonly IncomingReservation[] }
  /** A question for the rooms and rate plans that are mapped to the sender. */
  | { readonly kind: 'room_list'; readonly hotel_code: string }
  /** Of a contract's own kind (room categories, hotel info, a handshake, an answer): `topic` says which. */
  | {
      readonly kind: 'document';
      readonly topic: string;
      readonly hotel_code: string | null;
      readonly document: JsonValue;
    };

/**
 * `content` is null when `faults` says why the message was refused: nothing of it may be applied. Content beside faults is what a
 * contract that judges each item by itself still applies.
 */
export interface DecodedMessage {
  readonly envelope: Envelope;
  readonly content: DecodedContent | null;
  readonly faults: readonly MessageFault[];
  /** What is read over by rule while all the rest counts (a price for children, a night said twice): told, and no fault. */
  readonly notes?: readonly MessageFault[];
}

/** What the use case made of a message, for the contract's own answer. */
export type MessageOutcome =
  | { readonly kind: 'applied'; readonly warnings?: readonly MessageFault[] }
  | { readonly kind: 'pong'; readonly echo: string }
  | { readonly kind: 'reservations'; readonly reservations: readonly ReservationRevision[] }
  | {
      readonly kind: 'received';
      readonly results: readonly ReservationResult[];
      /** What the decoder left out of a message whose items are judged by themselves. */
      readonly warnings?: readonly MessageFault[];
    }
  | {
      readonly kind: 'room_list';
      readonly hotel_code: string;
      readonly room_rates: readonly MappedRoomRate[];
    }
  | { readonly kind: 'document'; readonly document: JsonValue }
  | { readonly kind: 'refused'; readonly faults: readonly MessageFault[] }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface EncodedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface DecodeOptions {
  /** Of the Content-Type; null where it names none. */
  readonly charset: string | null;
  /** For contracts with several versions; absent: the newest that the message can be. */
  readonly wireVersion?: string;
  /** For contracts that name the action outside the message. */
  readonly action?: string;
  /** Agreed on beforehand, for contracts that do; absent: all. */
  readonly capabilities?: readonly string[];
  /** Id of one of `dialects`; absent: the first. */
  readonly dialect?: string;
  /** What this partner means otherwise. */
  readonly overrides?: DialectOverrides;
}

/**
 * A wire contract: pure codecs, no I/O. `decode` never throws for what a partner sent; it yields to the event loop
 * while it reads (a 10 MB body must not hold up bookings).
 */
export interface Connector {
  readonly id: string;
  readonly title: string;
  /** Who speaks it to us: PMSs, channels, or both. */
  readonly sides: readonly ('pms' | 'channel')[];
  /** Newest last; empty where the contract has no versions. */
  readonly versions: readonly string[];
  /** The contract's own meaning first, then habits of senders. */
  readonly dialects: readonly [Dialect, ...Dialect[]];
  /** The fields of a dialect that its codecs look at when a partner overrides them; absent: not told. */
  readonly overridable?: readonly DialectField[];
  /** The messages that it reads, by name. */
  readonly messages: readonly string[];
  /** Of a contract that names the action outside the message: those of a version; none for a version that is not spoken. */
  actions?(wireVersion: string): readonly string[];
  /**
   * Who sends a message, read from its beginning alone: for contracts that put the key into the message, so that nothing is
   * decoded, and no more of it taken in, for somebody whom nobody knows.
   */
  senderOf?(head: Uint8Array): WireCredentials | null;
  decode(body: Uint8Array, options: DecodeOptions): Promise<DecodedMessage>;
  encode(envelope: Envelope, outcome: MessageOutcome): EncodedAnswer;
  /** Rates and availability out to such a channel. */
  readonly channel?: ChannelCodec;
  /** Reservations out to such a PMS. */
  readonly pms?: PmsCodec;
  /** Contracts that have a form of their own for webhooks. */
  readonly webhooks?: WebhookCodec;
  /** What a stay costs under a rate plan of this contract, by its own way of calculating. */
  readonly priceStay?: (product: RatePlanProduct, stay: StayRequest) => StayVerdict;
  /** What the contract's owner would try before going live: run by `bellhop adapter certify`. */
  readonly certification?: readonly CertificationCase[];
  /** The same for what we send to such a channel and fetch from it. */
  readonly push_certification?: readonly PushCase[];
}

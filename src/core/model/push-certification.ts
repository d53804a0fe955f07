import type { Restrictions } from './ari.js';
import type { CertificationCell } from './certification.js';
import type { PushOutcome } from './channel-codec.js';

/**
 * One scenario of what we send to a channel, as data: what becomes of our nights, how the channel behaves meanwhile, what it must
 * have received and hold afterwards. `bellhop adapter certify ID` runs a connector's list through a gateway's delivery. Before each
 * case nights {day+1} to {day+60} have five open rooms, 100.00 for one and for two guests, and no restriction.
 */
export interface PushCase {
  readonly id: string;
  readonly title: string;
  /** The chapter of the contract that asks for it. */
  readonly source: string;
  /** Which dialect of the contract the channel takes; absent: the first. */
  readonly dialect?: string;
  readonly steps: readonly PushStep[];
}

export interface PushStep {
  readonly changes?: readonly PushChange[];
  /** Everything is told anew. */
  readonly full?: boolean;
  /** Absent: the channel takes what it gets. Otherwise once, for what is then sent again it takes. */
  readonly channel?: ChannelBehaviour;
  /** A guest at the channel; its reservations are fetched afterwards. */
  readonly booking?: PushBooking;
  readonly expect: PushExpectation;
}

/**
 * refuses_part: leaves one instruction out and says so, or refuses the message where its contract knows no parts. unavailable: HTTP
 * 503. busy: HTTP 429 with Retry-After. drops_answer: takes all and breaks the connection.
 */
export type ChannelBehaviour = 'refuses_part' | 'unavailable' | 'busy' | 'drops_answer';

/** Rooms and rate plans are placeholders, days count from today at the hotel, both ends belong to it. */
export interface PushChange {
  readonly room: string;
  /** Absent: the room itself. */
  readonly rate?: string;
  readonly from: number;
  readonly to: number;
  readonly available?: number;
  readonly set?: Restrictions;
  readonly amounts?: readonly PushAmount[];
  /** A price of its own for every night, `amounts` and a unit more each, so that nights cannot be told as one range. */
  readonly rising?: boolean;
}

export interface PushAmount {
  readonly guests: number;
  readonly amount: string;
}

export interface PushBooking {
  readonly action: 'new' | 'modify' | 'cancel';
  readonly reference: string;
  readonly from?: number;
  readonly to?: number;
  /** So many rounds of fetching; absent: one. */
  readonly fetches?: number;
  /** It is not fetched yet. */
  readonly waits?: boolean;
}

export interface PushExpectation {
  /** What became of the messages of rates and availability, in their order; the same again counts once. */
  readonly outcomes?: readonly PushOutcome['kind'][];
  /** The messages that the channel was sent, in their order; the same again counts once. */
  readonly messages?: readonly string[];
  readonly least_requests?: number;
  readonly most_requests?: number;
  /** Texts of the messages together, placeholders filled in. */
  readonly contains?: readonly string[];
  readonly lacks?: readonly string[];
  /** Nights as the channel has them afterwards, in its own meaning. */
  readonly cells?: readonly CertificationCell[];
  /** The reservation as the channel has it, and the booking that it is here. */
  readonly booking?: {
    readonly delivery: 'queued' | 'delivered' | 'acknowledged' | 'refused';
    readonly status?: string;
    readonly from?: number;
    readonly to?: number;
  };
}

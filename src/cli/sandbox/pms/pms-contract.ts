import type { PushCell } from '../../../core/model/channel-codec.js';
import type { IncomingReservation } from '../../../core/model/incoming-reservation.js';
import type { GatewayReply, OutgoingMessage, Sender } from '../reservations/reservation-writer.js';

/** What a PMS tells of one hotel. */
export interface StatePush {
  readonly hotel_code: string;
  /** Each with all that is known of it; null lifts a restriction. */
  readonly cells: readonly PushCell[];
  /** All that there is, not what changed alone. */
  readonly full: boolean;
}

export type PushVerdict =
  | { readonly kind: 'accepted' }
  /** `refused`: mend it; `retry`: the same again. */
  | { readonly kind: 'refused' | 'retry'; readonly error: string };

/** One reservation as it was fetched, with the number that the PMS gives it. */
export interface TakenReservation {
  readonly reservation: IncomingReservation;
  readonly number: string;
}

/** How a PMS of one contract talks to Bellhop. */
export interface PmsContract {
  /** What is told of a rate plan takes the place of all of it: with one night of it all others are told. */
  readonly whole_rate_plans?: true;
  /** Requests in order; the next only after the one before was taken. */
  push(push: StatePush, sender: Sender): readonly OutgoingMessage[];
  readPush(message: OutgoingMessage, reply: GatewayReply): PushVerdict;
  /** Absent: reservations are pushed to it. */
  readonly fetching?: {
    ask(hotel: string | undefined, sender: Sender): OutgoingMessage;
    /** @returns the error where it is no list of reservations. */
    read(reply: GatewayReply): Promise<readonly IncomingReservation[] | string>;
    acknowledge(taken: readonly TakenReservation[], sender: Sender): readonly OutgoingMessage[];
  };
}

export function pushVerdictOf({ status, body }: GatewayReply): PushVerdict | null {
  if (status >= 200 && status < 300) return null;
  const error = `HTTP ${status}: ${body.slice(0, 300)}`;
  return { kind: status === 0 || status >= 500 || status === 429 ? 'retry' : 'refused', error };
}

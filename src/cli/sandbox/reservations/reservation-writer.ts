import type { StoredBooking } from '../bookings.js';

/** One request to the gateway. */
export interface OutgoingMessage {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the gateway's address, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Its name in the contract. */
  readonly message: string;
}

/** Who the sandbox is to the gateway. */
export interface Sender {
  readonly partner: string;
  readonly key: string;
  /** Fresh for each message. */
  readonly id: string;
  /** ISO 8601. */
  readonly now: string;
  /** The same message was sent before. */
  readonly repeated?: boolean;
}

export interface GatewayReply {
  readonly status: number;
  readonly body: string;
}

export type DeliveryVerdict =
  | { readonly kind: 'accepted'; readonly our_number: string | null }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'retry'; readonly error: string };

/** How a channel of one contract tells Bellhop what it has sold. */
export interface ReservationWriter {
  write(booking: StoredBooking, sender: Sender): OutgoingMessage;
  read(reply: GatewayReply): DeliveryVerdict;
}

/** What the HTTP status alone says; null where the body has the last word. */
export function statusVerdict({ status, body }: GatewayReply): DeliveryVerdict | null {
  if (status >= 200 && status < 300) return null;
  const error = `HTTP ${status}: ${body.slice(0, 300)}`;
  return {
    kind: status === 0 || status >= 500 || status === 429 || status === 408 ? 'retry' : 'refused',
    error,
  };
}

import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { MinorUnits } from '../model/money.js';

/** What became of a charge. `declined` is final: no money was taken and, as far as the provider can tell, none will be. */
export type ChargeOutcome =
  | { readonly kind: 'succeeded'; readonly transaction_id: string }
  | { readonly kind: 'declined'; readonly code: string; readonly message: string }
  | { readonly kind: 'pending'; readonly transaction_id: string | null };

export type RefundOutcome =
  | { readonly kind: 'done'; readonly provider_refund_id: string }
  | { readonly kind: 'pending'; readonly provider_refund_id: string }
  | { readonly kind: 'refused'; readonly code: string };

export interface ChargeRequest {
  readonly payment_id: Id;
  readonly booking_id: Id;
  readonly amount: MinorUnits;
  readonly currency: string;
  /** The provider's token for the card; never a card number. */
  readonly token: string;
  /** The same token is the same charge, however often it is sent. */
  readonly idempotency_token: string;
  /** For the statement of the hotel; no personal data. */
  readonly description: string;
}

/** A charge that was sent, or may have been: what a provider needs to find it again. */
export interface SentCharge extends ChargeRequest {
  readonly transaction_id: string | null;
  readonly sent_at: Date;
}

export interface RefundRequest {
  readonly refund_id: Id;
  readonly transaction_id: string;
  readonly amount: MinorUnits;
  readonly currency: string;
  readonly idempotency_token: string;
  /** The provider's own number of this refund where an earlier call brought it. */
  readonly provider_refund_id: string | null;
  readonly requested_at: Date;
}

/** A webhook whose signature is right. What does not concern a payment or refund of ours has neither. */
export interface PaymentEvent {
  readonly event_id: string;
  readonly type: string;
  readonly charge: { readonly payment_id: Id; readonly outcome: ChargeOutcome } | null;
  readonly refund: { readonly refund_id: Id; readonly outcome: RefundOutcome } | null;
}

/**
 * Who takes the money. Every call may be repeated with the same idempotency token. A call whose outcome is not known
 * (no answer in time, a cut connection, a fault of the provider) throws PaymentUnknown and is never taken for a decline.
 */
export interface PaymentProvider {
  readonly id: string;
  charge(request: ChargeRequest): Promise<ChargeOutcome>;
  /** Asks what became of a charge that may have arrived. */
  look(charge: SentCharge): Promise<ChargeOutcome>;
  /** Stops a charge where that can still be done: then `declined`; `succeeded` where the money is taken already. */
  cancel(charge: SentCharge): Promise<ChargeOutcome>;
  refund(request: RefundRequest): Promise<RefundOutcome>;
  /** @throws AppError WEBHOOK_SIGNATURE when the body is not the provider's; MALFORMED when it is, and unreadable. */
  readWebhook(headers: IncomingHttpHeaders, body: Uint8Array): PaymentEvent;
}

/** Nobody knows whether the provider did it: ask again, with the same idempotency token. */
export class PaymentUnknown extends AppError {
  constructor(message: string, cause?: unknown) {
    super('UNAVAILABLE', message, { retryAfter: 5, ...(cause === undefined ? {} : { cause }) });
    this.name = 'PaymentUnknown';
  }
}

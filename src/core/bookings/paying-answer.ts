import type { Id } from '../model/ids.js';

/**
 * The row of an Idempotency-Key whose request waits for a payment: written with the payment, replaced by the final
 * answer with the payment's settlement. Until then a copy of the request goes on with the payment that it names.
 */
export const PAYING = 202;

export interface PayingAnswer {
  readonly booking_id: Id;
  readonly payment_id: Id;
  /** Of the first request; a refusal is given again under it. */
  readonly request_id: string;
}

export function payingAnswer(answer: PayingAnswer): string {
  return JSON.stringify(answer);
}

/** Only of text that `payingAnswer` wrote. */
export function readPayingAnswer(text: string): PayingAnswer {
  return JSON.parse(text) as PayingAnswer;
}

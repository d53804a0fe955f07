import type { Catalogue } from '../hotels/catalogue.js';
import type { Id } from '../model/ids.js';
import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import { recall, type BookingAnswer, type Intent } from './booking-answer.js';
import { viewBooking } from './booking-record.js';
import { outcomeAnswer } from './outcome-answer.js';
import type { PayBooking } from './pay-booking.js';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly idempotencyHours: number;
  readonly payBooking: PayBooking;
}

export interface ToPay {
  readonly payment_id: Id;
  readonly how: 'charge' | 'pursue';
  readonly intent: Intent;
  readonly catalogue: Catalogue;
}

/**
 * Sees a payment through as far as it goes now, and says what its request hears: the final answer, which for a key is
 * the stored one, or the booking as it is while the payment stays open.
 */
export type AnswerPaid = (toPay: ToPay) => Promise<BookingAnswer>;

export function createAnswerPaid(deps: Deps): AnswerPaid {
  return async ({ payment_id, how, intent, catalogue }) => {
    const { request_id, partner } = intent.context;
    const cause = { actor: partner.code, request_id };
    const { record, payment } = await deps.payBooking(payment_id, how, cause);
    if (payment.status === 'PENDING') {
      return { replayed: false, kind: 'pending', body: JSON.stringify(viewBooking(record, catalogue)) };
    }
    const stored = await recall(deps, intent);
    if (stored !== null && stored.kind !== 'paying') return { ...stored, replayed: how === 'pursue' };
    return outcomeAnswer({ record, payment, catalogue }, request_id);
  };
}

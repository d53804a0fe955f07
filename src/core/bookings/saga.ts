import type { OnPaymentEvent } from '../payments/payment-webhooks.js';
import type { Payments } from '../payments/payments.js';
import type { Logger } from '../platform/logger.js';
import type { RoomLock } from '../platform/room-lock.js';
import type { GuessStay } from '../ari/guess-stay.js';
import type { QuoteStay } from '../ari/quote-stay.js';
import { createAnswerPaid } from './answer-paid.js';
import { createBookingTimeline, type BookingTimeline } from './booking-timeline.js';
import { createConfirmBooking, type ConfirmBooking } from './confirm-booking.js';
import { createCreateBooking, type CreateBooking } from './create-booking.js';
import {
  createExpireHolds,
  createReclaimHolds,
  type ExpireHolds,
  type ReclaimHolds,
} from './expire-holds.js';
import {
  createOnPaymentEvent,
  createPayBooking,
  createSettlePayments,
  type SettlePayments,
} from './pay-booking.js';
import { createSettleBooking, type SettleDeps } from './settle-booking.js';

/** Everything that carries a booking from its hold to its end (docs/decisions/0012-saga.md). */
export interface Saga {
  readonly createBooking: CreateBooking;
  readonly confirmBooking: ConfirmBooking;
  readonly bookingTimeline: BookingTimeline;
  /** For a modification that found its new nights sold out. */
  readonly reclaimHolds: ReclaimHolds;
  readonly expireHolds: ExpireHolds;
  readonly settlePayments: SettlePayments;
  readonly onPaymentEvent: OnPaymentEvent;
}

interface Deps extends SettleDeps {
  readonly logger: Logger;
  readonly payments: Payments;
  readonly quoteStay: QuoteStay;
  readonly guessStay: GuessStay;
  readonly roomLock: RoomLock;
  readonly idempotencyHours: number;
  readonly priceTolerancePercent: number;
  readonly holdMinutes: number;
}

export function createSaga(deps: Deps): Saga {
  const settleBooking = createSettleBooking(deps);
  const paying = { ...deps, settleBooking };
  const answerPaid = createAnswerPaid({ ...deps, payBooking: createPayBooking(paying) });
  const reclaimHolds = createReclaimHolds(deps);
  return {
    createBooking: createCreateBooking({ ...deps, answerPaid, reclaimHolds }),
    confirmBooking: createConfirmBooking({ ...deps, answerPaid }),
    bookingTimeline: createBookingTimeline(deps),
    reclaimHolds,
    expireHolds: createExpireHolds(deps),
    settlePayments: createSettlePayments(paying),
    onPaymentEvent: createOnPaymentEvent(paying),
  };
}

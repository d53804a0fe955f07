import type { Quote } from '../ari/quote-stay.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { NextId } from '../platform/snowflake.js';
import type { AnswerPaid } from './answer-paid.js';
import type { BookingAnswer, Intent } from './booking-answer.js';
import type { CommitInLane } from './booking-lane.js';
import type { BookingRequest } from './booking-request.js';

/** A request whose hotel is known. */
export interface Wanted {
  readonly request: BookingRequest;
  readonly intent: Intent;
  readonly catalogue: Catalogue;
}

export interface CommitQuotedDeps {
  readonly commitInLane: CommitInLane;
  readonly answerPaid: AnswerPaid;
  readonly clock: Clock;
  readonly nextId: NextId;
  /** How long a hold lasts, unless its partner has a time of its own. */
  readonly holdMinutes: number;
}

/** A price, and what of BookingJob goes with it. */
export interface QuotedPrice {
  readonly quote: Quote;
  readonly guessed: boolean;
  readonly proven: boolean;
}

/** A booking that is written, and what is still to be paid for it. */
export interface Committed {
  readonly answer: BookingAnswer;
  readonly payment_id: Id | null;
}

/** Writes a booking that has its price; one that is to be paid is held for that. @throws as CommitInLane; AppError VALIDATION */
export async function commitQuoted(
  { commitInLane, clock, nextId, holdMinutes }: CommitQuotedDeps,
  { request, intent, catalogue }: Wanted,
  price: QuotedPrice,
): Promise<Committed> {
  const token = request.payment?.method === 'CARD' ? request.payment.token : null;
  if (token !== null && price.quote.total === 0) throw nothingToPay();
  const payment = token === null ? null : { payment_id: nextId(), token };
  const minutes = intent.context.partner.hold_minutes ?? holdMinutes;
  const held = request.hold === true || payment !== null;
  const holdUntil = held ? new Date(clock.now().getTime() + minutes * 60_000) : null;
  const answer = await commitInLane({ request, intent, catalogue, ...price, holdUntil, payment });
  return { answer, payment_id: payment?.payment_id ?? null };
}

/** Charges what is to be paid; with nothing held or locked (law 5). */
export async function payCommitted(
  { answerPaid }: CommitQuotedDeps,
  { intent, catalogue }: Wanted,
  { answer, payment_id }: Committed,
): Promise<BookingAnswer> {
  return payment_id === null ? answer : answerPaid({ payment_id, how: 'charge', intent, catalogue });
}

function nothingToPay(): AppError {
  const message = 'costs nothing; leave the payment out';
  return new AppError('VALIDATION', `The stay ${message}.`, {
    faults: [{ pointer: '/payment', code: 'VALIDATION', message }],
  });
}

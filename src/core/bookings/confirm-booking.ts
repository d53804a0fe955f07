import { createHash } from 'node:crypto';
import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Payments } from '../payments/payments.js';
import { readPayments } from '../payments/read-payments.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database, Transaction } from '../platform/database.js';
import { isDuplicateKey } from '../platform/sql-errors.js';
import type { Metrics } from '../platform/metrics.js';
import type { NextId } from '../platform/snowflake.js';
import type { AnswerPaid } from './answer-paid.js';
import { beginPayment } from './begin-payment.js';
import { recall, type BookingAnswer, type BookingContext, type Intent } from './booking-answer.js';
import type { BookingCache } from './booking-cache.js';
import { viewBooking, type BookingRecord } from './booking-record.js';
import { confirmHold } from './confirm-hold.js';
import { failBooking } from './fail-booking.js';
import { bookingNotFound } from './get-booking.js';
import { isOver, lockBooking } from './holds.js';
import { rememberAnswers } from './idempotency.js';
import { outcomeAnswer } from './outcome-answer.js';
import { openOwnBooking } from './own-booking.js';

export interface Confirmation {
  /** The payment provider's token for a card; without it the hotel is paid, or the payment that is under way counts. */
  readonly payment_token?: string | undefined;
}

/** `confirmed` is a booking that is CONFIRMED; `pending` one whose payment is not settled yet. */
export type ConfirmBooking = (
  bookingId: string,
  confirmation: Confirmation,
  context: BookingContext,
) => Promise<BookingAnswer>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly openCatalogue: OpenCatalogue;
  readonly cache: BookingCache;
  readonly metrics: Metrics;
  readonly crash: Crash;
  readonly idempotencyHours: number;
  readonly payments: Pick<Payments, 'provider'>;
  readonly answerPaid: AnswerPaid;
}

/**
 * Confirms a hold of this partner, after its payment where there is one. Confirming twice gives the same answer and does
 * nothing twice. A hold whose time is over is not confirmed, also when nobody has reclaimed its rooms yet: it is ended
 * here, so that the answer does not depend on who looks first. A payment that is already under way is waited for.
 * @throws AppError BOOKING_NOT_FOUND also for another partner's booking; CONFLICT for a cancelled one;
 * IDEMPOTENCY_MISMATCH; ROOM_BUSY.
 */
export function createConfirmBooking(deps: Deps): ConfirmBooking {
  return async (bookingId, confirmation, context) => {
    const intent = toIntent(bookingId, context);
    const catalogue = await openOwnBooking(deps, bookingId, context.partner);
    const request = { bookingId, confirmation, intent, catalogue };
    const known = await recallConfirmation(deps, request);
    if (known !== null) return known;
    try {
      return await confirm(deps, request);
    } catch (error) {
      const copy = isDuplicateKey(error) ? await recallConfirmation(deps, request) : null;
      if (copy === null) throw error;
      return copy;
    }
  };
}

interface Request {
  readonly bookingId: Id;
  readonly confirmation: Confirmation;
  readonly intent: Intent;
  readonly catalogue: Catalogue;
}

/** The booking stands in the path, not in the body: it is part of what the key was used for. */
function toIntent(bookingId: string, context: BookingContext): Intent {
  const { partner, idempotency_key: key, body_hash } = context;
  if (key === null) return { context, scope: null };
  const intent = createHash('sha256').update(`${bookingId} ${body_hash}`).digest('hex');
  const { partner_id } = partner;
  return { context, scope: { partner_id, operation: 'booking.confirm', key, body_hash: intent } };
}

async function recallConfirmation(deps: Deps, { intent, catalogue }: Request): Promise<BookingAnswer | null> {
  const known = await recall(deps, intent);
  if (known?.kind !== 'paying') return known;
  const { payment_id } = known.paying;
  return deps.answerPaid({ payment_id, how: 'pursue', intent, catalogue });
}

type Step =
  | { readonly kind: 'answer'; readonly answer: BookingAnswer; readonly record: BookingRecord }
  | { readonly kind: 'pay'; readonly payment_id: Id; readonly how: 'charge' | 'pursue' };

async function confirm(deps: Deps, request: Request): Promise<BookingAnswer> {
  const { intent, catalogue } = request;
  const { before, step } = await deps.database.inTransaction((tx) => decide(tx, deps, request));
  if (step.kind === 'pay') {
    const paid = await deps.answerPaid({ ...step, intent, catalogue });
    return step.how === 'pursue' ? { ...paid, earlier_payment: true } : paid;
  }
  const { answer, record } = step;
  if (record.revision !== before.revision) {
    const confirmed = record.status === 'CONFIRMED';
    deps.crash(confirmed ? 'confirm.committed' : 'expire.committed');
    deps.cache.put(record);
    deps.metrics.holdsEnded.inc({ outcome: confirmed ? 'confirmed' : 'expired' });
  }
  return answer;
}

async function decide(
  tx: Transaction,
  deps: Deps,
  request: Request,
): Promise<{ before: BookingRecord; step: Step }> {
  const before = await lockBooking(tx, request.bookingId);
  if (before === null) throw bookingNotFound(request.bookingId);
  const work = { ...request, before, now: deps.clock.now() };
  const step = await decideLocked(tx, deps, work);
  if (step.kind === 'answer') {
    await storeAnswer(tx, deps, { ...work, answer: step.answer });
    if (step.record.revision !== before.revision)
      deps.crash(step.record.status === 'CONFIRMED' ? 'confirm.before_commit' : 'expire.before_commit');
  }
  return { before, step };
}

interface Work extends Request {
  readonly before: BookingRecord;
  readonly now: Date;
}

async function decideLocked(tx: Transaction, deps: Deps, work: Work): Promise<Step> {
  const { before, catalogue, intent, now, confirmation } = work;
  const { request_id, partner } = intent.context;
  const [payment] = (await readPayments(tx, before.booking_id, 'FOR UPDATE')).slice(-1);
  // Also of a hold that is over, and of a booking that is no more: what the guest has begun to pay is seen through.
  if (payment !== undefined && (payment.status === 'PENDING' || before.status === 'PENDING'))
    return { kind: 'pay', payment_id: payment.payment_id, how: 'pursue' };
  if (before.status === 'CANCELLED') throw cancelled(before);
  if (before.status === 'CONFIRMED') return answered(before, catalogue);
  if (before.status === 'FAILED') {
    const answer =
      payment === undefined
        ? overAnswer(before, request_id)
        : outcomeAnswer({ record: before, payment, catalogue }, request_id);
    return { kind: 'answer', record: before, answer };
  }
  const change = { before, hotel: catalogue.hotel, cause: { actor: partner.code, request_id }, now };
  if (isOver(before, now)) {
    const record = await failBooking(tx, change, 'expired');
    return { kind: 'answer', record, answer: overAnswer(record, request_id) };
  }
  const token = confirmation.payment_token;
  if (token === undefined) return answered(await confirmHold(tx, deps.nextId, change), catalogue);
  return { kind: 'pay', payment_id: await beginPayment(tx, deps, { ...work, token }), how: 'charge' };
}

async function storeAnswer(
  tx: Transaction,
  { idempotencyHours }: Deps,
  { intent: { scope }, answer, now }: Work & { readonly answer: BookingAnswer },
): Promise<void> {
  if (scope === null) return;
  const expires = new Date(now.getTime() + idempotencyHours * 3_600_000);
  const stored =
    answer.kind === 'refused'
      ? { status: 409, answer: JSON.stringify(answer.body) }
      : { status: 200, answer: answer.body };
  await rememberAnswers(tx, [{ scope, ...stored, expires }]);
}

function answered(record: BookingRecord, catalogue: Catalogue): Step {
  const body = JSON.stringify(viewBooking(record, catalogue));
  return { kind: 'answer', record, answer: { replayed: false, kind: 'confirmed', body } };
}

function overAnswer({ booking_id }: BookingRecord, request_id: string): BookingAnswer {
  const message = `The hold of booking ${booking_id} is over and its rooms are free again; book anew.`;
  const body = { code: 'HOLD_EXPIRED' as const, message, faults: [], details: { booking_id }, request_id };
  return { replayed: false, kind: 'refused', body };
}

function cancelled({ booking_id }: BookingRecord): AppError {
  return new AppError('CONFLICT', `Booking ${booking_id} is cancelled and cannot be confirmed; book anew.`, {
    next: `bellhop booking show ${booking_id}`,
  });
}

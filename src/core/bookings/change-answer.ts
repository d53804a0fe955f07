import { createHash } from 'node:crypto';
import type { Clock } from '../model/clock.js';
import { AppError, type ErrorCode } from '../model/errors.js';
import type { Database, Transaction } from '../platform/database.js';
import { isDuplicateKey } from '../platform/sql-errors.js';
import type { BookingContext, Refusal } from './booking-answer.js';
import { recallAnswer, rememberAnswers, type IdempotencyScope } from './idempotency.js';

/** What became of a change to a booking. */
export type ChangeAnswer = { readonly replayed: boolean } & (
  | {
      readonly kind: 'done';
      /** A booking was made: the first that was heard of this reference. */
      readonly created: boolean;
      /** false: it was so already, or the message said nothing new. Not known of an answer that is given again. */
      readonly changed?: boolean;
      /** The booking as JSON text. */
      readonly body: string;
    }
  | { readonly kind: 'refused'; readonly body: Refusal }
);

/** Refusals that the same request would meet again; everything else may be sent again under the same key. */
const DEFINITIVE: ReadonlySet<ErrorCode> = new Set([
  'SOLD_OUT',
  'PRICE_CHANGED',
  'STAY_RESTRICTED',
  'STALE_REVISION',
]);

const CREATED = 201;
const DONE = 200;
const REFUSED = 409;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly idempotencyHours: number;
}

/** Stores the answer under its key, in the transaction of what it tells; nothing without key. */
export type Remember = (tx: Transaction, answer: { body: string; created?: boolean }) => Promise<void>;

/** @param target the booking or reference in the path: it is part of what the key was used for */
export function toChangeScope(
  operation: 'booking.modify' | 'booking.cancel',
  target: string,
  { partner, idempotency_key: key, body_hash }: BookingContext,
): IdempotencyScope | null {
  if (key === null) return null;
  const intent = createHash('sha256').update(`${target} ${body_hash}`).digest('hex');
  return { partner_id: partner.partner_id, operation, key, body_hash: intent };
}

export interface ChangeIntent {
  readonly scope: IdempotencyScope | null;
  readonly context: BookingContext;
}

/**
 * One answer for one intent: what its key stands for already, or what `work` comes to, which is stored if it is final.
 * @throws AppError IDEMPOTENCY_MISMATCH, and what `work` throws unless it is final
 */
export async function answerOnce(
  deps: Deps,
  intent: ChangeIntent,
  work: (
    remember: Remember,
  ) => Promise<{ readonly body: string; readonly created: boolean; readonly changed?: boolean }>,
): Promise<ChangeAnswer> {
  const { scope, context } = intent;
  const known = await recall(deps, scope);
  if (known !== null) return known;
  const expires = new Date(deps.clock.now().getTime() + deps.idempotencyHours * 3_600_000);
  const remember = async (tx: Transaction, status: number, answer: string): Promise<void> => {
    if (scope !== null) await rememberAnswers(tx, [{ scope, status, answer, expires }]);
  };
  const remembered: Remember = (tx, { body, created }) =>
    remember(tx, created === true ? CREATED : DONE, body);
  try {
    return { replayed: false, kind: 'done', ...(await work(remembered)) };
  } catch (error) {
    const final = error instanceof AppError && DEFINITIVE.has(error.code) ? error : null;
    if (final === null && !isDuplicateKey(error)) throw error;
    // A copy of this very request may have been faster: its answer counts, not what it left for us.
    const copy = await recall(deps, scope);
    if (copy !== null) return copy;
    if (final === null) throw error;
    const body = toRefusal(final, context.request_id);
    return store(deps, scope, { body, put: (tx) => remember(tx, REFUSED, JSON.stringify(body)) });
  }
}

function toRefusal({ code, message, faults, details }: AppError, request_id: string): Refusal {
  return { code, message, faults, details, request_id };
}

async function store(
  deps: Deps,
  scope: IdempotencyScope | null,
  { body, put }: { readonly body: Refusal; readonly put: (tx: Transaction) => Promise<void> },
): Promise<ChangeAnswer> {
  try {
    if (scope !== null) await deps.database.inTransaction(put);
  } catch (failure) {
    if (!isDuplicateKey(failure)) throw failure;
    const copy = await recall(deps, scope);
    if (copy !== null) return copy;
  }
  return { replayed: false, kind: 'refused', body };
}

async function recall(
  { database, clock }: Deps,
  scope: IdempotencyScope | null,
): Promise<ChangeAnswer | null> {
  if (scope === null) return null;
  const stored = await recallAnswer(database, scope, clock.now());
  if (stored === null) return null;
  const { status, answer } = stored;
  if (status >= 300) return { replayed: true, kind: 'refused', body: JSON.parse(answer) as Refusal };
  return { replayed: true, kind: 'done', created: status === CREATED, body: answer };
}

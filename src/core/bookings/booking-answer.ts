import type { Clock } from '../model/clock.js';
import type { AppError, ErrorCode, Fault } from '../model/errors.js';
import type { Partner } from '../partners/partner.js';
import type { Database } from '../platform/database.js';
import { isDuplicateKey } from '../platform/sql-errors.js';
import type { SqlRow } from '../platform/sql-text.js';
import { answerRow, recallAnswer, rememberAnswers, type IdempotencyScope } from './idempotency.js';
import { PAYING, payingAnswer, readPayingAnswer, type PayingAnswer } from './paying-answer.js';

export interface BookingContext {
  readonly partner: Partner;
  readonly idempotency_key: string | null;
  /** SHA-256 of the canonical request body, hex. */
  readonly body_hash: string;
  readonly request_id: string;
  /** When its channel says that it was sold or changed, ISO 8601 or SOLD_AT_UNKNOWN; absent where it does not. */
  readonly sold_at?: string | undefined;
}

/** A refusal that is final for this intent; stored and given again like a booking. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly faults: readonly Fault[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly request_id: string;
}

interface AnswerFacts {
  readonly replayed: boolean;
  /** The booking was being paid already: that payment counts, and this request charged nothing. */
  readonly earlier_payment?: true;
}

export type BookingAnswer = AnswerFacts &
  (
    | { readonly kind: 'confirmed'; readonly body: string }
    /** Not final, for its payment is not settled yet: the booking as it is now, not stored. */
    | { readonly kind: 'pending'; readonly body: string }
    | { readonly kind: 'refused'; readonly body: Refusal }
  );

/** What a key already stands for: an answer, or a payment that is still to be settled. */
export type Known = BookingAnswer | { readonly kind: 'paying'; readonly paying: PayingAnswer };

/** One request with the key that makes it the same intent as its copies; null without key. */
export interface Intent {
  readonly context: BookingContext;
  readonly scope: IdempotencyScope | null;
}

export interface AnswerDeps {
  readonly clock: Clock;
  readonly idempotencyHours: number;
}

interface Deps extends AnswerDeps {
  readonly database: Database;
}

const CREATED = 201;

export function toScope({ partner, idempotency_key, body_hash }: BookingContext): IdempotencyScope | null {
  if (idempotency_key === null) return null;
  return { partner_id: partner.partner_id, operation: 'booking.create', key: idempotency_key, body_hash };
}

/** The answer that this intent has already had, to be given again byte for byte. @throws AppError IDEMPOTENCY_MISMATCH. */
export async function recall({ database, clock }: Deps, { scope }: Intent): Promise<Known | null> {
  if (scope === null) return null;
  const stored = await recallAnswer(database, scope, clock.now());
  if (stored === null) return null;
  if (stored.status === PAYING) return { kind: 'paying', paying: readPayingAnswer(stored.answer) };
  if (stored.status < 300) return { replayed: true, kind: 'confirmed', body: stored.answer };
  return { replayed: true, kind: 'refused', body: JSON.parse(stored.answer) as Refusal };
}

/** Stores a final refusal; if a copy of the request was faster, its answer is the answer. */
export async function storeRefusal(deps: Deps, intent: Intent, error: AppError): Promise<Known> {
  const { code, message, faults, details } = error;
  const body: Refusal = { code, message, faults, details, request_id: intent.context.request_id };
  const { scope } = intent;
  if (scope !== null) {
    try {
      const stored = { scope, status: 409, answer: JSON.stringify(body), expires: expiry(deps) };
      await deps.database.inTransaction((tx) => rememberAnswers(tx, [stored]));
    } catch (failure) {
      if (!isDuplicateKey(failure)) throw failure;
      const copy = await recall(deps, intent);
      if (copy !== null) return copy;
    }
  }
  return { replayed: false, kind: 'refused', body };
}

function expiry({ clock, idempotencyHours }: AnswerDeps): Date {
  return new Date(clock.now().getTime() + idempotencyHours * 3_600_000);
}

/** The row that stores a booking as the answer to its key, for the booking's own transaction; null without key. */
export function confirmationRow(deps: AnswerDeps, { scope }: Intent, body: string): SqlRow | null {
  return scope === null ? null : answerRow({ scope, status: CREATED, answer: body, expires: expiry(deps) });
}

/** The row under which copies of a request find its payment until that is settled; null without key. */
export function payingRow(deps: AnswerDeps, { scope }: Intent, paying: PayingAnswer): SqlRow | null {
  if (scope === null) return null;
  return answerRow({ scope, status: PAYING, answer: payingAnswer(paying), expires: expiry(deps) });
}

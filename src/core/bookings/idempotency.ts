import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Database, Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';

/** What an Idempotency-Key stands for: one partner's one intent. */
export interface IdempotencyScope {
  readonly partner_id: Id;
  readonly operation: 'booking.create' | 'booking.cancel';
  readonly key: string;
  /** SHA-256 of the canonical body, hex. */
  readonly body_hash: string;
}

export interface StoredAnswer {
  readonly status: number;
  /** JSON text, given again byte for byte. */
  readonly answer: string;
}

/**
 * The answer that this key already has, or null.
 * @throws AppError IDEMPOTENCY_MISMATCH when the key was used for another body.
 */
export async function recallAnswer(
  database: Database,
  scope: IdempotencyScope,
  now: Date,
): Promise<StoredAnswer | null> {
  const [row] = await database.readTogether<StoredAnswer & { body_hash: string; expires_at: string }>(
    `SELECT status, answer, body_hash, expires_at FROM idempotency_keys
     WHERE partner_id = ? AND operation = ? AND idempotency_key = ?`,
    [scope.partner_id, scope.operation, scope.key],
  );
  if (row === undefined) return null;
  if (row.expires_at < toSqlTime(now)) {
    await database.run(
      `DELETE FROM idempotency_keys
       WHERE partner_id = ? AND operation = ? AND idempotency_key = ? AND expires_at < ?`,
      [scope.partner_id, scope.operation, scope.key, toSqlTime(now)],
    );
    return null;
  }
  if (row.body_hash !== scope.body_hash) {
    throw new AppError(
      'IDEMPOTENCY_MISMATCH',
      'This Idempotency-Key was used for another request body; send a new key for a new request.',
    );
  }
  return { status: row.status, answer: row.answer };
}

export interface NewAnswer extends StoredAnswer {
  readonly scope: IdempotencyScope;
  readonly expires: Date;
}

/** Stores answers; a duplicate-key error of the transaction means that another copy of a request was faster. */
export async function rememberAnswers(tx: Transaction, answers: readonly NewAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  await tx.later(
    `INSERT INTO idempotency_keys (partner_id, operation, idempotency_key, body_hash, status, answer, expires_at)
     VALUES ?`,
    [
      answers.map(({ scope, status, answer, expires }) => [
        scope.partner_id,
        scope.operation,
        scope.key,
        scope.body_hash,
        status,
        answer,
        toSqlTime(expires),
      ]),
    ],
  );
}

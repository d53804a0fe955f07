import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Database, SqlParameter, Transaction } from '../platform/database.js';
import type { KeyedRead } from '../platform/read-lane.js';
import { SqlRow } from '../platform/sql-text.js';
import { toSqlTime } from '../platform/sql-time.js';

/** What an Idempotency-Key stands for: one partner's one intent. */
export interface IdempotencyScope {
  readonly partner_id: Id;
  readonly operation: 'booking.create' | 'booking.confirm' | 'booking.modify' | 'booking.cancel';
  readonly key: string;
  /** SHA-256 of the canonical body, hex. */
  readonly body_hash: string;
}

export interface StoredAnswer {
  readonly status: number;
  /** JSON text, given again byte for byte. */
  readonly answer: string;
}

type AnswerRow = StoredAnswer &
  Pick<IdempotencyScope, 'partner_id' | 'operation' | 'body_hash'> & {
    readonly idempotency_key: string;
    readonly expires_at: string;
  };

/** The rows of many keys at once: nearly every key is new, so nearly all of them are asked for in vain. */
export const ANSWERS: KeyedRead<IdempotencyScope, AnswerRow> = {
  idOf: ({ partner_id, operation, key }) => rowId(partner_id, operation, key),
  statement: (scopes) => {
    const byOwner = new Map<string, [IdempotencyScope, ...IdempotencyScope[]]>();
    for (const scope of scopes) {
      const owner = rowId(scope.partner_id, scope.operation, '');
      const same = byOwner.get(owner);
      if (same === undefined) byOwner.set(owner, [scope]);
      else same.push(scope);
    }
    const owned = [...byOwner.values()];
    return {
      sql: `SELECT partner_id, operation, idempotency_key, status, answer, body_hash, expires_at FROM idempotency_keys
        WHERE ${owned.map(() => '(partner_id = ? AND operation = ? AND idempotency_key IN (?))').join(' OR ')}`,
      parameters: owned.flatMap((same): SqlParameter[] => [
        same[0].partner_id,
        same[0].operation,
        same.map(({ key }) => key),
      ]),
    };
  },
  share: (scopes, rows) => {
    const byId = new Map(rows.map((row) => [rowId(row.partner_id, row.operation, row.idempotency_key), row]));
    return scopes.map(({ partner_id, operation, key }) => {
      const row = byId.get(rowId(partner_id, operation, key));
      return row === undefined ? [] : [row];
    });
  },
};

/** The database sees no spaces at the end of a key. */
function rowId(partnerId: Id, operation: string, key: string): string {
  return `${partnerId} ${operation} ${key.trimEnd()}`;
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
  const [row] = await database.readKeyed(ANSWERS, scope);
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
  await insertAnswers(tx, answers.map(answerRow));
}

export function answerRow({ scope, status, answer, expires }: NewAnswer): SqlRow {
  const { partner_id, operation, key, body_hash } = scope;
  return new SqlRow([partner_id, operation, key, body_hash, status, answer, toSqlTime(expires)]);
}

/** See rememberAnswers. */
export async function insertAnswers(tx: Transaction, rows: readonly SqlRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.later(
    `INSERT INTO idempotency_keys (partner_id, operation, idempotency_key, body_hash, status, answer, expires_at)
     VALUES ?`,
    [rows],
  );
}

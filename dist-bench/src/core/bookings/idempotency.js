import { AppError } from '../model/errors.js';
import { toSqlTime } from '../platform/sql-time.js';
/**
 * The answer that this key already has, or null.
 * @throws AppError IDEMPOTENCY_MISMATCH when the key was used for another body.
 */
export async function recallAnswer(database, scope, now) {
    const [row] = await database.rows(`SELECT status, answer, body_hash, expires_at FROM idempotency_keys
     WHERE partner_id = ? AND operation = ? AND idempotency_key = ?`, [scope.partner_id, scope.operation, scope.key]);
    if (row === undefined)
        return null;
    if (row.expires_at < toSqlTime(now)) {
        await database.run(`DELETE FROM idempotency_keys
       WHERE partner_id = ? AND operation = ? AND idempotency_key = ? AND expires_at < ?`, [scope.partner_id, scope.operation, scope.key, toSqlTime(now)]);
        return null;
    }
    if (row.body_hash !== scope.body_hash) {
        throw new AppError('IDEMPOTENCY_MISMATCH', 'This Idempotency-Key was used for another request body; send a new key for a new request.');
    }
    return { status: row.status, answer: row.answer };
}
/** Stores the answer; a duplicate-key error of the transaction means that another copy of the request was faster. */
export async function rememberAnswer(tx, scope, stored) {
    await tx.later(`INSERT INTO idempotency_keys (partner_id, operation, idempotency_key, body_hash, status, answer, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`, [
        scope.partner_id,
        scope.operation,
        scope.key,
        scope.body_hash,
        stored.status,
        stored.answer,
        toSqlTime(stored.expires),
    ]);
}
//# sourceMappingURL=idempotency.js.map
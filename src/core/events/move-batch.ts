import type { Id } from '../model/ids.js';
import type { Queryable } from '../platform/database.js';

/** What one transaction moved. */
export interface MovedBatch {
  readonly moved: number;
  readonly byType: ReadonlyMap<string, number>;
}

/**
 * Rows are deleted one by one through the primary key: a scan would wait at the locked row of whoever is just writing
 * an event. MariaDB turns a list of 1,000 values into a join that scans (in_predicate_conversion_threshold).
 */
const POINTS = 500;

const EVENT_COLUMNS = 'topic, type, hotel_id, subject, version, data, request_id, occurred_at';

/**
 * Moves the oldest committed events from the outbox to the log, in one transaction: each is in exactly one of the two.
 *
 * What to move is read, never remembered as "everything up to N": a transaction that took its outbox_id early and
 * commits late shows up below ids that are long gone, and is moved by the next call.
 * @param session whose connection holds the leader's lock. It must be this very connection: the server ends the
 *   transaction of a lost connection before it frees the lock, so the next leader never meets a half-moved batch.
 */
export async function moveBatch(session: Queryable, limit: number): Promise<MovedBatch> {
  await session.run('START TRANSACTION');
  try {
    const claimed = await session.rows<{ outbox_id: Id; type: string }>(
      'SELECT outbox_id, type FROM outbox ORDER BY outbox_id LIMIT ?',
      [limit],
    );
    if (claimed.length > 0)
      await move(
        session,
        claimed.map((row) => row.outbox_id),
      );
    await session.run('COMMIT');
    return { moved: claimed.length, byType: countTypes(claimed) };
  } catch (error) {
    await rollBack(session);
    throw error;
  }
}

async function move(session: Queryable, ids: readonly Id[]): Promise<void> {
  let moved = 0;
  for (let start = 0; start < ids.length; start += POINTS) {
    const part = ids.slice(start, start + POINTS);
    const { affectedRows } = await session.run(
      `INSERT INTO event_log (outbox_id, ${EVENT_COLUMNS})
       SELECT outbox_id, ${EVENT_COLUMNS} FROM outbox WHERE outbox_id IN (?) ORDER BY outbox_id`,
      [part],
    );
    const deleted = await session.run(
      'DELETE o FROM outbox AS o FORCE INDEX (PRIMARY) WHERE o.outbox_id IN (?)',
      [part],
    );
    moved += Math.min(affectedRows, deleted.affectedRows);
  }
  if (moved === ids.length) return;
  throw new Error(
    `The outbox changed under its relay: ${ids.length} events were claimed, ${moved} could be moved`,
  );
}

async function rollBack(session: Queryable): Promise<void> {
  try {
    await session.run('ROLLBACK');
  } catch {
    // The connection is gone, so the server rolls back by itself; the first error is the one worth telling.
  }
}

function countTypes(rows: readonly { readonly type: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of rows) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

import type { Queryable } from '../platform/database.js';
import type { MovedBatch } from './outlet.js';

type LoggedBatch = Omit<MovedBatch, 'more'>;

const EVENT_COLUMNS = 'topic, type, hotel_id, subject, version, data, request_id, occurred_at';

/**
 * Moves the oldest committed events from the outbox to the log, in one transaction: each is in exactly one of the two.
 * @param session whose connection holds the leader's lock. It must be this very connection: the server ends the
 *   transaction of a lost connection before it frees the lock, so the next leader never meets a half-moved batch.
 */
export async function moveBatch(session: Queryable, limit: number): Promise<LoggedBatch> {
  await session.run('START TRANSACTION');
  try {
    const batch = await move(session, limit);
    await session.run('COMMIT');
    return batch;
  } catch (error) {
    await rollBack(session);
    throw error;
  }
}

async function move(session: Queryable, limit: number): Promise<LoggedBatch> {
  // Under READ COMMITTED the outbox is read without locks: writers are neither waited for nor held up.
  const { affectedRows: moved, insertId: first } = await session.run(
    `INSERT INTO event_log (outbox_id, ${EVENT_COLUMNS})
     SELECT outbox_id, ${EVENT_COLUMNS} FROM outbox ORDER BY outbox_id LIMIT ?`,
    [limit],
  );
  if (moved === 0) return { moved, byType: [] };
  // Only this session adds to the log, so whatever is there from `first` on is this batch. Joined from the log, each
  // outbox row is found by its key; by a list of ids MariaDB may scan, and wait at the row of whoever is just writing.
  const deleted = await session.run(
    `DELETE o FROM event_log AS e FORCE INDEX (PRIMARY) STRAIGHT_JOIN outbox AS o ON o.outbox_id = e.outbox_id
     WHERE e.event_id >= ?`,
    [first],
  );
  if (deleted.affectedRows !== moved) {
    throw new Error(
      `The outbox changed under its relay: ${moved} events logged, ${deleted.affectedRows} removed`,
    );
  }
  const counts = await session.rows<{ type: string; events: string }>(
    'SELECT type, COUNT(*) AS events FROM event_log WHERE event_id >= ? GROUP BY type',
    [first],
  );
  return { moved, byType: counts.map(({ type, events }) => ({ type, count: Number(events) })) };
}

async function rollBack(session: Queryable): Promise<void> {
  try {
    await session.run('ROLLBACK');
  } catch {
    // The connection is gone, so the server rolls back by itself; the first error is the one worth telling.
  }
}

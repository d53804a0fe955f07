import type { SqlValue, Transaction } from '../platform/database.js';
import type { NewEvent } from './types.js';

/**
 * Characters of data in one INSERT. A year of one hotel is some megabytes: in parts it stays far below the server's
 * packet limit, and turning a part into SQL does not hold up the event loop.
 */
const PART = 100_000;

/**
 * Writes events in the caller's own transaction, so that each exists exactly when its change was committed (law 6).
 * The caller already holds the row locks of what changed: ids are given here, and two changes of one subject then get
 * theirs in the order in which they commit. No events, no statement.
 * @param requestId of the request that caused the change; null for work of our own.
 */
export async function writeOutbox(
  tx: Transaction,
  events: readonly NewEvent[],
  requestId: string | null,
): Promise<void> {
  let rows: SqlValue[][] = [];
  let size = 0;
  for (const event of events) {
    const data = JSON.stringify(event.data);
    rows.push([event.topic, event.type, event.hotel_id, event.subject, event.version, data, requestId]);
    size += data.length;
    if (size < PART) continue;
    await insert(tx, rows);
    rows = [];
    size = 0;
  }
  if (rows.length > 0) await insert(tx, rows);
}

async function insert(tx: Transaction, rows: readonly (readonly SqlValue[])[]): Promise<void> {
  await tx.later('INSERT INTO outbox (topic, type, hotel_id, subject, version, data, request_id) VALUES ?', [
    rows,
  ]);
}

import type { SqlValue, Transaction } from '../platform/database.js';
import type { NewEvent } from './types.js';

/**
 * Characters of data in one INSERT. A year of one hotel is some megabytes: in parts it stays far below the server's
 * packet limit, and turning a part into SQL does not hold up the event loop.
 */
const PART = 100_000;

/** Events with the request that caused them; null for work of our own. */
export interface CausedEvents {
  readonly events: readonly NewEvent[];
  readonly requestId: string | null;
}

/** Writes the events of one cause, see writeCausedEvents. */
export function writeOutbox(
  tx: Transaction,
  events: readonly NewEvent[],
  requestId: string | null,
): Promise<void> {
  return writeCausedEvents(tx, [{ events, requestId }]);
}

/**
 * Writes events in the caller's own transaction, so that each exists exactly when its change was committed (law 6).
 * The caller already holds the row locks of what changed: ids are given here, and two changes of one subject then get
 * theirs in the order in which they commit. No events, no statement.
 */
export async function writeCausedEvents(tx: Transaction, causes: readonly CausedEvents[]): Promise<void> {
  let rows: SqlValue[][] = [];
  let size = 0;
  for (const { events, requestId } of causes) {
    for (const event of events) {
      const data = JSON.stringify(event.data);
      rows.push([event.topic, event.type, event.hotel_id, event.subject, event.version, data, requestId]);
      size += data.length;
      if (size < PART) continue;
      await insert(tx, rows);
      rows = [];
      size = 0;
    }
  }
  if (rows.length > 0) await insert(tx, rows);
}

async function insert(tx: Transaction, rows: readonly (readonly SqlValue[])[]): Promise<void> {
  await tx.later('INSERT INTO outbox (topic, type, hotel_id, subject, version, data, request_id) VALUES ?', [
    rows,
  ]);
}

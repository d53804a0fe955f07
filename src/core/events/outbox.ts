import type { Transaction } from '../platform/database.js';
import { SqlRow } from '../platform/sql-text.js';
import type { NewEvent } from './types.js';

/**
 * Characters of one INSERT. A year of one hotel is some megabytes: in parts it stays far below the server's
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
  await insertEvents(
    tx,
    causes.flatMap(({ events, requestId }) => events.map((event) => eventRow(event, requestId))),
  );
}

/** The row of an event, which may be made before the locks of its transaction are held. */
export function eventRow(event: NewEvent, requestId: string | null): SqlRow {
  const data = JSON.stringify(event.data);
  return new SqlRow([event.topic, event.type, event.hotel_id, event.subject, event.version, data, requestId]);
}

/** Writes rows of events in this order, see writeCausedEvents. */
export async function insertEvents(tx: Transaction, rows: readonly SqlRow[]): Promise<void> {
  if (rows.length > 0) tx.announce();
  let part: SqlRow[] = [];
  let size = 0;
  for (const row of rows) {
    part.push(row);
    size += row.length;
    if (size < PART) continue;
    await insert(tx, part);
    part = [];
    size = 0;
  }
  if (part.length > 0) await insert(tx, part);
}

async function insert(tx: Transaction, rows: readonly SqlRow[]): Promise<void> {
  await tx.later('INSERT INTO outbox (topic, type, hotel_id, subject, version, data, request_id) VALUES ?', [
    rows,
  ]);
}

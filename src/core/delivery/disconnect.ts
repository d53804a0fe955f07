import type { Id } from '../model/ids.js';
import type { Database, Queryable } from '../platform/database.js';
import { NOTHING_MAPPED, removeClosed } from './leave-lane.js';

/**
 * Begins to take a partner off: nothing is noted for it any more, its lanes close what it was told of, and the last of them removes
 * the endpoint. @returns how many hotels are still open there
 */
export async function disconnectEndpoint(database: Database, partnerId: Id, now: string): Promise<number> {
  await database.inTransaction(async (tx) => {
    await tx.run(
      "UPDATE channel_endpoints SET status = 'CLOSING', failures = 0, breaker_until = NULL, updated_at = ? WHERE partner_id = ?",
      [now, partnerId],
    );
    await tx.run(
      `UPDATE deliveries SET wanted = wanted + 1, attempt = 0, must_wait = 0, updated_at = ?,
         due_at = IF(state = 'SENDING', due_at, ?), waiting_since = COALESCE(waiting_since, ?),
         state = IF(state = 'SENDING', state, 'PENDING')
       WHERE partner_id = ? AND subject = '' AND EXISTS (
         SELECT 1 FROM delivery_told t WHERE t.delivery_id = deliveries.delivery_id)`,
      [now, now, now, partnerId],
    );
  });
  if (await removeClosed(database, partnerId)) return 0;
  const rows = await database.rows<{ hotels: number }>(
    `SELECT COUNT(DISTINCT d.hotel_id) AS hotels FROM delivery_told t JOIN deliveries d ON d.delivery_id = t.delivery_id
     WHERE d.partner_id = ?`,
    [partnerId],
  );
  return Number(rows[0]?.hotels ?? 0);
}

/** A hotel that a channel may still sell, under the channel's codes. */
export interface LeftOpen {
  readonly hotel_code: string;
  readonly room_codes: readonly string[];
}

/**
 * Ends a closing that nobody answers: the partner is forgotten as if all had been closed there, and whoever has a request of it under
 * way writes nothing down any more. That request may still arrive: should the partner be connected again, nothing is sent before it
 * has ended, or its lease. @returns what may still be open there; null: it was not being closed (any more)
 */
export async function giveUpClosing(
  database: Database,
  partnerId: Id,
  now: string,
): Promise<LeftOpen[] | null> {
  return database.inTransaction(async (tx) => {
    const closing = await tx.rows(
      "SELECT 1 FROM channel_endpoints WHERE partner_id = ? AND status = 'CLOSING' FOR UPDATE",
      [partnerId],
    );
    if (closing.length === 0) return null;
    const open = await leftOpen(tx, partnerId);
    for (const table of ['delivery_told', 'delivery_marks'])
      await tx.run(
        `DELETE x FROM ${table} x JOIN deliveries d ON d.delivery_id = x.delivery_id WHERE d.partner_id = ?`,
        [partnerId],
      );
    await tx.run(
      `UPDATE deliveries SET state = 'DONE', sync_state = 'NONE', urgent = 0, attempt = 0, must_wait = 0, products = ?,
         lease_token = NULL, waiting_since = NULL, updated_at = ?,
         last_outcome = 'given up: it did not answer to its closing'
       WHERE partner_id = ? AND subject = ''`,
      [NOTHING_MAPPED, now, partnerId],
    );
    await tx.run('DELETE FROM channel_endpoints WHERE partner_id = ?', [partnerId]);
    return open;
  });
}

/** What a partner was told of and has not been closed there since. */
export async function leftOpen(queryable: Queryable, partnerId: Id): Promise<LeftOpen[]> {
  const open = await queryable.rows<{ hotel_code: string; room_code: string }>(
    `SELECT DISTINCT t.hotel_code, t.room_code FROM delivery_told t JOIN deliveries d ON d.delivery_id = t.delivery_id
     WHERE d.partner_id = ? ORDER BY t.hotel_code, t.room_code`,
    [partnerId],
  );
  return [...new Set(open.map(({ hotel_code }) => hotel_code))].map((hotel_code) => ({
    hotel_code,
    room_codes: open.filter((one) => one.hotel_code === hotel_code).map(({ room_code }) => room_code),
  }));
}

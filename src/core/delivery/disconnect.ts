import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import { removeClosed } from './leave-lane.js';

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

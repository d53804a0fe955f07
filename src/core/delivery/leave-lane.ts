import type { Database } from '../platform/database.js';
import type { ClaimedLane } from './claim-lane.js';
import type { Refused, Settlement } from './settle-lane.js';

/** Different from the signature of whatever will be mapped: then everything is told anew. */
export const NOTHING_MAPPED = '';

/**
 * A lane of a hotel that is the channel's no more: nothing is left to be told there. The endpoint of a channel that is being
 * disconnected goes with the last of its lanes.
 */
export async function leaveLane(
  database: Database,
  { delivery_id, partner_id, token }: ClaimedLane,
  refused: readonly Refused[],
): Promise<Settlement> {
  await database.inTransaction(async (tx) => {
    const own = await tx.rows(
      'SELECT 1 FROM deliveries WHERE delivery_id = ? AND lease_token = ? FOR UPDATE',
      [delivery_id, token],
    );
    if (own.length === 0) return;
    await tx.later("UPDATE deliveries SET sync_state = 'NONE' WHERE delivery_id = ?", [delivery_id]);
    await tx.later('DELETE FROM delivery_marks WHERE delivery_id = ?', [delivery_id]);
  });
  await removeClosed(database, partner_id);
  return {
    ...{ done: [], rest: [], disabled: [], refused, retryAfter: null, pause: 0 },
    ...{ signature: NOTHING_MAPPED, outcome: 'closed there, nothing is mapped' },
  };
}

/** The endpoint of a channel that is being disconnected, once nothing is open there any more. @returns whether it is gone */
export async function removeClosed(database: Database, partnerId: string): Promise<boolean> {
  const { affectedRows } = await database.run(
    `DELETE FROM channel_endpoints WHERE partner_id = ? AND status = 'CLOSING' AND NOT EXISTS (
       SELECT 1 FROM delivery_told t JOIN deliveries d ON d.delivery_id = t.delivery_id WHERE d.partner_id = ?)`,
    [partnerId, partnerId],
  );
  return affectedRows === 1;
}

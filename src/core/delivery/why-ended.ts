import type { Queryable } from '../platform/database.js';
import type { ClaimedLane } from './claim-lane.js';

interface LaneNow {
  readonly state: string;
  readonly sync_state: string;
  readonly urgent: number;
  readonly wanted: string;
  readonly status: string | null;
}

/** Why the rest of a push is not to go out now; null: nothing stands against it. */
export type WhyEnded = () => Promise<string | null>;

/**
 * Asked between two requests, for a full sync may be far from its end: a night has sold out meanwhile and goes first, a person has
 * stopped the lane or its channel, or everything is to be told anew, of what is then mapped. What is mapped no more is closed
 * before that. Here or in another process, so the rows tell.
 * @param isMapped whether what is being told is still mapped as it was; asked when the lane was marked meanwhile
 */
export function createWhyEnded(
  database: Queryable,
  lane: Pick<ClaimedLane, 'delivery_id' | 'wanted'>,
  isMapped: () => Promise<boolean> = () => Promise.resolve(true),
): WhyEnded {
  let seen = lane.wanted;
  return async () => {
    const [row] = await database.rows<LaneNow>(
      `SELECT d.state, d.sync_state, d.urgent, CAST(d.wanted AS CHAR) AS wanted, e.status FROM deliveries d
       LEFT JOIN channel_endpoints e ON e.partner_id = d.partner_id WHERE d.delivery_id = ?`,
      [lane.delivery_id],
    );
    if (row?.state === 'PAUSED' || row?.status !== 'ACTIVE') return 'stopped by a person';
    if (row.urgent === 1) return 'overtaken';
    if (row.sync_state === 'WANTED') return 'everything is wanted anew';
    if (row.wanted === seen) return null;
    seen = row.wanted;
    return (await isMapped()) ? null : 'mapped otherwise meanwhile';
  };
}

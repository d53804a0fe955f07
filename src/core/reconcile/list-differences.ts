import { ROOM_ITSELF } from '../delivery/lanes.js';
import type { Catalogue } from '../hotels/catalogue.js';
import { fromSqlTime } from '../platform/sql-time.js';
import type { Difference } from './difference.js';

/** A difference for people: our codes beside the partner's. */
export interface ListedDifference extends Pick<
  Difference,
  'room_code' | 'rate_code' | 'date' | 'field' | 'class' | 'cause' | 'ours' | 'theirs' | 'repairable'
> {
  /** Our code; null for what is not mapped. */
  readonly room: string | null;
  /** null for the room itself. */
  readonly rate: string | null;
  /** ISO 8601, UTC; null: nothing tells. */
  readonly since: string | null;
}

/** @param catalogue as the operator sees the hotel */
export function listDifferences(
  catalogue: Catalogue,
  differences: readonly Difference[],
): ListedDifference[] {
  const rooms = new Map(catalogue.rooms.map(({ room_id, code }) => [room_id, code]));
  const rates = new Map(catalogue.ratePlans.map(({ rate_plan_id, code }) => [rate_plan_id, code]));
  return differences.map((one) => ({
    room: rooms.get(one.room_id) ?? null,
    rate: one.rate_plan_id === ROOM_ITSELF ? null : (rates.get(one.rate_plan_id) ?? null),
    ...{ room_code: one.room_code, rate_code: one.rate_code, date: one.date, field: one.field },
    ...{ class: one.class, cause: one.cause, ours: one.ours, theirs: one.theirs },
    since: one.since === null ? null : fromSqlTime(one.since).toISOString(),
    repairable: one.repairable,
  }));
}

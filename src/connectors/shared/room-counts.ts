import type { PushCell } from '../../core/model/channel-codec.js';
import { coalesce, type CellRange } from './coalesce.js';

/**
 * The counts of a push by room, for contracts that have no stop-sell of the room itself: a closed room has nothing to sell. The
 * count is the room's, whatever rate plan it came with; the stop-sell of a rate plan is not.
 */
export function roomCounts(cells: readonly PushCell[]): CellRange<number>[] {
  return coalesce(cells.map(toRoom), ({ available, closed }) => (closed === true ? 0 : available));
}

function toRoom({ rate_code, closed, ...cell }: PushCell): PushCell {
  return { ...cell, rate_code: null, ...(rate_code === null && closed !== undefined ? { closed } : {}) };
}

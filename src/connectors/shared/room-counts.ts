import type { PushCell } from '../../core/model/channel-codec.js';
import { coalesce, type CellRange } from './coalesce.js';

/**
 * The counts of a push by room, for contracts that have no stop-sell of the room itself: a closed room has nothing to sell. The
 * count is the room's, whatever rate plan it came with; the stop-sell of a rate plan is not.
 */
export function roomCounts(cells: readonly PushCell[]): CellRange<number>[] {
  return coalesce(
    cells,
    ({ rate_code, closed, available }) => (rate_code === null && closed === true ? 0 : available),
    () => null,
  );
}

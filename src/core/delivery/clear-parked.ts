import { addDays } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import type { ClaimedLane } from './claim-lane.js';
import type { ParkedMark } from './lanes.js';

/**
 * Takes out of what is parked the nights that the channel has taken since, in the same message: nobody need look at them any more. A
 * row of which nothing is left goes.
 */
export async function clearParked(
  tx: Transaction,
  { partner_id, hotel_id, kind }: ClaimedLane,
  taken: readonly ParkedMark[],
): Promise<void> {
  const rows = await tx.rows<{ delivery_id: string; cells: string | null }>(
    `SELECT delivery_id, cells FROM deliveries
     WHERE partner_id = ? AND hotel_id = ? AND kind = ? AND state = 'PARKED' FOR UPDATE`,
    [partner_id, hotel_id, kind],
  );
  const byPlace = new Map<string, ParkedMark[]>();
  for (const mark of taken) {
    const place = byPlace.get(placeOf(mark));
    if (place === undefined) byPlace.set(placeOf(mark), [mark]);
    else place.push(mark);
  }
  for (const { delivery_id, cells } of rows) {
    const parked = JSON.parse(cells ?? '[]') as ParkedMark[];
    const left = parked.flatMap((mark) => leftOf(mark, byPlace.get(placeOf(mark)) ?? []));
    if (JSON.stringify(left) === JSON.stringify(parked)) continue;
    if (left.length === 0) await tx.later('DELETE FROM deliveries WHERE delivery_id = ?', [delivery_id]);
    else
      await tx.later('UPDATE deliveries SET cells = ? WHERE delivery_id = ?', [
        JSON.stringify(left),
        delivery_id,
      ]);
  }
}

function placeOf({ room_id, rate_plan_id, message = '' }: ParkedMark): string {
  return `${room_id} ${rate_plan_id} ${message}`;
}

/** What was to be closed is told by no change. */
function leftOf(mark: ParkedMark, taken: readonly ParkedMark[]): ParkedMark[] {
  if (mark.gone !== undefined) return [mark];
  let left = [mark];
  for (const { from, to } of taken)
    left = left.flatMap((part) => {
      if (to < part.from || from > part.to) return [part];
      return [
        ...(part.from < from ? [{ ...part, to: addDays(from, -1) }] : []),
        ...(part.to > to ? [{ ...part, from: addDays(to, 1) }] : []),
      ];
    });
  return left;
}

import type { Id } from '../model/ids.js';
import type { ClaimedLane } from './claim-lane.js';

/** Whose request is not answered by then holds nothing but a socket: its slot goes to another. */
const SLOW_MS = 2_000;
/** So many times the slots may wait for slow answers. */
const MOST_SLOW = 8;

/** @param lanes those under way @returns how many more may be begun */
export function slotsLeft(lanes: readonly ClaimedLane[], slots: number): number {
  const slow = lanes.filter(isSlow).length;
  return slow >= slots * MOST_SLOW ? 0 : slots - (lanes.length - slow);
}

/** Lanes of one partner that may be under way at the same time; for nights that sold out, so many times as many. */
export function shareOf(slots: number, times: number): number {
  return times * Math.max(1, Math.ceil(slots / 4));
}

/**
 * Who gets more slots: nobody beyond his share, nobody who fails or lets us wait for even one.
 * @param lanes those under way
 */
export function whoMayClaim(
  lanes: readonly ClaimedLane[],
  share: number,
): { readonly busy: Id[]; readonly roomOf: (partnerId: Id) => number } {
  const byPartner = new Map<Id, ClaimedLane[]>();
  for (const lane of lanes) byPartner.set(lane.partner_id, [...(byPartner.get(lane.partner_id) ?? []), lane]);
  const isBusy = (own: readonly ClaimedLane[]) =>
    own.length >= share || own.some((lane) => lane.failures > 0 || isSlow(lane));
  return {
    busy: [...byPartner].filter(([, own]) => isBusy(own)).map(([id]) => id),
    roomOf: (partnerId) => share - (byPartner.get(partnerId)?.length ?? 0),
  };
}

function isSlow({ lease: { asked } }: ClaimedLane): boolean {
  return asked !== null && performance.now() - asked > SLOW_MS;
}

import { ROOM_ITSELF } from '../delivery/lanes.js';
import type { OpenEndpoint } from '../delivery/endpoints.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { AcknowledgedCell } from './acknowledged-copy.js';
import type { Difference } from './difference.js';
import type { LaneFacts } from './lane-facts.js';
import { likelyCause, type RunBefore } from './likely-cause.js';
import { compareNight, isShut, type NightCell } from './night-cell.js';
import type { NightRange, RoomCopy } from './our-copy.js';

export interface ChannelComparing extends NightRange {
  readonly endpoint: OpenEndpoint;
  readonly catalogue: Catalogue;
  readonly facts: LaneFacts;
  /** Its own calendar; null: it cannot be asked, so what it last acknowledged stands for it. */
  readonly reported: readonly NightCell[] | null;
  readonly before: RunBefore | null;
}

export interface Found {
  readonly differences: Difference[];
  nights: number;
  pending: number;
}

export interface NightSides {
  readonly copy: RoomCopy;
  readonly ours: NightCell | undefined;
  readonly theirs: NightCell | undefined;
  readonly told: AcknowledgedCell | undefined;
  readonly earlier: {
    readonly acknowledged?: NightCell | undefined;
    readonly before?: NightCell | undefined;
  };
  /** Whether the channel acknowledged the night as it now is; absent: it did not. */
  readonly isTold?: boolean | undefined;
}

/** Writes down in what a night differs, unless somebody is about to tell it. */
export function noteNight(asked: ChannelComparing, sides: NightSides, found: Found): void {
  const { catalogue, facts, before } = asked;
  const { copy, theirs, told, earlier, isTold = false } = sides;
  const ours = countedOnly(sides.ours, theirs, copy);
  if (ours === undefined && (theirs === undefined || isShut(theirs))) return;
  const fields = compareNight(ours, theirs, earlier);
  const cell = ours ?? theirs;
  if (fields.length === 0 || cell === undefined) return;
  const { room_code, rate_code, date } = cell;
  const rate_plan_id = rate_code === null ? ROOM_ITSELF : catalogue.ratePlan(rate_code)?.rate_plan_id;
  const night = { room_id: copy.room.room_id, rate_plan_id: rate_plan_id ?? ROOM_ITSELF, date };
  if (facts.waits(night)) {
    found.pending += 1;
    return;
  }
  const mapped = rate_plan_id !== undefined;
  for (const field of fields) {
    const why = { field: { room_code, rate_code, date, ...field }, night, mapped, isTold, told };
    found.differences.push({
      ...{ ...night, room_code, rate_code, ...field },
      ...likelyCause(facts, before, why),
      // An extra price for a party that we do not sell to stays: the contracts have no word that takes it out.
      repairable:
        mapped &&
        !facts.isDisabled(night) &&
        !(ours !== undefined && field.field === 'amounts' && field.class === 'extra'),
    });
  }
}

/** A night that nobody has counted is told as a count of 0, and need not be told: only what they sell of it differs. */
function countedOnly(
  ours: NightCell | undefined,
  theirs: NightCell | undefined,
  { counted }: RoomCopy,
): NightCell | undefined {
  if (ours?.available === undefined || counted.has(ours.date)) return ours;
  const { available: _none, ...rest } = ours;
  return theirs?.available === undefined || theirs.available === null || theirs.available === 0
    ? rest
    : { ...rest, available: null };
}

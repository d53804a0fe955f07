import type { ReadAri } from '../ari/read-ari.js';
import { ROOM_ITSELF } from '../delivery/lanes.js';
import type { OpenEndpoint } from '../delivery/endpoints.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { Queryable } from '../platform/database.js';
import { isAcknowledged, readAcknowledged, type AcknowledgedCell } from './acknowledged-copy.js';
import { likelyCause, type RunBefore } from './likely-cause.js';
import type { Comparison, Difference } from './difference.js';
import type { LaneFacts } from './lane-facts.js';
import { mergeSorted } from './merge-sorted.js';
import { compareKeys, compareNight, hasPrice, isShut, type NightCell } from './night-cell.js';
import { ourRooms, type NightRange, type RoomCopy } from './our-copy.js';
import { groupByRoom, inContract, notMapped } from './reported-copy.js';

export interface ChannelComparing extends NightRange {
  readonly endpoint: OpenEndpoint;
  readonly catalogue: Catalogue;
  readonly facts: LaneFacts;
  /** Its own calendar; null: it cannot be asked, so what it last acknowledged stands for it. */
  readonly reported: readonly NightCell[] | null;
  readonly before: RunBefore | null;
}

interface Deps {
  readonly database: Queryable;
  readonly readAri: ReadAri;
}

/** One room of the three copies: what it is to have, what it has, and what it acknowledged. */
interface RoomSides {
  readonly copy: RoomCopy;
  readonly ours: readonly NightCell[];
  readonly theirs: readonly NightCell[];
  readonly acknowledged: readonly AcknowledgedCell[];
}

interface Found {
  readonly differences: Difference[];
  nights: number;
  pending: number;
}

/**
 * Compares what a channel is to have of a hotel with what it has, room by room and night by night. Against its own report ours is
 * written in its contract and read again first; against what it acknowledged the cells are compared as they were told.
 */
export async function compareChannel(deps: Deps, asked: ChannelComparing): Promise<Comparison> {
  const { endpoint, catalogue, reported, from, to } = asked;
  const found: Found = { differences: [], nights: 0, pending: 0 };
  const byRoom = groupByRoom(reported ?? [], asked);
  for await (const copy of ourRooms(deps.readAri, catalogue, asked)) {
    const { room_id } = copy.room;
    const query = { partner_id: endpoint.partner.partner_id, catalogue, room_id, from, to };
    const acknowledged = await readAcknowledged(deps.database, query);
    const room_code = catalogue.roomCode(room_id);
    if (reported === null) compareTold(asked, { copy, acknowledged }, found);
    else {
      const theirs = byRoom.get(room_code) ?? [];
      byRoom.delete(room_code);
      const ours = await inContract(asked, copy.cells);
      await compareReported(asked, { copy, ours, theirs, acknowledged }, found);
    }
  }
  const strangers = notMapped(asked, [...byRoom.values()].flat());
  found.differences.push(...strangers);
  const warnings = unknownCopy(asked, found);
  return { source: reported === null ? 'acknowledged' : 'reported', from, to, ...found, warnings };
}

/** What it acknowledged stands for it: told and compared cell by cell, most of them by their text. */
function compareTold(
  asked: ChannelComparing,
  { copy, acknowledged }: Pick<RoomSides, 'copy' | 'acknowledged'>,
  found: Found,
): void {
  for (const [ours, told] of mergeSorted(copy.cells, acknowledged, compareKeys)) {
    found.nights += 1;
    if (ours !== undefined && isAcknowledged(ours, told)) continue;
    const values = told?.values();
    // What was acknowledged was ours once, so whatever differs there is old.
    noteNight(asked, { copy, ours, theirs: values, told, earlier: { acknowledged: values } }, found);
  }
}

async function compareReported(
  asked: ChannelComparing,
  { copy, ours, theirs, acknowledged }: RoomSides,
  found: Found,
): Promise<void> {
  const told = new Map(acknowledged.map((cell) => [keyOf(cell), cell]));
  const priced = new Set(copy.cells.filter(({ rate_code }) => rate_code !== null).map(keyOf));
  const pairs = [...mergeSorted(ours, theirs, compareKeys)].flatMap(([mine, other]) => {
    const cell = mine ?? other;
    if (cell === undefined) return [];
    const key = keyOf(cell);
    const unpriced = cell.rate_code !== null && !priced.has(key);
    return unpriced
      ? { mine: undefined, other: hasPrice(other) ? other : undefined, key }
      : { mine, other, key };
  });
  found.nights += pairs.length;
  const apart = pairs.filter(({ mine, other }) => compareNight(mine, other).length > 0);
  if (apart.length === 0) return;
  const dates = new Set(apart.map(({ mine, other }) => (mine ?? other)?.date));
  const cells = acknowledged.filter(({ date }) => dates.has(date));
  const then = byKey(
    await inContract(
      asked,
      cells.map((cell) => cell.values()),
    ),
  );
  const before = byKey(
    await inContract(
      asked,
      cells.map((cell) => ({ ...cell.values(), ...cell.before() })),
    ),
  );
  const said = new Map(copy.cells.map((cell) => [keyOf(cell), cell]));
  for (const { mine, other, key } of apart) {
    const earlier = { acknowledged: then.get(key), before: before.get(key) };
    const [cell, last] = [said.get(key), told.get(key)];
    const isTold = cell !== undefined && isAcknowledged(cell, last);
    noteNight(asked, { copy, ours: mine, theirs: other, told: last, earlier, isTold }, found);
  }
}

interface NightSides {
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
function noteNight(asked: ChannelComparing, sides: NightSides, found: Found): void {
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

function unknownCopy({ reported, facts }: ChannelComparing, { nights }: Found): string[] {
  if (nights === 0) return ['Nothing is stored of this hotel: there was nothing to compare.'];
  if (facts.syncing) return ['A full sync is under way; compare again when it is done.'];
  return reported === null
    ? ['The channel was not asked: what it last acknowledged stands for what it has.']
    : [];
}

function byKey(cells: readonly NightCell[]): Map<string, NightCell> {
  return new Map(cells.map((cell) => [keyOf(cell), cell]));
}

function keyOf({ rate_code, date }: Pick<NightCell, 'rate_code' | 'date'>): string {
  return `${rate_code ?? ''}\n${date}`;
}

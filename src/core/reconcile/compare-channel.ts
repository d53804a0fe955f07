import type { ReadAri } from '../ari/read-ari.js';
import { withNoAdvance } from '../delivery/lifted-advance.js';
import type { Queryable } from '../platform/database.js';
import { isAcknowledged, readAcknowledged, type AcknowledgedCell } from './acknowledged-copy.js';
import { compareTold } from './compare-told.js';
import type { Comparison } from './difference.js';
import { mergeSorted } from './merge-sorted.js';
import { compareKeys, compareNight, hasPrice, type NightCell } from './night-cell.js';
import { noteNight, type ChannelComparing, type Found } from './note-night.js';
import { ourRoom, type RoomCopy } from './our-copy.js';
import { groupByRoom, inContract, lastWords, notMapped } from './reported-copy.js';

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

/**
 * Compares what a channel is to have of a hotel with what it has, room by room and night by night. Against its own report ours is
 * written in its contract and read again first; against what it acknowledged the cells are compared as they were told.
 */
export async function compareChannel(deps: Deps, asked: ChannelComparing): Promise<Comparison> {
  const { reported, from, to } = asked;
  const found: Found = { differences: [], nights: 0, pending: 0 };
  const nights = reported === null ? null : lastWords(reported);
  if (nights === null) await compareTold(deps, asked, found);
  else await compareWithReport(deps, asked, { reported: nights, found });
  const twice = (reported?.length ?? 0) - (nights?.length ?? 0);
  const warnings = [
    ...unknownCopy(asked, found),
    ...(twice === 0 ? [] : [`Its calendar names ${twice} night(s) more than once: the last word counts.`]),
  ];
  return { source: reported === null ? 'acknowledged' : 'reported', from, to, ...found, warnings };
}

async function compareWithReport(
  { readAri, database }: Deps,
  asked: ChannelComparing,
  { reported, found }: { readonly reported: readonly NightCell[]; readonly found: Found },
): Promise<void> {
  const { endpoint, catalogue, from, to } = asked;
  const byRoom = groupByRoom(reported, asked);
  for (const room of catalogue.rooms) {
    const copy = await ourRoom(readAri, catalogue, { room, from, to });
    const query = { partner_id: endpoint.partner.partner_id, catalogue, room_id: room.room_id, from, to };
    const acknowledged = await readAcknowledged(database, query);
    const room_code = catalogue.roomCode(room.room_id);
    const theirs = byRoom.get(room_code) ?? [];
    byRoom.delete(room_code);
    const ours = await inContract(asked, withNoAdvance(endpoint.connector.channel, copy.cells));
    await compareReported(asked, { copy, ours, theirs, acknowledged }, found);
  }
  found.differences.push(...notMapped(asked, [...byRoom.values()].flat()));
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

function unknownCopy({ reported, facts }: ChannelComparing, { nights }: Found): string[] {
  if (nights === 0) return ['Nothing is stored of these nights: there was nothing to compare.'];
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

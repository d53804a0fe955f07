import { fieldsOf, type CellField } from '../../src/core/delivery/cell-fields.js';
import type { PushCell } from '../../src/core/model/channel-codec.js';
import type { CalendarCell } from '../../src/connectors/shared/calendar.js';
import { byNight, differing, nightKey, textOf, told, valuesByNight } from './told-calendar.js';

/** One value of a night that can be told: of the room itself, or of its rate plan. */
type Value = `${'room' | 'rate'}.${CellField}`;

/** One night of one room on both sides. */
interface Night {
  readonly room?: PushCell;
  readonly rate?: PushCell;
  readonly theirs: readonly CalendarCell[];
  /** Values that are not as they are to be. */
  readonly differs: number;
  /** What a channel that was told everything has of it. */
  readonly wanted: string;
}

interface Sides {
  readonly ours: readonly PushCell[];
  readonly theirs: readonly CalendarCell[];
}

/**
 * The fewest values whose telling leaves a channel with what it is to have, found by trying every set of values of a night, the small
 * ones first, in the words of its contract: written by its connector, read again, and applied to what the channel has. A value is
 * what the contract says of a night, so that a closed room told as a count of 0 is one.
 * @returns their number, night by night; only of nights that differ.
 */
export async function smallestRepair(id: string, sides: Sides): Promise<Map<string, number>> {
  const nights = nightsOf(sides, await told(id, sides.ours));
  const fewest = new Map<string, number>();
  for (const set of await setsOfValues(id, nights)) {
    // Each value that differs has to be told: with that many there is nothing smaller to be found.
    const open = [...nights].filter(
      ([key, night]) => (fewest.get(key) ?? Infinity) > night.differs && mayBeTold(night, set),
    );
    if (open.length === 0) continue;
    const cells = open.flatMap(([, night]) => cellsOf(night, set));
    const costs = valuesByNight(await told(id, cells));
    const before = open.flatMap(([, { theirs }]) => theirs);
    const after = byNight(await told(id, cells, before));
    for (const [key, { wanted }] of open)
      if (textOf(after.get(key) ?? []) === wanted)
        fewest.set(key, Math.min(fewest.get(key) ?? Infinity, costs.get(key) ?? Infinity));
  }
  const hopeless = [...nights.keys()].filter((key) => !fewest.has(key));
  if (hopeless.length > 0) throw new Error(`no set of values mends ${hopeless.join(', ')}`);
  return fewest;
}

/** Every set of values for which the contract has words, the small ones first. */
async function setsOfValues(id: string, nights: ReadonlyMap<string, Night>): Promise<Value[][]> {
  const all = [...new Set([...nights.values()].flatMap(valuesOf))];
  const sayable: Value[] = [];
  for (const value of all) {
    const cells = [...nights.values()].flatMap((night) => cellsOf(night, [value]));
    if ((await told(id, cells)).length > 0) sayable.push(value);
  }
  return subsets(sayable).sort((a, b) => a.length - b.length);
}

/** What no channel is ever told (docs/decisions/0030): a count without the stop-sell of its room, and one of two that close together. */
function mayBeTold(night: Night, set: readonly Value[]): boolean {
  const { room, rate } = night;
  const has = (value: Value): boolean => set.includes(value);
  if (!set.every((value) => valueOf(night, value) !== undefined)) return false;
  if (room?.closed === true && has('room.available') && !has('room.closed')) return false;
  if (room?.closed === true && rate?.closed === false && has('rate.closed') && !has('room.closed'))
    return false;
  return !(room?.closed === false && has('room.closed') && rate?.closed === true && !has('rate.closed'));
}

function valueOf({ room, rate }: Pick<Night, 'room' | 'rate'>, value: Value): unknown {
  const [where, field] = value.split('.') as ['room' | 'rate', CellField];
  return (where === 'room' ? room : rate)?.[field];
}

function valuesOf({ room, rate }: Night): Value[] {
  const named = (where: 'room' | 'rate', cell: PushCell | undefined): Value[] =>
    fieldsOf(cell ?? {}).map((field): Value => `${where}.${field}`);
  return [...named('room', room), ...named('rate', rate)];
}

function subsets(values: readonly Value[]): Value[][] {
  return Array.from({ length: 2 ** values.length }, (_, bits) =>
    values.filter((_value, index) => (bits & (1 << index)) !== 0),
  ).filter(({ length }) => length > 0);
}

function cellsOf({ room, rate }: Night, set: readonly Value[]): PushCell[] {
  return [room, rate].flatMap((cell, index) => {
    if (cell === undefined) return [];
    const fields = fieldsOf(cell).filter((field) =>
      set.includes(`${index === 0 ? 'room' : 'rate'}.${field}`),
    );
    const { room_code, rate_code, date } = cell;
    const values = Object.fromEntries(fields.map((field) => [field, cell[field]]));
    return fields.length === 0 ? [] : [{ room_code, rate_code, date, ...values }];
  });
}

/** Those in which the two sides differ. */
function nightsOf({ ours, theirs }: Sides, wanted: readonly CalendarCell[]): Map<string, Night> {
  const [has, is] = [byNight(theirs), byNight(wanted)];
  const nights = new Map<string, Night>();
  for (const key of is.keys()) {
    const [known, text] = [has.get(key) ?? [], textOf(is.get(key) ?? [])];
    if (textOf(known) === text) continue;
    const mine = ours.filter((cell) => nightKey(cell) === key);
    const room = mine.find(({ rate_code }) => rate_code === null);
    const rate = mine.find(({ rate_code }) => rate_code !== null);
    nights.set(key, {
      ...(room === undefined ? {} : { room }),
      ...(rate === undefined ? {} : { rate }),
      ...{ theirs: known, wanted: text, differs: differing(known, is.get(key) ?? []).size },
    });
  }
  return nights;
}

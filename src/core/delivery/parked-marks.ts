import { addDays } from '../model/local-date.js';
import type { ParkedMark } from './lanes.js';

/** More of them in a row are more than a person reads, and than a row of the table is read in one go. */
const MOST_PARKED = 5_000;

/**
 * What is parked together with what is refused now. Where it becomes too much neighbouring nights are one range, and where even that
 * is too much each room and rate plan is one from its first to its last night: a retry then tells more than was refused, which
 * changes nothing, where a night that is dropped would never be told.
 */
export function joinParked(
  before: readonly ParkedMark[],
  refused: readonly ParkedMark[],
  most = MOST_PARKED,
): ParkedMark[] {
  const all = [...new Map([...before, ...refused].map((mark) => [JSON.stringify(mark), mark])).values()];
  if (all.length <= most) return all;
  const touching = merge(all, (range, next) => next.from <= addDays(range.to, 1));
  return touching.length <= most ? touching : merge(all, () => true);
}

function merge(
  marks: readonly ParkedMark[],
  isOne: (range: ParkedMark, next: ParkedMark) => boolean,
): ParkedMark[] {
  const groups = new Map<string, ParkedMark[]>();
  for (const mark of [...marks].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const { from: _from, to: _to, ...about } = mark;
    const key = JSON.stringify(about);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    const last = group.at(-1);
    if (last === undefined || !isOne(last, mark)) group.push(mark);
    else group[group.length - 1] = { ...last, to: last.to > mark.to ? last.to : mark.to };
  }
  return [...groups.values()].flat();
}

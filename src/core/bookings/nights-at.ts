import { compareIds, type Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { SqlParameter } from '../platform/database.js';
import { anyOf, sql } from '../platform/sql-text.js';

export interface RoomDates {
  readonly room_id: Id;
  readonly dates: readonly LocalDate[];
}

/** Nights by room, both in the order of the primary key, in which everybody locks them. */
export function nightsByRoom(
  nights: readonly { readonly room_id: Id; readonly date: LocalDate }[],
): RoomDates[] {
  const byRoom = new Map<Id, Set<LocalDate>>();
  for (const { room_id, date } of nights) {
    const dates = byRoom.get(room_id);
    if (dates === undefined) byRoom.set(room_id, new Set([date]));
    else dates.add(date);
  }
  return inKeyOrder(byRoom);
}

/** The same for nights that are known by room already. */
export function inKeyOrder(byRoom: ReadonlyMap<Id, ReadonlySet<LocalDate>>): RoomDates[] {
  return [...byRoom]
    .sort(([a], [b]) => compareIds(a, b))
    .map(([room_id, dates]) => ({ room_id, dates: [...dates].sort() }));
}

/** The condition that selects these nights and no others. */
export function nightsCondition(rooms: readonly RoomDates[]): { where: string; parameters: SqlParameter[] } {
  const each = rooms.map(({ room_id, dates }) => sql`(room_id = ${room_id} AND date IN (${dates}))`);
  return { where: '?', parameters: [anyOf(each)] };
}

/** What has the same key shares a statement: mostly all of it. */
export function alike<T, K>(items: readonly T[], keyFor: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const same = groups.get(keyFor(item));
    if (same === undefined) groups.set(keyFor(item), [item]);
    else same.push(item);
  }
  return groups;
}

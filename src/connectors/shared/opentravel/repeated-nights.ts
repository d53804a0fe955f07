import type { AriUpdate } from '../../../core/model/ari.js';
import { dayOfWeek, fromEpochDay, toEpochDay, type LocalDate } from '../../../core/model/local-date.js';

/** As many as one message can be applied with. */
const MOST_NIGHTS = 1_000_000;

/** A warning for each night of a year would say no more. */
const MOST_TOLD = 20;

/** Where a message sets something of a night that it has set before; `date` null: more nights than can be told apart. */
export interface RepeatedNight {
  readonly update: AriUpdate;
  readonly date: LocalDate | null;
}

/** For contracts that refuse a message which sets the same thing of one night twice (Dialect.duplicate_dates `refuse`). */
export function findRepeatedNight(updates: readonly AriUpdate[]): RepeatedNight | null {
  return findRepeatedNights(updates, 1)[0] ?? null;
}

/** The first such night of each update, at most so many: for contracts that apply one of them and warn of the other. */
export function findRepeatedNights(updates: readonly AriUpdate[], most = MOST_TOLD): RepeatedNight[] {
  const found: RepeatedNight[] = [];
  const set = new Map<string, Set<number>>();
  let nights = 0;
  for (const update of updates) {
    if (found.length >= most) break;
    let repeated: LocalDate | null = null;
    for (let day = toEpochDay(update.from), last = toEpochDay(update.to); day <= last; day++) {
      const date = fromEpochDay(day);
      if (update.days !== null && update.days[dayOfWeek(date)] !== true) continue;
      if (++nights > MOST_NIGHTS) return [...found, { update, date: null }];
      for (const thing of thingsOf(update)) {
        const days = set.get(thing) ?? new Set();
        if (days.has(day)) repeated ??= date;
        set.set(thing, days.add(day));
      }
    }
    if (repeated !== null) found.push({ update, date: repeated });
  }
  return found;
}

function thingsOf({ room_code, unit_code, rate_code, available, set, amounts }: AriUpdate): string[] {
  const things = [
    ...(available === undefined ? [] : ['available']),
    ...(amounts.length === 0 ? [] : ['amounts']),
    ...Object.keys(set),
  ];
  const codes = JSON.stringify([room_code, unit_code, rate_code]);
  return things.map((thing) => `${codes} ${thing}`);
}

import type { AriUpdate } from '../../../core/model/ari.js';
import { dayOfWeek, fromEpochDay, toEpochDay, type LocalDate } from '../../../core/model/local-date.js';

/** As many as one message can be applied with. */
const MOST_NIGHTS = 1_000_000;

/** Where a message sets something of a night that it has set before; `date` null: more nights than can be told apart. */
export interface RepeatedNight {
  readonly update: AriUpdate;
  readonly date: LocalDate | null;
}

/** For contracts that refuse a message which sets the same thing of one night twice (Dialect.duplicate_dates `refuse`). */
export function findRepeatedNight(updates: readonly AriUpdate[]): RepeatedNight | null {
  const set = new Map<string, Set<number>>();
  let nights = 0;
  for (const update of updates) {
    for (let day = toEpochDay(update.from), last = toEpochDay(update.to); day <= last; day++) {
      const date = fromEpochDay(day);
      if (update.days !== null && update.days[dayOfWeek(date)] !== true) continue;
      if (++nights > MOST_NIGHTS) return { update, date: null };
      for (const thing of thingsOf(update)) {
        const days = set.get(thing) ?? new Set();
        if (days.has(day)) return { update, date };
        set.set(thing, days.add(day));
      }
    }
  }
  return null;
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

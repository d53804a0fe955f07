import type { InventoryPatch } from '../ari/cell-patches.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';

/** Which counts of a late message a later one had overtaken when it came: it changed nothing then, and says nothing now (law 3). */
export interface OvertakenCounts {
  /** What the message said of this night that counts; in the order in which messages came. */
  take(roomId: Id, date: LocalDate, said: InventoryPatch): InventoryPatch;
}

/** By room: the latest time of a message that counted the night. */
export type CountedAt = Map<Id, Map<LocalDate, string>>;

/** @param sentAt by the sender's own clock; null: it has none, is never late, and overtakes nobody */
export function overtakenCounts(counted: CountedAt, sentAt: string | null): OvertakenCounts {
  return {
    take: (roomId, date, said) => {
      if (sentAt === null || said.available === undefined) return said;
      const of = counted.get(roomId) ?? new Map<LocalDate, string>();
      counted.set(roomId, of);
      const last = of.get(date);
      if (last === undefined || last <= sentAt) {
        of.set(date, sentAt);
        return said;
      }
      const { available: _overtaken, units: _units, ...rest } = said;
      return rest;
    },
  };
}

import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { SqlValue, Transaction } from '../platform/database.js';

/** One thing that was mended, and from what. Holds no personal data. */
export interface Repair {
  readonly invariant: string;
  readonly hotel_id: Id;
  readonly room_id: Id | null;
  readonly date: LocalDate | null;
  readonly booking_id: Id | null;
  readonly before: object;
  readonly after: object;
  /** Who had it mended. */
  readonly actor: string;
}

/** Writes repairs down in the transaction that makes them. */
export async function insertRepairs(tx: Transaction, repairs: readonly Repair[]): Promise<void> {
  if (repairs.length === 0) return;
  await tx.later(
    'INSERT INTO integrity_repairs (invariant, hotel_id, subject, before_state, after_state, actor) VALUES ?',
    [
      repairs.map((repair): SqlValue[] => [
        repair.invariant,
        repair.hotel_id,
        repair.booking_id === null ? `${repair.room_id ?? ''}:${repair.date ?? ''}` : repair.booking_id,
        JSON.stringify(repair.before),
        JSON.stringify(repair.after),
        repair.actor,
      ]),
    ],
  );
}

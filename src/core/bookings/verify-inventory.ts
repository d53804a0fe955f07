import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable, SqlParameter } from '../platform/database.js';
import { countHotels, slicesOf, type Slice, type SliceQuery } from './integrity-slices.js';
import { BOOKING_INVARIANTS } from './verify-inventory-bookings.js';
import { EVENT_INVARIANTS } from './verify-inventory-events.js';
import type { Invariant } from './verify-inventory-invariant.js';
import { NIGHT_INVARIANTS } from './verify-inventory-nights.js';
import { PAYMENT_INVARIANTS } from './verify-inventory-payments.js';
import { REVISION_INVARIANTS } from './verify-inventory-revisions.js';

/** One violation of an invariant, in words that name the row, and where it is. */
export interface Drift {
  readonly invariant: Invariant;
  readonly finding: string;
  readonly hotel_id: Id | null;
  readonly room_id: Id | null;
  readonly date: LocalDate | null;
  readonly booking_id: Id | null;
}

/** The same by name alone. */
export interface Discrepancy {
  readonly invariant: string;
  readonly finding: string;
}

/** Findings of each invariant that are kept: a broken rule names rows without end. */
export const SHOWN = 20;

/** What must hold of the tables at every moment. */
export const INVARIANTS: readonly Invariant[] = [
  ...NIGHT_INVARIANTS,
  ...BOOKING_INVARIANTS,
  ...REVISION_INVARIANTS,
  ...PAYMENT_INVARIANTS,
  ...EVENT_INVARIANTS,
];

export interface VerifyQuery extends SliceQuery {
  /** Leaves out what only the log of events in the database proves. */
  readonly withoutEventLog: boolean;
}

export const EVERYTHING: VerifyQuery = { hotel_id: null, from: null, withoutEventLog: false };

/**
 * Proves from the tables alone what must always hold, slice by slice, so that no statement reads for long. Reads only;
 * each statement is of one moment, which lets bookings go on meanwhile. What spans all hotels is left out when one
 * hotel is asked for.
 * @param onHotels hears how many hotels are done, and of how many
 * @returns at most 20 findings of each invariant; none when all hold
 */
export async function findDrift(
  database: Queryable,
  query: VerifyQuery = EVERYTHING,
  onHotels: (done: number, total: number) => void = () => undefined,
): Promise<Drift[]> {
  const asked = INVARIANTS.filter(
    ({ scope, readsEventLog }) =>
      !(query.withoutEventLog && readsEventLog === true) && !(query.hotel_id !== null && scope === 'whole'),
  );
  const total = await countHotels(database, query);
  const found = new FoundDrift();
  const done = new Set<Id>();
  for await (const slice of slicesOf(database, query)) {
    for (const invariant of asked.filter(({ scope }) => scope === 'slice')) {
      if (found.has(invariant) < SHOWN) found.add(await driftIn(database, invariant, slice));
    }
    for (const id of slice.hotels) done.add(id);
    onHotels(done.size, total);
  }
  for (const invariant of asked.filter(({ scope }) => scope === 'whole'))
    found.add(await driftIn(database, invariant, null));
  return asked.flatMap((invariant) => found.of(invariant));
}

/** What `findDrift` finds of everything, without the places. */
export async function verifyInvariants(database: Queryable): Promise<Discrepancy[]> {
  const drift = await findDrift(database);
  return drift.map(({ invariant, finding }) => ({ invariant: invariant.name, finding }));
}

/** At most 20 violations of one invariant in a slice; null: in all of the tables. */
export async function driftIn(
  database: Queryable,
  invariant: Invariant,
  slice: Slice | null,
): Promise<Drift[]> {
  const { sql, parameters } = bind(`${invariant.sql} LIMIT ${SHOWN}`, slice);
  const rows = await database.rows<Omit<Drift, 'invariant'>>(sql, parameters);
  return rows.map((row) => ({ ...row, invariant }));
}

/** A statement with the parts of a slice in the places that it names. */
function bind(sql: string, slice: Slice | null): { sql: string; parameters: SqlParameter[] } {
  if (slice === null) return { sql, parameters: [] };
  const values: Readonly<Record<string, SqlParameter>> = {
    ':hotels': slice.hotels,
    ':rooms': slice.rooms,
    ':from': slice.from,
    ':to': slice.to,
  };
  const parameters: SqlParameter[] = [];
  const bound = sql.replace(/:(?:hotels|rooms|from|to)\b/g, (name) => {
    parameters.push(values[name] ?? null);
    return '?';
  });
  return { sql: bound, parameters };
}

/** Findings by invariant, each once: what has no date is found again with every season. */
class FoundDrift {
  readonly #byInvariant = new Map<Invariant, Map<string, Drift>>();

  add(drift: readonly Drift[]): void {
    for (const one of drift) {
      const known = this.#byInvariant.get(one.invariant) ?? new Map<string, Drift>();
      this.#byInvariant.set(one.invariant, known.set(one.finding, one));
    }
  }

  has(invariant: Invariant): number {
    return this.#byInvariant.get(invariant)?.size ?? 0;
  }

  of(invariant: Invariant): Drift[] {
    return [...(this.#byInvariant.get(invariant)?.values() ?? [])].slice(0, SHOWN);
  }
}

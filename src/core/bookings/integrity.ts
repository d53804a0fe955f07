import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import { addDays } from '../model/local-date.js';
import type { Database } from '../platform/database.js';
import { explainDrift } from './explain-drift.js';
import { countHotels, slicesOf, type Slice, type SliceQuery } from './integrity-slices.js';
import { listShortNights, type ShortNight } from './list-short-nights.js';
import { repairHold } from './repair-hold.js';
import type { Repair } from './repair-log.js';
import { repairNights } from './repair-nights.js';
import { driftIn, findDrift, INVARIANTS, type Drift, type VerifyQuery } from './verify-inventory.js';

/** A violation as operators read it. */
export interface ExplainedDrift extends Omit<Drift, 'invariant'> {
  readonly invariant: string;
  readonly name: string;
  /** Where it may come from. */
  readonly cause: string;
  /** `booking verify --fix` mends it, for what is right is provable from lots. */
  readonly repairable: boolean;
  /** What to do. */
  readonly remedy: string;
}

export interface IntegrityReport {
  readonly drift: readonly ExplainedDrift[];
  /** Nights sold beyond what their PMS gave. The counts agree, so they are no drift. */
  readonly short_nights: readonly ShortNight[];
}

type OnHotels = (done: number, total: number) => void;

export interface Integrity {
  /** Proves that nights, bookings, holds, revisions and payments agree; reads only. */
  verify(query: VerifyQuery, onHotels?: OnHotels): Promise<IntegrityReport>;
  /** Mends what is provable from lots, one room type or hold a transaction, and writes it down. */
  repair(query: SliceQuery, options: RepairOptions): Promise<Repair[]>;
}

export interface RepairOptions {
  /** Who has it mended. */
  readonly actor: string;
  /** Says what would be changed, and changes nothing. */
  readonly dryRun: boolean;
  readonly onHotels?: OnHotels;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

const REPAIRABLE = INVARIANTS.filter(({ repair }) => repair !== null);

export function createIntegrity({ database, clock }: Deps): Integrity {
  return {
    async verify(query, onHotels) {
      const drift = await findDrift(database, query, onHotels);
      const explained: ExplainedDrift[] = [];
      for (const one of drift) explained.push(toExplained(one, await explainDrift(database, one)));
      // By UTC with a day to spare: a hotel's today is nowhere earlier than yesterday.
      const from = addDays(clock.now().toISOString().slice(0, 10), -1);
      return {
        drift: explained,
        short_nights: await listShortNights(database, { hotel_id: query.hotel_id, from }),
      };
    },
    repair: (query, options) => repairAll(database, query, options),
  };
}

async function repairAll(
  database: Database,
  query: SliceQuery,
  { actor, dryRun, onHotels = () => undefined }: RepairOptions,
): Promise<Repair[]> {
  const total = await countHotels(database, query);
  const done = new Set<Id>();
  const tried = new Set<string>();
  const repairs: Repair[] = [];
  for await (const slice of slicesOf(database, query)) {
    // Until nothing new is found: of each invariant a look shows but the first few.
    for (;;) {
      const found = await repairableIn(database, slice);
      const fresh = new Map(found.map((drift) => [keyOf(drift), drift]));
      for (const key of tried) fresh.delete(key);
      if (fresh.size === 0) break;
      for (const [key, drift] of fresh) {
        tried.add(key);
        repairs.push(...(await repairOne(database, drift, { actor, dryRun })));
      }
    }
    for (const id of slice.hotels) done.add(id);
    onHotels(done.size, total);
  }
  return repairs;
}

async function repairableIn(database: Database, slice: Slice): Promise<Drift[]> {
  const found: Drift[] = [];
  for (const invariant of REPAIRABLE) found.push(...(await driftIn(database, invariant, slice)));
  return found;
}

function toExplained({ invariant, ...place }: Drift, cause: string): ExplainedDrift {
  const { id, name, repair, remedy } = invariant;
  return { invariant: id, name, ...place, cause, repairable: repair !== null, remedy };
}

/** What one repair covers: all nights of a room type, or one hold. */
function keyOf({ invariant, room_id, booking_id }: Drift): string {
  return invariant.repair === 'night' ? `room ${room_id ?? ''}` : `booking ${booking_id ?? ''}`;
}

async function repairOne(
  database: Database,
  { invariant, room_id, booking_id }: Drift,
  options: Pick<RepairOptions, 'actor' | 'dryRun'>,
): Promise<Repair[]> {
  if (invariant.repair === 'night' && room_id !== null)
    return database.inTransaction((tx) => repairNights(tx, { room_id, ...options }));
  if (invariant.repair === 'hold' && booking_id !== null) {
    const repair = await database.inTransaction((tx) => repairHold(tx, { booking_id, ...options }));
    return repair === null ? [] : [repair];
  }
  return [];
}

import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import type { Database, Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { wantSync, type Lane } from './lanes.js';

/** Failures in a row after which an endpoint is left alone. */
export const FAILURES_TO_BREAK = 5;
/** How long the one that tries whether it is back may take before another may. */
export const PROBE_SECONDS = 30;
const LONGEST_SECONDS = 300;
/** Who was away so long may have been restored from a copy: it is told everything, beside what stayed marked for it. */
const LONG_OUTAGE_SECONDS = 3_600;
/** How often the same good word of an endpoint is written down. */
const NOTED_EVERY_MS = 1_000;

/** Whose endpoint it is, and how often it had failed when the lane was claimed. */
interface Called {
  readonly partner_id: Id;
  readonly failures: number;
}

export interface Breaker {
  /** It answered in its contract's words, whatever they were: lanes that waited for it are due at once. */
  answered(called: Called, outcome: string): Promise<void>;
  /** It could not be reached, or broke. */
  failed(called: Called, outcome: string): Promise<void>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
}

/** One for each endpoint, in its row, so that all processes leave a dead one alone together. */
export function createBreaker(deps: Deps): Breaker {
  const { database, clock } = deps;
  const noted = new Map<Id, { readonly at: number; readonly outcome: string }>();
  return {
    answered: async ({ partner_id, failures }, outcome) => {
      const now = clock.now();
      const before = noted.get(partner_id);
      const fresh = before !== undefined && Math.abs(now.getTime() - before.at) < NOTED_EVERY_MS;
      if (failures === 0 && fresh && before.outcome === outcome) return;
      noted.set(partner_id, { at: now.getTime(), outcome });
      if (failures >= FAILURES_TO_BREAK) await recover(deps, { partner_id, failures }, now);
      await database.run(
        `UPDATE channel_endpoints SET failures = 0, breaker_until = NULL, last_outcome = ?, last_success_at = ?
         WHERE partner_id = ?`,
        [outcome.slice(0, 300), toSqlTime(now), partner_id],
      );
    },
    failed: async ({ partner_id }, outcome) => {
      noted.delete(partner_id);
      const failures = (await failuresOf(database, partner_id)) + 1;
      const until =
        failures < FAILURES_TO_BREAK
          ? null
          : toSqlTime(new Date(clock.now().getTime() + secondsAfter(failures) * 1_000));
      await database.run(
        'UPDATE channel_endpoints SET failures = failures + 1, breaker_until = ?, last_outcome = ? WHERE partner_id = ?',
        [until, outcome.slice(0, 300), partner_id],
      );
    },
  };
}

/** How long it is left alone after so many failures. */
function secondsAfter(failures: number): number {
  return Math.min(PROBE_SECONDS * 2 ** (failures - FAILURES_TO_BREAK), LONGEST_SECONDS);
}

/** How long it has been away at least. The time of its last answer says nothing: perhaps nobody asked it anything. */
export function leastOutageSeconds(failures: number): number {
  let seconds = 0;
  for (let count = FAILURES_TO_BREAK; count < failures; count++) seconds += secondsAfter(count);
  return seconds;
}

/** It is back: what waited for it is due, after a long time everything is. */
async function recover(
  { database, nextId }: Deps,
  { partner_id, failures }: Called,
  now: Date,
): Promise<void> {
  const at = toSqlTime(now);
  await database.inTransaction(async (tx) => {
    if (leastOutageSeconds(failures) >= LONG_OUTAGE_SECONDS) {
      await wantSync(tx, await lanesOf(tx, partner_id), { now: at, nextId, cause: 'recovered' });
    }
    await tx.run(
      "UPDATE deliveries SET due_at = ? WHERE partner_id = ? AND state = 'PENDING' AND attempt > 0 AND due_at > ?",
      [at, partner_id, at],
    );
  });
}

async function lanesOf(tx: Transaction, partnerId: Id): Promise<Lane[]> {
  const rows = await tx.rows<{ hotel_id: Id }>(
    "SELECT hotel_id FROM deliveries WHERE partner_id = ? AND kind = 'ari' AND subject = '' AND state <> 'PAUSED'",
    [partnerId],
  );
  return rows.map(({ hotel_id }) => ({ partner_id: partnerId, hotel_id, kind: 'ari' }));
}

async function failuresOf(database: Database, partnerId: Id): Promise<number> {
  const [row] = await database.rows<{ failures: number }>(
    'SELECT failures FROM channel_endpoints WHERE partner_id = ?',
    [partnerId],
  );
  return row?.failures ?? 0;
}

import type { Clock } from '../model/clock.js';
import { addDays } from '../model/local-date.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import { explainDrift } from './explain-drift.js';
import { slicesOf, type Slice } from './integrity-slices.js';
import { driftIn, INVARIANTS, type Drift } from './verify-inventory.js';

/** Other periodic jobs wait meanwhile, so a pass over everything is made of many short turns. */
const TURN_MS = 1_000;
/** A pass begins so long after the one before began, or when that has ended. */
const PASS_EVERY_MS = 300_000;
/** Stays that have begun up to so many days ago; what is over nobody changes any more. */
const DAYS_BACK = 31;

export interface WatchIntegrity {
  /** One turn: checks on from where the last one ended. @returns slices checked and violations found in this turn. */
  run(): Promise<{ readonly slices: number; readonly drift: number }>;
  /** Another process checks from now on. */
  forget(): void;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

interface Pass {
  readonly startedMs: number;
  readonly slices: AsyncGenerator<Slice>;
  readonly found: Map<string, Set<string>>;
}

const CHECKED = INVARIANTS.filter(({ scope }) => scope === 'slice');

/**
 * Proves all the time, a little at once, that nights, bookings, holds, revisions and payments agree: a gauge for each
 * invariant, and an error in the log for each violation once until it is gone. It repairs nothing. What reads whole
 * tables at once is left to `booking verify`.
 */
export function createWatchIntegrity({ database, clock, metrics, logger }: Deps): WatchIntegrity {
  let pass: Pass | null = null;
  let lastStartMs = Number.NEGATIVE_INFINITY;
  let known: ReadonlyMap<string, ReadonlySet<string>> = new Map();

  function begin(): Pass {
    lastStartMs = performance.now();
    const from = addDays(clock.now().toISOString().slice(0, 10), -DAYS_BACK);
    const slices = slicesOf(database, { hotel_id: null, from });
    return { startedMs: lastStartMs, slices, found: new Map() };
  }

  async function check({ found }: Pass, slice: Slice): Promise<number> {
    let count = 0;
    for (const invariant of CHECKED) {
      for (const drift of await driftIn(database, invariant, slice)) {
        count += 1;
        const findings = found.get(invariant.id) ?? new Set<string>();
        if (findings.has(drift.finding)) continue;
        found.set(invariant.id, findings.add(drift.finding));
        const before = known.get(invariant.id);
        // The gauge rises at once; it falls when a whole pass has found less.
        metrics.integrityDrift.set({ invariant: invariant.id }, Math.max(findings.size, before?.size ?? 0));
        if (before?.has(drift.finding) !== true) await tell(drift);
      }
    }
    return count;
  }

  async function tell(drift: Drift): Promise<void> {
    const { invariant, finding } = drift;
    const facts = { event: 'integrity.drift', invariant: invariant.id, finding };
    const cause = await explainDrift(database, drift);
    logger.error({ ...facts, cause, remedy: invariant.remedy }, 'Bookings and nights do not agree');
  }

  function end(done: Pass): void {
    for (const { id } of CHECKED) {
      const count = done.found.get(id)?.size ?? 0;
      metrics.integrityDrift.set({ invariant: id }, count);
      if (count === 0 && (known.get(id)?.size ?? 0) > 0)
        logger.info({ event: 'integrity.restored', invariant: id }, 'Bookings and nights agree again');
    }
    metrics.integrityPass.setToCurrentTime();
    known = done.found;
    pass = null;
  }

  return {
    async run() {
      const turn = { slices: 0, drift: 0 };
      const startedMs = performance.now();
      if (pass === null && startedMs - lastStartMs < PASS_EVERY_MS) return turn;
      const current = (pass ??= begin());
      try {
        while (performance.now() - startedMs < TURN_MS) {
          const { value: slice, done } = await current.slices.next();
          if (done === true) {
            end(current);
            break;
          }
          turn.drift += await check(current, slice);
          turn.slices += 1;
        }
      } catch (error) {
        // What was not checked must not look as if it were: the next turn begins anew.
        pass = null;
        lastStartMs = Number.NEGATIVE_INFINITY;
        throw error;
      }
      return turn;
    },
    forget() {
      pass = null;
      lastStartMs = Number.NEGATIVE_INFINITY;
      known = new Map();
      metrics.integrityDrift.reset();
      metrics.integrityPass.reset();
    },
  };
}

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
  readonly slices: AsyncGenerator<Slice, void>;
  readonly found: Map<string, Set<string>>;
}

const CHECKED = INVARIANTS.filter(({ scope }) => scope === 'slice');

/**
 * Proves all the time, a little at once, that nights, bookings, holds, revisions and payments agree: a gauge for each
 * invariant, and an error in the log for each violation once until it is gone. It repairs nothing. What reads whole
 * tables at once is left to `booking verify`.
 */
export function createWatchIntegrity(deps: Deps): WatchIntegrity {
  return new IntegrityWatch(deps);
}

class IntegrityWatch implements WatchIntegrity {
  #pass: Pass | null = null;
  #lastStartMs = Number.NEGATIVE_INFINITY;
  /** What the last whole pass found. */
  #known: ReadonlyMap<string, ReadonlySet<string>> = new Map();

  constructor(private readonly deps: Deps) {}

  async run(): Promise<{ slices: number; drift: number }> {
    const turn = { slices: 0, drift: 0 };
    const startedMs = performance.now();
    if (this.#pass === null && startedMs - this.#lastStartMs < PASS_EVERY_MS) return turn;
    const pass = (this.#pass ??= this.#begin());
    try {
      while (performance.now() - startedMs < TURN_MS) {
        const next = await pass.slices.next();
        if (next.done === true) {
          this.#end(pass);
          break;
        }
        turn.drift += await this.#check(pass, next.value);
        turn.slices += 1;
      }
    } catch (error) {
      // What was not checked must not look as if it were: the next turn begins anew.
      this.#pass = null;
      this.#lastStartMs = Number.NEGATIVE_INFINITY;
      throw error;
    }
    return turn;
  }

  forget(): void {
    this.#pass = null;
    this.#lastStartMs = Number.NEGATIVE_INFINITY;
    this.#known = new Map();
    this.deps.metrics.integrityDrift.reset();
    this.deps.metrics.integrityPass.reset();
  }

  #begin(): Pass {
    const { database, clock } = this.deps;
    this.#lastStartMs = performance.now();
    const from = addDays(clock.now().toISOString().slice(0, 10), -DAYS_BACK);
    return { slices: slicesOf(database, { hotel_id: null, from }), found: new Map() };
  }

  async #check({ found }: Pass, slice: Slice): Promise<number> {
    let count = 0;
    for (const invariant of CHECKED) {
      for (const drift of await driftIn(this.deps.database, invariant, slice)) {
        count += 1;
        const findings = found.get(invariant.id) ?? new Set<string>();
        if (findings.has(drift.finding)) continue;
        found.set(invariant.id, findings.add(drift.finding));
        const before = this.#known.get(invariant.id);
        // The gauge rises at once; it falls when a whole pass has found less.
        const most = Math.max(findings.size, before?.size ?? 0);
        this.deps.metrics.integrityDrift.set({ invariant: invariant.id }, most);
        if (before?.has(drift.finding) !== true) await this.#tell(drift);
      }
    }
    return count;
  }

  async #tell(drift: Drift): Promise<void> {
    const { invariant, finding } = drift;
    const facts = { event: 'integrity.drift', invariant: invariant.id, finding };
    const cause = await explainDrift(this.deps.database, drift);
    this.deps.logger.error({ ...facts, cause, remedy: invariant.remedy }, 'Bookings and nights do not agree');
  }

  #end({ found }: Pass): void {
    const { metrics, logger } = this.deps;
    for (const { id } of CHECKED) {
      const count = found.get(id)?.size ?? 0;
      metrics.integrityDrift.set({ invariant: id }, count);
      if (count === 0 && (this.#known.get(id)?.size ?? 0) > 0)
        logger.info({ event: 'integrity.restored', invariant: id }, 'Bookings and nights agree again');
    }
    metrics.integrityPass.setToCurrentTime();
    this.#known = found;
    this.#pass = null;
  }
}

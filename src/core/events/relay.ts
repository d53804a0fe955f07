import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Database, Queryable } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import { moveBatch } from './move-batch.js';
import { createOutboxGauges } from './outbox-gauges.js';
import { pause } from './pause.js';
import { freeRelayLock, takeRelayLock } from './relay-lock.js';

const BATCH = 1_000;
const BUSY_POLL_MS = 50;
const IDLE_POLL_MS = 500;
const FOLLOWER_POLL_MS = 1_000;
const FIRST_BACKOFF_MS = 200;
const MAX_BACKOFF_MS = 5_000;
const STOP_MS = 900;
const DRAIN_MS = 30_000;

export interface RelayDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Events moved by one transaction. */
  readonly batch?: number;
}

export interface Relay {
  /** Begins to work in the background; a second call does nothing. */
  start(): void;
  /** Ends within a second. A batch that is under way is finished, or rolled back by the server. */
  stop(): Promise<void>;
  /**
   * Returns when every event committed before the call is in the log, moved by this call or by another leader.
   * @returns how many this call moved. @throws AppError UNAVAILABLE when another leader holds on but moves nothing.
   */
  drain(): Promise<number>;
}

/**
 * Moves events from the outbox to the log. Any number of relays may run; the one that holds the named lock works, for
 * two would break the order of events. The lock and the moving transaction share one connection: a relay that lost it
 * has lost the lead and the batch with it, and cannot go on working beside its successor.
 */
export function createRelay(deps: RelayDeps): Relay {
  return new OutboxRelay(deps);
}

class OutboxRelay implements Relay {
  readonly #deps: RelayDeps;
  readonly #batch: number;
  readonly #gauges: ReturnType<typeof createOutboxGauges>;
  #running: Promise<void> | null = null;
  #stopping = new AbortController();
  #backoff = 0;

  constructor(deps: RelayDeps) {
    this.#deps = deps;
    this.#batch = deps.batch ?? BATCH;
    this.#gauges = createOutboxGauges(deps);
  }

  start(): void {
    if (this.#running !== null) return;
    this.#stopping = new AbortController();
    this.#running = this.#run(this.#stopping.signal);
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    this.#stopping.abort();
    // A server that does not answer must not hold up the shutdown; what it had not committed it rolls back.
    const ended = new AbortController();
    await Promise.race([running.finally(() => ended.abort()), pause(STOP_MS, ended.signal)]);
    this.#running = null;
  }

  async drain(): Promise<number> {
    const { database } = this.#deps;
    const deadline = performance.now() + DRAIN_MS;
    const [last] = await database.rows<{ outbox_id: string | null }>(
      'SELECT MAX(outbox_id) AS outbox_id FROM outbox',
    );
    const target = last?.outbox_id ?? null;
    if (target === null) return 0;
    return database.withSession(async (session) => {
      while (!(await takeRelayLock(session))) {
        // Somebody leads: then it is for them to move these, and ours to wait.
        if (await isMoved(session, target)) return 0;
        if (performance.now() > deadline) {
          throw new AppError(
            'UNAVAILABLE',
            'Another process leads the event relay but does not move the events.',
            {
              next: 'bellhop doctor',
            },
          );
        }
        await pause(BUSY_POLL_MS);
      }
      const moved = await this.#moveAll(session);
      await freeRelayLock(session);
      return moved;
    });
  }

  /** Never throws: what goes wrong is told once and tried again, more slowly. */
  async #run(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      try {
        await this.#deps.database.withSession((session) => this.#serve(session, stopping));
      } catch (error) {
        this.#report(error);
        await this.#measureAnyway();
        await pause(this.#backoff, stopping);
      }
    }
  }

  async #serve(session: Queryable, stopping: AbortSignal): Promise<void> {
    while (!(await takeRelayLock(session))) {
      this.#recovered();
      await this.#gauges.measure();
      await pause(FOLLOWER_POLL_MS, stopping);
      if (stopping.aborted) return;
    }
    this.#deps.logger.info({ event: 'relay.leading' }, 'This process relays events now');
    await this.#lead(session, stopping);
    await freeRelayLock(session);
  }

  async #lead(session: Queryable, stopping: AbortSignal): Promise<void> {
    let wait = BUSY_POLL_MS;
    while (!stopping.aborted) {
      const moved = await this.#moveOnce(session);
      this.#recovered();
      if (moved === this.#batch) {
        await this.#gauges.measure();
        continue;
      }
      this.#gauges.empty();
      wait = moved > 0 ? BUSY_POLL_MS : Math.min(wait * 2, IDLE_POLL_MS);
      await pause(wait, stopping);
    }
  }

  async #moveAll(session: Queryable): Promise<number> {
    let total = 0;
    for (;;) {
      const moved = await this.#moveOnce(session);
      total += moved;
      if (moved < this.#batch) break;
    }
    this.#gauges.empty();
    return total;
  }

  async #moveOnce(session: Queryable): Promise<number> {
    const { moved, byType } = await moveBatch(session, this.#batch);
    for (const { type, count } of byType) this.#deps.metrics.relayed.inc({ type }, count);
    return moved;
  }

  /** While events pile up is when their number matters. */
  async #measureAnyway(): Promise<void> {
    try {
      await this.#gauges.measure();
    } catch {
      // The database itself is what fails, and that has just been reported.
    }
  }

  #report(error: unknown): void {
    const first = this.#backoff === 0;
    this.#backoff = first ? FIRST_BACKOFF_MS : Math.min(this.#backoff * 2, MAX_BACKOFF_MS);
    if (!first) return;
    this.#deps.logger.error(
      { event: 'relay.failed', reason: reasonOf(error) },
      'Events are not relayed; trying again until it works',
    );
  }

  #recovered(): void {
    if (this.#backoff === 0) return;
    this.#backoff = 0;
    this.#deps.logger.info({ event: 'relay.back' }, 'Events are relayed again');
  }
}

async function isMoved(session: Queryable, target: string): Promise<boolean> {
  const rows = await session.rows('SELECT 1 AS waiting FROM outbox WHERE outbox_id <= ? LIMIT 1', [target]);
  return rows.length === 0;
}

/** A database error by its code: its text may quote data. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : `${error.name}: ${error.message}`;
}

import { AppError } from '../model/errors.js';
import type { Database, Queryable } from '../platform/database.js';
import { takeLead, type HeldLead } from '../platform/leader.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import { BackOff, type Outage } from './back-off.js';
import type { OutboxGauges } from './outbox-gauges.js';
import type { OutboxLane } from './outlet.js';
import { pause } from './pause.js';

const BUSY_POLL_MS = 50;
/** What other processes write is found by looking; what this one writes wakes it. */
const IDLE_POLL_MS = 250;
/** Where few events come a wake-up is followed so soon; where many come a step each would cost more than it hastens. */
const GATHER_MS = 10;
const FEW = 20;
const FOLLOWER_POLL_MS = 1_000;
const DRAIN_MS = 30_000;

export interface RelayLaneDeps {
  readonly lane: OutboxLane;
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly gauges: OutboxGauges;
  readonly outage: Outage;
  /** Most events of one step. */
  readonly batch: number;
}

/** One lane of the relay: waits for the lead, then moves what is there for as long as it has it. */
export class RelayLane {
  readonly #deps: RelayLaneDeps;
  readonly #backOff: BackOff;
  #nap = new AbortController();

  constructor(deps: RelayLaneDeps) {
    this.#deps = deps;
    this.#backOff = new BackOff(deps.outage);
  }

  /** Events were committed, or it is to end. */
  wake(): void {
    this.#nap.abort();
  }

  /** Never throws: what goes wrong is told once and tried again, more slowly. */
  async run(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      try {
        await this.#deps.database.withSession((session) => this.#serve(session, stopping));
      } catch (error) {
        const wait = this.#backOff.failed(error);
        await this.#measureAnyway();
        await pause(wait, stopping);
      }
    }
  }

  /** See Relay.drain, for this lane. */
  async drain(): Promise<number> {
    const { database, lane } = this.#deps;
    const deadline = performance.now() + DRAIN_MS;
    const [last] = await database.rows<{ outbox_id: string | null }>(
      `SELECT MAX(outbox_id) AS outbox_id FROM outbox WHERE ${lane.condition}`,
    );
    const target = last?.outbox_id ?? null;
    if (target === null) return 0;
    return database.withSession(async (session) => {
      let held: HeldLead | undefined;
      while ((held = await takeLead(session, lane.lead)) === undefined) {
        // Somebody leads: then it is for them to move these, and ours to wait.
        if (await this.#isMoved(session, target)) return 0;
        if (performance.now() > deadline) throw stuck();
        await pause(BUSY_POLL_MS);
      }
      const leading = held;
      const moved = await this.#underLead(() => this.#moveAll(leading));
      await leading.free();
      return moved;
    });
  }

  async #serve(session: Queryable, stopping: AbortSignal): Promise<void> {
    const { lane, logger, gauges } = this.#deps;
    let held: HeldLead | undefined;
    while ((held = await takeLead(session, lane.lead)) === undefined) {
      this.#backOff.worked();
      await gauges.measure();
      await pause(FOLLOWER_POLL_MS, stopping);
      if (stopping.aborted) return;
    }
    logger.info({ event: 'relay.leading', lane: lane.lead.of }, 'This process relays events now');
    const leading = held;
    await this.#underLead(() => this.#lead(leading, stopping));
    await leading.free();
  }

  async #lead(held: HeldLead, stopping: AbortSignal): Promise<void> {
    let wait = BUSY_POLL_MS;
    while (!stopping.aborted) {
      // A wake-up from here on may be for events that the step below no longer sees.
      this.#nap = new AbortController();
      const { moved, more } = await this.#moveOnce(held);
      this.#backOff.worked();
      if (more) {
        await this.#deps.gauges.measure();
        continue;
      }
      await this.#deps.gauges.laneIsEmpty();
      wait = moved > 0 ? BUSY_POLL_MS : Math.min(wait * 2, IDLE_POLL_MS);
      const least = moved > FEW ? BUSY_POLL_MS : GATHER_MS;
      await pause(least, stopping);
      await pause(wait - least, this.#nap.signal);
    }
  }

  async #moveAll(held: HeldLead): Promise<number> {
    for (let total = 0; ;) {
      const { moved, more } = await this.#moveOnce(held);
      total += moved;
      if (!more) return total;
    }
  }

  async #moveOnce(held: HeldLead): Promise<{ moved: number; more: boolean }> {
    const { lane, batch, metrics } = this.#deps;
    const { moved, byType, more } = await lane.move(held, batch);
    for (const { type, count } of byType) metrics.relayed.inc({ type }, count);
    return { moved, more };
  }

  /** Whatever ends the lead, nothing begun under it goes on beside the next leader. */
  async #underLead<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      await this.#deps.lane.release();
    }
  }

  async #isMoved(session: Queryable, target: string): Promise<boolean> {
    const rows = await session.rows(
      `SELECT 1 AS waiting FROM outbox WHERE outbox_id <= ? AND ${this.#deps.lane.condition} LIMIT 1`,
      [target],
    );
    return rows.length === 0;
  }

  /** While events pile up is when their number matters. */
  async #measureAnyway(): Promise<void> {
    try {
      await this.#deps.gauges.measure();
    } catch {
      // The database itself is what fails, and that has just been reported.
    }
  }
}

function stuck(): AppError {
  return new AppError('UNAVAILABLE', 'Another process leads the event relay but does not move the events.', {
    next: 'bellhop doctor',
  });
}

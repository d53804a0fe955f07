import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import { createOutage } from './back-off.js';
import { createLogOutlet } from './log-outlet.js';
import { createOutboxGauges } from './outbox-gauges.js';
import type { Outlet } from './outlet.js';
import { pause } from './pause.js';
import { RelayLane } from './relay-lane.js';

const BATCH = 1_000;
const STOP_MS = 900;

export interface RelayDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Where events go; without it to the log of the embedded form. */
  readonly outlet?: Outlet;
  /** Most events moved by one step. */
  readonly batch?: number;
}

export interface Relay {
  /** Begins to work in the background; a second call does nothing. */
  start(): void;
  /** Ends within a second. A batch that is under way is finished, or rolled back by the server. */
  stop(): Promise<void>;
  /**
   * Returns when every event committed before the call is on the bus, moved by this call or by another leader.
   * @returns how many this call moved. @throws AppError UNAVAILABLE when another leader holds on but moves nothing, or
   *   the bus is away.
   */
  drain(): Promise<number>;
}

/**
 * Moves events from the outbox to the bus. Any number of relays may run; for each lane of the outlet the one that
 * holds the named lock works, for two would break the order of events. Lock and outbox are worked on through one
 * connection: a relay that lost it has lost the lead, and cannot go on working beside its successor.
 */
export function createRelay(deps: RelayDeps): Relay {
  return new OutboxRelay(deps);
}

class OutboxRelay implements Relay {
  readonly #lanes: readonly RelayLane[];
  readonly #gauges: ReturnType<typeof createOutboxGauges>;
  #running: Promise<unknown> | null = null;
  #stopping = new AbortController();
  #unhear: () => void = () => undefined;

  constructor(private readonly deps: RelayDeps) {
    const { lanes } = deps.outlet ?? createLogOutlet();
    this.#gauges = createOutboxGauges({ ...deps, lanes: lanes.length });
    const outage = createOutage(deps.logger, {
      failed: ['relay.failed', 'Events are not relayed; trying again until it works'],
      back: ['relay.back', 'Events are relayed again'],
    });
    const shared = { ...deps, gauges: this.#gauges, outage, batch: deps.batch ?? BATCH };
    this.#lanes = lanes.map((lane) => new RelayLane({ ...shared, lane }));
  }

  start(): void {
    if (this.#running !== null) return;
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    this.#unhear = this.deps.database.onAnnounced(() => this.#wake());
    this.#running = Promise.all(this.#lanes.map((lane) => lane.run(signal)));
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    this.#unhear();
    this.#stopping.abort();
    this.#wake();
    // A server that does not answer must not hold up the shutdown; what it had not committed it rolls back.
    const ended = new AbortController();
    await Promise.race([running.finally(() => ended.abort()), pause(STOP_MS, ended.signal)]);
    this.#running = null;
  }

  #wake(): void {
    for (const lane of this.#lanes) lane.wake();
  }

  async drain(): Promise<number> {
    const moved = await Promise.all(this.#lanes.map((lane) => lane.drain()));
    await this.#gauges.measure({ now: true });
    return moved.reduce((total, count) => total + count, 0);
  }
}

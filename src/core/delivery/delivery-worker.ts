import { isAway } from '../events/deliver.js';
import { pause } from '../events/pause.js';
import { reasonOf } from '../events/reason-of.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Logger } from '../platform/logger.js';
import type { ClaimedLane, Claiming } from './claim-lane.js';
import type { Endpoints, OpenEndpoint } from './endpoints.js';
import type { SettleLane, Settlement } from './settle-lane.js';

const POLL_MS = 200;
const IDLE_POLL_MS = 500;
const FAILED_MS = 2_000;
const STOP_MS = 7_000;
/** A fault of ours or of the set-up: tried again in a while, for nobody else will. */
const BROKEN_SECONDS = 60;

export type DeliverLane = (lane: ClaimedLane, endpoint: OpenEndpoint) => Promise<Settlement | 'lost'>;

export interface WorkerDeps {
  readonly claiming: Claiming;
  readonly endpoints: Pick<Endpoints, 'open'>;
  readonly settleLane: SettleLane;
  readonly deliver: Readonly<Record<ClaimedLane['kind'], DeliverLane>>;
  readonly logger: Logger;
  /** Lanes under way at the same time in this process. */
  readonly slots: number;
}

/**
 * Works on lanes that are due: several at a time, each by one process, and of one partner no more than a part of the slots, so
 * that one that answers slowly leaves the others theirs.
 */
export class DeliveryWorker {
  failing = false;
  #stopping = new AbortController();
  #nap = new AbortController();
  #running: Promise<void> = Promise.resolve();
  readonly #underWay = new Map<Promise<void>, Id>();

  constructor(private readonly deps: WorkerDeps) {}

  get stopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  start(): void {
    this.#stopping = new AbortController();
    this.#running = this.#run();
  }

  /** Something may be due. */
  wake(): void {
    this.#nap.abort();
  }

  /** Requests under way are finished; what is cut off comes again when its lease ends. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#nap.abort();
    const ended = new AbortController();
    const all = this.#running.then(() => Promise.all(this.#underWay.keys())).finally(() => ended.abort());
    await Promise.race([all, pause(STOP_MS, ended.signal)]);
  }

  /** Never throws: without its database it tries again until that is back. */
  async #run(): Promise<void> {
    let wait = POLL_MS;
    while (!this.stopping) {
      this.#nap = new AbortController();
      try {
        wait = (await this.#begin()) ? POLL_MS : Math.min(wait * 2, IDLE_POLL_MS);
        this.#noteFailing(null);
      } catch (error) {
        this.#noteFailing(error);
        wait = FAILED_MS;
      }
      if (!this.stopping) await pause(wait, this.#nap.signal);
    }
  }

  /** Begins with as many lanes as there are slots. @returns whether there was any. */
  async #begin(): Promise<boolean> {
    let any = false;
    while (!this.stopping && this.#underWay.size < this.deps.slots) {
      const lane = await this.deps.claiming.claim(this.#busyPartners());
      if (lane === undefined) return any;
      any = true;
      const work: Promise<void> = this.#work(lane).finally(() => {
        this.#underWay.delete(work);
        this.wake();
      });
      this.#underWay.set(work, lane.partner_id);
    }
    return any;
  }

  #busyPartners(): Id[] {
    const most = Math.max(1, Math.ceil(this.deps.slots / 4));
    const counts = new Map<Id, number>();
    for (const id of this.#underWay.values()) counts.set(id, (counts.get(id) ?? 0) + 1);
    return [...counts].filter(([, count]) => count >= most).map(([id]) => id);
  }

  /** Never throws. What fails for want of the database is left to whoever finds the lane when its lease ends. */
  async #work(lane: ClaimedLane): Promise<void> {
    try {
      const settlement = await this.#deliver(lane);
      if (settlement !== 'lost') await this.deps.settleLane(lane, settlement);
    } catch (error) {
      this.deps.logger.warn({
        event: 'delivery.cut_off',
        delivery_id: lane.delivery_id,
        reason: reasonOf(error),
      });
    }
  }

  async #deliver(lane: ClaimedLane): Promise<Settlement | 'lost'> {
    try {
      const endpoint = await this.deps.endpoints.open(lane.partner_id);
      return await this.deps.deliver[lane.kind](lane, endpoint);
    } catch (error) {
      if (isAway(error)) throw error;
      const reason = reasonOf(error);
      this.deps.logger.error(
        { event: 'delivery.failed', delivery_id: lane.delivery_id, partner_id: lane.partner_id, reason },
        'A delivery failed before it was sent; it is tried again',
      );
      const unmapped = error instanceof AppError && error.code === 'HOTEL_NOT_FOUND';
      return {
        ...{ done: [], rest: [], refused: [], disabled: [], signature: null, pause: 0 },
        retryAfter: unmapped ? BROKEN_SECONDS * 10 : BROKEN_SECONDS,
        outcome: reason,
      };
    }
  }

  #noteFailing(error: unknown): void {
    const failing = error !== null;
    if (failing && !this.failing)
      this.deps.logger.warn({ event: 'delivery.lost', reason: reasonOf(error) }, 'Deliveries stand still');
    if (!failing && this.failing) this.deps.logger.info({ event: 'delivery.back' }, 'Deliveries go on');
    this.failing = failing;
  }
}

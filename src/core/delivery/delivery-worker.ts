import { isAway } from '../events/deliver.js';
import { pause } from '../events/pause.js';
import { reasonOf } from '../events/reason-of.js';
import { AppError } from '../model/errors.js';
import type { Logger } from '../platform/logger.js';
import type { ClaimedLane, Claiming } from './claim-lane.js';
import type { Endpoints, OpenEndpoint } from './endpoints.js';
import type { Lane } from './lanes.js';
import type { SettleLane, Settlement } from './settle-lane.js';
import { Way } from './way.js';
import { shareOf, slotsLeft, whoMayClaim } from './worker-slots.js';

const POLL_MS = 200;
const IDLE_POLL_MS = 500;
const FAILED_MS = 2_000;
const STOP_MS = 7_000;
/** Lanes of bulk that are read, encoded or noted at a time: more of them would only hold up each other, and what sold out. */
const AT_WORK = 4;
/** So many times as many slots and shares are there for nights that sold out: they are a few bytes each. */
const FOR_SOLD_OUT = 4;
/** A fault of ours or of the set-up: tried again in a while, for nobody else will. */
const BROKEN_SECONDS = 60;

export type DeliverLane = (lane: ClaimedLane, endpoint: OpenEndpoint) => Promise<Settlement | 'lost'>;

export interface WorkerDeps {
  readonly claiming: Claiming;
  readonly endpoints: Pick<Endpoints, 'open'>;
  readonly settleLane: SettleLane;
  readonly deliver: Readonly<Record<ClaimedLane['kind'], DeliverLane>>;
  readonly logger: Logger;
  /** Lanes under way at the same time in this process; those that wait for a slow answer are not counted. */
  readonly slots: number;
}

/**
 * Works on lanes that are due: several at a time, each by one process, and of one partner no more than a part of the slots, one of
 * a partner that fails, none more of one that lets us wait. So whoever is slow or dead leaves the others their slots.
 */
export class DeliveryWorker {
  failing = false;
  #stopping = new AbortController();
  #nap = new AbortController();
  /** Bulk waits for one of ours to be done with reading and writing. */
  #held = false;
  readonly #way = new Way();
  #running: Promise<void> = Promise.resolve();
  readonly #underWay = new Map<Promise<void>, ClaimedLane>();

  constructor(private readonly deps: WorkerDeps) {}

  get stopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  start(): void {
    this.#stopping = new AbortController();
    this.#running = this.#run();
  }

  /** Something may be due; in these lanes nights have sold out. */
  wake(soldOut: readonly Lane[] = []): void {
    for (const { lease, ...lane } of this.#underWay.values())
      lease.overtaken ||= soldOut.some(
        ({ partner_id, hotel_id, kind }) =>
          partner_id === lane.partner_id && hotel_id === lane.hotel_id && kind === lane.kind,
      );
    this.#nap.abort();
  }

  /** A request of a lane is on its way: while its partner thinks, others may be worked on. */
  asked(): void {
    if (this.#held) this.wake();
    if (!this.#hasUnsent()) this.#way.free();
  }

  /** Reading bulk and noting what was answered wait, for a moment, until all that has sold out is on its way. */
  async makeWay(): Promise<void> {
    if (this.#hasUnsent()) await this.#way.wait();
  }

  #hasUnsent(): boolean {
    return [...this.#underWay.values()].some(({ urgent, lease }) => urgent === 1 && !lease.sent);
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
    while (!this.stopping) {
      const lanes = await this.#claim();
      if (lanes.length === 0) return any;
      any = true;
      for (const lane of lanes) {
        const work: Promise<void> = this.#work(lane).finally(() => {
          this.#underWay.delete(work);
          if (!this.#hasUnsent()) this.#way.free();
          this.wake();
        });
        this.#underWay.set(work, lane);
      }
    }
    return any;
  }

  /** A night that sold out does not wait for bulk: there is three times as much again for it, in all and of each partner. */
  async #claim(): Promise<ClaimedLane[]> {
    const { slots } = this.deps;
    const lanes = [...this.#underWay.values()];
    const { busy } = whoMayClaim(lanes, shareOf(slots, 1));
    const atWork = lanes.filter(({ lease }) => lease.asked === null).length;
    this.#held = atWork >= AT_WORK;
    const most = Math.min(slotsLeft(lanes, slots), AT_WORK - atWork);
    const claimed = most > 0 ? await this.#claimOf(1, most, false) : [];
    if (claimed.length > 0 || (busy.length === 0 && most > 0)) return claimed;
    const more = slotsLeft([...this.#underWay.values()], FOR_SOLD_OUT * slots);
    return more > 0 ? this.#claimOf(FOR_SOLD_OUT, more, true) : [];
  }

  #claimOf(times: number, most: number, urgent: boolean): Promise<ClaimedLane[]> {
    const { claiming, slots } = this.deps;
    const lanes = [...this.#underWay.values()];
    return claiming.claim({ ...whoMayClaim(lanes, shareOf(slots, times)), urgent, most });
  }

  /** Never throws. What fails for want of the database is left to whoever finds the lane when its lease ends. */
  async #work(lane: ClaimedLane): Promise<void> {
    try {
      const settlement = await this.#deliver(lane);
      const settled = settlement !== 'lost' && (await this.deps.settleLane(lane, settlement));
      if (!settled) await this.deps.claiming.release(lane);
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
      const endpoint = await this.deps.endpoints.open(lane.partner_id, lane.endpoint_as_of);
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

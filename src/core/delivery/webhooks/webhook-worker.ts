import { pause } from '../../events/pause.js';
import { reasonOf } from '../../events/reason-of.js';
import type { Id } from '../../model/ids.js';
import type { Logger } from '../../platform/logger.js';
import type { ClaimedMessage, ClaimMessages } from './claim-message.js';
import type { ClaimRoom } from './find-endpoints.js';

const POLL_MS = 200;
const IDLE_POLL_MS = 500;
const FAILED_MS = 2_000;
const STOP_MS = 7_000;
/** Whoever has not answered by then only waits, which costs next to nothing: the slot goes to another. */
const SLOW_MS = 1_000;
/** So many that only wait, for each slot; more of them take slots again. */
const WAITING_EACH = 32;

export interface WebhookWorkerDeps {
  readonly claims: ClaimMessages;
  readonly deliver: (message: ClaimedMessage) => Promise<void>;
  readonly logger: Logger;
  /** Messages under way at the same time in this process. */
  readonly slots: number;
}

interface Sending {
  readonly message: ClaimedMessage;
  /** Of performance.now(). */
  readonly since: number;
}

/**
 * Sends what is due, several messages at a time, of one endpoint and of one partner no more than a part: a slow one leaves the
 * others their slots.
 */
export class WebhookWorker {
  failing = false;
  #stopping = new AbortController();
  #nap = new AbortController();
  #running: Promise<void> = Promise.resolve();
  readonly #underWay = new Map<Promise<void>, Sending>();

  constructor(private readonly deps: WebhookWorkerDeps) {}

  start(): void {
    this.#stopping = new AbortController();
    this.#running = this.#run();
  }

  /** Something may be due. */
  wake(): void {
    this.#nap.abort();
  }

  /** Messages under way are finished; what is cut off comes again when its lease ends. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#nap.abort();
    const ended = new AbortController();
    const all = this.#running.then(() => Promise.all(this.#underWay.keys())).finally(() => ended.abort());
    await Promise.race([all, pause(STOP_MS, ended.signal)]);
  }

  /** Never throws: without its database it tries again until that is back. */
  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let wait = POLL_MS;
    while (!signal.aborted) {
      this.#nap = new AbortController();
      try {
        wait = (await this.#begin(signal)) ? POLL_MS : Math.min(wait * 2, IDLE_POLL_MS);
        this.#noteFailing(null);
      } catch (error) {
        this.#noteFailing(error);
        wait = FAILED_MS;
      }
      if (!signal.aborted) await pause(wait, this.#nap.signal);
    }
  }

  /** Fills the slots. @returns whether there was anything to send. */
  async #begin(stopping: AbortSignal): Promise<boolean> {
    const { slots, claims } = this.deps;
    let any = false;
    while (!stopping.aborted && this.#taken() < slots) {
      const messages = await claims.claim(this.#room());
      if (messages.length === 0) return any;
      any = true;
      for (const message of messages) this.#send(message);
    }
    return any;
  }

  #send(message: ClaimedMessage): void {
    const work: Promise<void> = this.#work(message).finally(() => {
      this.#underWay.delete(work);
      this.wake();
    });
    this.#underWay.set(work, { message, since: performance.now() });
  }

  /** Slots that are not free. */
  #taken(): number {
    const slow = performance.now() - SLOW_MS;
    const waiting = [...this.#underWay.values()].filter(({ since }) => since < slow).length;
    return this.#underWay.size - Math.min(waiting, this.deps.slots * WAITING_EACH);
  }

  /**
   * Busy are endpoints with half of their part under way or more, for a claim may bring a whole part, and doubtful ones with any.
   * Half of the slots are kept for those that are known to answer.
   */
  #room(): ClaimRoom {
    const { slots } = this.deps;
    const each = Math.max(1, Math.ceil(slots / 4));
    const endpoints = new Map<Id, number>();
    const partners = new Map<Id, number>();
    const slow = performance.now() - SLOW_MS;
    let doubtful = 0;
    let waiting = 0;
    for (const { message, since } of this.#underWay.values()) {
      const { endpoint_id, partner_id, proven } = message;
      endpoints.set(endpoint_id, proven ? (endpoints.get(endpoint_id) ?? 0) + 1 : each);
      partners.set(partner_id, (partners.get(partner_id) ?? 0) + 1);
      if (!proven && since >= slow) doubtful += 1;
      if (!proven && since < slow) waiting += 1;
    }
    const busy = [...endpoints].filter(([, count]) => count * 2 >= each).map(([id]) => id);
    const half = Math.ceil(slots / 2);
    const mostDoubtful = Math.min(half - doubtful, half * WAITING_EACH - waiting);
    return {
      busy,
      partners,
      mostOfPartner: half,
      mostOfEndpoint: each,
      mostDoubtful,
      most: slots - this.#taken(),
    };
  }

  /** Never throws. What cannot be written down is left to whoever finds the message when its lease ends. */
  async #work(message: ClaimedMessage): Promise<void> {
    try {
      await this.deps.deliver(message);
    } catch (error) {
      const { message_id } = message;
      this.deps.logger.warn({ event: 'webhook.cut_off', message_id, reason: reasonOf(error) });
    }
  }

  #noteFailing(error: unknown): void {
    const failing = error !== null;
    if (failing && !this.failing)
      this.deps.logger.warn({ event: 'webhook.lost', reason: reasonOf(error) }, 'Webhooks stand still');
    if (!failing && this.failing) this.deps.logger.info({ event: 'webhook.back' }, 'Webhooks go on');
    this.failing = failing;
  }
}

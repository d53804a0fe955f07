import type { Id } from '../model/ids.js';
import type { Queryable } from '../platform/database.js';
import { takeLead, type HeldLead, type Lead } from '../platform/leader.js';
import { BackOff, createOutage } from './back-off.js';
import { deliver } from './deliver.js';
import type { BusEvent, Consumer } from './event-bus.js';
import { createEventLog, isLater } from './event-log.js';
import type { MysqlBusDeps } from './mysql-bus.js';
import { pause } from './pause.js';
import type { LoggedEvent } from './types.js';

const BATCH = 200;
const FIRST_POLL_MS = 50;
const IDLE_POLL_MS = 500;
const FOLLOWER_POLL_MS = 1_000;
/** Events under way are finished, unless the database does not answer. */
const STOP_MS = 5_000;

/**
 * One consumer at work on the log. Of all subscriptions with its name, in all processes, the one that holds the lead
 * works. The cursor is read and committed on the lead's own connection: who lost the lead cannot commit, and what it
 * had in hand comes again to its successor.
 */
export class MysqlSubscription {
  readonly #consumer: Consumer;
  readonly #deps: MysqlBusDeps;
  readonly #lead: Lead;
  readonly #batch: number;
  readonly #backOff: BackOff;
  readonly #stopping = new AbortController();
  #nap = new AbortController();
  readonly #running: Promise<void>;

  constructor(consumer: Consumer, deps: MysqlBusDeps) {
    this.#consumer = consumer;
    this.#deps = deps;
    this.#lead = { kind: 'consumer', of: consumer.name };
    this.#batch = deps.batch ?? BATCH;
    this.#backOff = new BackOff(
      createOutage(deps.logger, {
        failed: ['consumer.failed', 'Events are not worked on; trying again until it works'],
        back: ['consumer.back', 'Events are worked on again'],
        about: { consumer: consumer.name },
      }),
    );
    this.#running = this.#run();
  }

  wake(): void {
    this.#nap.abort();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#nap.abort();
    const ended = new AbortController();
    await Promise.race([this.#running.finally(() => ended.abort()), pause(STOP_MS, ended.signal)]);
  }

  /** Never throws: what goes wrong is told once and tried again, more slowly. */
  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#deps.database.withSession((session) => this.#serve(session));
      } catch (error) {
        await pause(this.#backOff.failed(error), this.#stopping.signal);
      }
    }
  }

  async #serve(session: Queryable): Promise<void> {
    let held: HeldLead | undefined;
    while ((held = await takeLead(session, this.#lead)) === undefined) {
      this.#backOff.worked();
      await pause(FOLLOWER_POLL_MS, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
    }
    await this.#work(held);
    await held.free();
  }

  async #work(held: HeldLead): Promise<void> {
    const log = createEventLog({ database: held });
    const { name, topics } = this.#consumer;
    let after = await log.cursor(name);
    let wait = FIRST_POLL_MS;
    while (!this.#stopping.signal.aborted) {
      // A wake-up from here on may be for events that the read below no longer sees.
      this.#nap = new AbortController();
      // Taken before the read: what follows none of ours up to here need not be gone over again.
      const newest = await log.last();
      const events = await log.read({ after, limit: this.#batch, topics });
      if (events.length > 0) {
        after = (await this.#handle(held, events)) ?? after;
        wait = FIRST_POLL_MS;
        continue;
      }
      this.#backOff.worked();
      if (isLater(newest, after)) {
        await log.commit(name, newest);
        after = newest;
      }
      await this.#sleep(wait);
      wait = Math.min(wait * 2, IDLE_POLL_MS);
    }
  }

  /** @returns the event_id up to which all is worked, and committed; undefined when the very first is still to come. */
  async #handle(held: HeldLead, events: readonly LoggedEvent[]): Promise<Id | undefined> {
    const { name } = this.#consumer;
    const { done, away } = await held.keepDuring(() =>
      deliver(events.map(toBusEvent), {
        consumer: this.#consumer,
        setAside: (index, cause) => this.#setAside(events[index], cause),
        alive: () => Promise.resolve(),
      }),
    );
    const last = done === 0 ? undefined : events[done - 1];
    if (last !== undefined) {
      await createEventLog({ database: held }).commit(name, last.event_id);
      this.#deps.metrics.consumed.inc({ consumer: name }, done);
    }
    if (away === undefined) this.#backOff.worked();
    else await pause(this.#backOff.failed(away), this.#stopping.signal);
    return last?.event_id;
  }

  async #setAside(event: LoggedEvent | undefined, cause: string): Promise<void> {
    if (event === undefined) return;
    const { name } = this.#consumer;
    await this.#deps.deadLetters.park({
      consumer: name,
      source: event.outbox_id,
      topic: event.topic,
      event: toBusEvent(event),
      cause,
    });
    this.#deps.metrics.deadLetters.inc({ consumer: name });
    this.#deps.logger.error(
      { event: 'consumer.dead_letter', consumer: name, outbox_id: event.outbox_id, reason: cause },
      'An event was set aside: bellhop dlq list',
    );
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    await pause(ms, this.#nap.signal);
  }
}

/** The place in the log is the bus's own affair. */
function toBusEvent({ event_id: _place, ...event }: LoggedEvent): BusEvent {
  return event;
}

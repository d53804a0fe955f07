import type { Id } from '../model/ids.js';
import type { TailOptions } from './tail.js';
import type { NewEvent, Topic } from './types.js';

/** An event as a consumer gets it. `outbox_id` tells a second delivery apart, for delivery is at least once. */
export type BusEvent = NewEvent & {
  readonly outbox_id: Id;
  readonly request_id: string | null;
  /** ISO 8601, UTC. */
  readonly occurred_at: string;
};

/**
 * Whoever works on events. Of several processes with a consumer of the same name each event goes to one.
 */
export interface Consumer {
  /** Of the cursor in the embedded form, of the consumer group on Kafka: lower case, digits and hyphens. */
  readonly name: string;
  readonly topics: readonly Topic[];
  /**
   * Works on events in order (events of one hotel and topic are; across those there is none). It returns when the effect is
   * stored for good; only then is the position committed, so the same events may come again, and older ones after
   * newer ones: what they carry is compared by version.
   * @throws AppError UNAVAILABLE when what it writes to is away: the same events come again after a pause, for as long
   *   as it takes. Anything else is blamed on an event: each is then tried alone, and the one that fails is set aside
   *   in the dead letters with its cause.
   */
  handle(events: readonly BusEvent[]): Promise<void>;
}

/** A consumer at work. */
export interface Subscription {
  /** Ends after the events under way; what was not committed comes again to the next one. */
  stop(): Promise<void>;
}

/** How far a consumer has come. */
export interface ConsumerLag {
  readonly consumer: string;
  /** Events that it has not worked on yet. */
  readonly waiting: number;
}

/**
 * Where events go after their transaction: the `event_log` table in the embedded form, Kafka in the distributed one.
 * Both keep the order of one hotel's events of a topic and deliver at least once.
 */
export interface EventBus {
  readonly kind: 'mysql' | 'kafka';
  /** Begins to hand events to the consumer, from where its name left off; a new name begins with the oldest event kept. */
  subscribe(consumer: Consumer): Subscription;
  /** Reads for somebody who looks on. @throws AppError UNAVAILABLE */
  tail(options: TailOptions): Promise<void>;
  /** For `doctor`, metrics and "is it drained?". @throws AppError UNAVAILABLE */
  lag(consumer: Consumer): Promise<ConsumerLag>;
  /** The bus itself answers. Never throws. */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}

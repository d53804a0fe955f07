import type { Consumer as KafkaConsumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { BackOff, createOutage } from './back-off.js';
import { deliver, isAway } from './deliver.js';
import type { BusEvent, Consumer } from './event-bus.js';
import { readMessage, UnreadableMessage } from './kafka-message.js';
import type { KafkaSubscriptionDeps } from './kafka-subscription.js';

/** Messages handed over, and committed, at once. */
const SLICE = 200;
/** Far below the session's timeout; the client sends no more than one each HEARTBEAT_MS of its own. */
const ALIVE_MS = 1_000;

export interface KafkaSlicesDeps extends KafkaSubscriptionDeps {
  readonly kafka: KafkaConsumer;
  /** Names on Kafka. */
  readonly topics: readonly string[];
}

/** A message that could be read, with its place in the slice. */
interface Readable {
  readonly index: number;
  readonly event: BusEvent;
}

/** The work on fetched batches: in slices, each committed after its effect. */
export class KafkaSlices {
  readonly #consumer: Consumer;
  readonly #deps: KafkaSlicesDeps;
  readonly #backOff: BackOff;
  #resume: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(consumer: Consumer, deps: KafkaSlicesDeps) {
    this.#consumer = consumer;
    this.#deps = deps;
    const outage = createOutage(deps.logger, {
      failed: ['consumer.waiting', 'What the consumer writes to is away; it waits and tries again'],
      back: ['consumer.resumed', 'Events are worked on again'],
      about: { consumer: consumer.name },
    });
    this.#backOff = new BackOff(outage);
  }

  /** @throws what the client throws, a rebalance for one: what was not committed comes again. */
  async work(payload: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    for (let start = 0; start < messages.length; start += this.#size) {
      if (!payload.isRunning() || payload.isStale() || this.#resume !== undefined || this.#stopped) return;
      const slice = messages.slice(start, start + this.#size);
      const { done, away } = await this.#workOn(slice, payload);
      const last = slice[done - 1];
      if (last !== undefined) {
        const offset = (BigInt(last.offset) + 1n).toString();
        await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] });
        payload.resolveOffset(last.offset);
        this.#deps.metrics.consumed.inc({ consumer: this.#consumer.name }, done);
      }
      if (away !== undefined) return this.#pause(away);
      this.#backOff.worked();
      await payload.heartbeat();
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#resume);
    this.#resume = undefined;
  }

  get #size(): number {
    return this.#deps.batch ?? SLICE;
  }

  async #workOn(
    slice: readonly KafkaMessage[],
    payload: EachBatchPayload,
  ): Promise<{ done: number; away: unknown }> {
    const { topic, partition } = payload.batch;
    const setAside = async (message: KafkaMessage, event: BusEvent | null, cause: string): Promise<void> => {
      const { name } = this.#consumer;
      await this.#deps.poison.setAside({ consumer: name, topic, partition, message, event, cause });
      this.#deps.metrics.deadLetters.inc({ consumer: name });
      this.#deps.logger.error(
        {
          event: 'consumer.dead_letter',
          consumer: name,
          topic,
          partition,
          offset: message.offset,
          reason: cause,
        },
        'An event was set aside: bellhop dlq list',
      );
    };
    return this.#beating(payload, async () => {
      try {
        const readable = await this.#read(slice, { topic, setAside });
        const { done, away } = await deliver(
          readable.map(({ event }) => event),
          {
            consumer: this.#consumer,
            alive: () => payload.heartbeat(),
            setAside: async (position, cause) => {
              const found = readable[position];
              const message = found === undefined ? undefined : slice[found.index];
              if (found !== undefined && message !== undefined) await setAside(message, found.event, cause);
            },
          },
        );
        return { done: away === undefined ? slice.length : (readable[done]?.index ?? slice.length), away };
      } catch (error) {
        // The table of dead letters is away: nothing may be skipped without its row.
        if (isAway(error)) return { done: 0, away: error };
        throw error;
      }
    });
  }

  async #read(
    slice: readonly KafkaMessage[],
    options: {
      topic: string;
      setAside: (message: KafkaMessage, event: null, cause: string) => Promise<void>;
    },
  ): Promise<Readable[]> {
    const { namespace } = this.#deps.client;
    const readable: Readable[] = [];
    for (const [index, message] of slice.entries()) {
      try {
        readable.push({ index, event: readMessage(message, { namespace, topic: options.topic }) });
      } catch (error) {
        if (!(error instanceof UnreadableMessage)) throw error;
        await options.setAside(message, null, `unreadable: ${error.message}`);
      }
    }
    return readable;
  }

  /** Keeps the membership while a handler takes its time; that it ended is told by the commit. */
  async #beating<T>(payload: EachBatchPayload, work: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => {
      payload.heartbeat().catch(() => undefined);
    }, ALIVE_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }

  /** Fetches nothing for a while, for as long as it takes; the client goes on telling the group that we are alive. */
  #pause(away: unknown): void {
    if (this.#stopped) return;
    const { kafka } = this.#deps;
    const topics = this.#deps.topics.map((topic) => ({ topic }));
    kafka.pause(topics);
    this.#resume = setTimeout(() => {
      this.#resume = undefined;
      kafka.resume(topics);
    }, this.#backOff.failed(away));
  }
}

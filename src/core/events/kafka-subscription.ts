import type { Consumer as KafkaConsumer, EachBatchPayload } from 'kafkajs';
import { BackOff, createOutage } from './back-off.js';
import type { Consumer } from './event-bus.js';
import type { KafkaBusDeps } from './kafka-bus.js';
import { groupOf } from './kafka-client.js';
import type { KafkaDeadLetters } from './kafka-dead-letters.js';
import { KafkaSlices } from './kafka-slices.js';
import { kafkaTopic } from './kafka-topics.js';
import { pause } from './pause.js';

/** After this long without a sign of life a member's partitions go to others. */
const SESSION_MS = 10_000;
const HEARTBEAT_MS = 2_000;
/** Longest wait of an empty fetch: stopping waits for it. */
const FETCH_WAIT_MS = 500;
const STOP_MS = 5_000;
/** A client that has kept up for so long is back; one that gives up at the same message again and again is not. */
const STEADY_MS = 5_000;

export interface KafkaSubscriptionDeps extends KafkaBusDeps {
  readonly poison: KafkaDeadLetters;
}

/**
 * One member of a consumer group. The client is started again whenever it gives up, for as long as it takes: brokers
 * may be away when we start, and later for hours.
 */
export class KafkaSubscription {
  readonly #consumer: Consumer;
  readonly #deps: KafkaSubscriptionDeps;
  readonly #groupId: string;
  readonly #backOff: BackOff;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;

  constructor(consumer: Consumer, deps: KafkaSubscriptionDeps) {
    this.#consumer = consumer;
    this.#deps = deps;
    this.#groupId = groupOf(deps.client, consumer.name);
    const outage = createOutage(deps.logger, {
      failed: ['consumer.failed', 'Events are not read from Kafka; trying again until it works'],
      back: ['consumer.back', 'Events are read from Kafka again'],
      about: { consumer: consumer.name },
    });
    this.#backOff = new BackOff(outage);
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const ended = new AbortController();
    await Promise.race([this.#running.finally(() => ended.abort()), pause(STOP_MS, ended.signal)]);
  }

  /** Never throws: what goes wrong is told once and tried again, more slowly. */
  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#deps.client.ensureTopics();
        await this.#consume(signal);
      } catch (error) {
        await pause(this.#backOff.failed(error), signal);
      }
    }
  }

  /** Returns when stopped. @throws what made the client give up. */
  async #consume(signal: AbortSignal): Promise<void> {
    const { client } = this.#deps;
    const kafka = client.kafka.consumer({
      groupId: this.#groupId,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      // Giving up ends in the loop above, whose pauses and log lines are ours.
      retry: {
        initialRetryTime: 100,
        maxRetryTime: 2_000,
        retries: 4,
        restartOnFailure: () => Promise.resolve(false),
      },
    });
    let steady: NodeJS.Timeout | undefined;
    const ended = endOf(kafka, signal);
    const topics = this.#consumer.topics.map((topic) => kafkaTopic(client.namespace, topic));
    const slices = new KafkaSlices(this.#consumer, { ...this.#deps, kafka, topics });
    try {
      await kafka.connect();
      await kafka.subscribe({ topics, fromBeginning: true });
      kafka.on(kafka.events.GROUP_JOIN, () => {
        clearTimeout(steady);
        steady = setTimeout(() => this.#backOff.worked(), STEADY_MS);
      });
      await kafka.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload: EachBatchPayload) => slices.work(payload),
      });
      await ended.promise;
    } finally {
      clearTimeout(steady);
      ended.forget();
      slices.stop();
      await disconnect(kafka);
    }
  }
}

/** Resolves when we are stopped, rejects when the client has given up. */
function endOf(kafka: KafkaConsumer, signal: AbortSignal): { promise: Promise<void>; forget: () => void } {
  let forget = (): void => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    const off = kafka.on(kafka.events.CRASH, ({ payload }) => reject(payload.error));
    const stop = (): void => resolve();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    forget = () => {
      off();
      signal.removeEventListener('abort', stop);
    };
  });
  // It may reject while we still connect; whoever awaits it hears of it all the same.
  promise.catch(() => undefined);
  return { promise, forget };
}

async function disconnect(kafka: KafkaConsumer): Promise<void> {
  try {
    await kafka.disconnect();
  } catch {
    // The broker is gone; it forgets a member that does not say goodbye.
  }
}

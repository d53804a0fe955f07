import { randomBytes } from 'node:crypto';
import type { Consumer as KafkaConsumer, EachBatchPayload } from 'kafkajs';
import type { Logger } from '../platform/logger.js';
import { isLater } from './event-log.js';
import { groupOf, type KafkaClient } from './kafka-client.js';
import { readMessage, UnreadableMessage } from './kafka-message.js';
import { kafkaTopic } from './kafka-topics.js';
import type { TailOptions } from './tail.js';
import type { LoggedEvent } from './types.js';

const FETCH_WAIT_MS = 250;

/** Next offset and, for a look that ends, the offset to end at, by `topic/partition`. */
interface Place {
  readonly topic: string;
  readonly partition: number;
  next: bigint;
  readonly end: bigint;
}

/**
 * Reads topics as tailLog reads the log. kafkajs reads only as a member of a group: one of its own, forgotten
 * afterwards, where no consumer is named. There is no order between partitions and so no one place: event_id is the
 * outbox_id, and `from` leaves out what is not behind it.
 */
export async function tailKafka(
  { client, logger }: { readonly client: KafkaClient; readonly logger: Logger },
  options: TailOptions,
): Promise<void> {
  await client.ensureTopics();
  const { consumer } = options;
  const groupId =
    consumer === undefined
      ? `${client.namespace}-tail-${randomBytes(6).toString('hex')}`
      : groupOf(client, consumer);
  const places = await placesOf(client, groupId, options);
  const kafka = client.kafka.consumer({ groupId, maxWaitTimeInMs: FETCH_WAIT_MS, sessionTimeout: 10_000 });
  try {
    await new KafkaTail({ client, logger, kafka, places }, options).run();
  } finally {
    await kafka.disconnect();
    if (consumer === undefined) await forgetGroup(client, groupId);
  }
}

async function placesOf(client: KafkaClient, groupId: string, options: TailOptions): Promise<Place[]> {
  const topics = options.topics.map((topic) => kafkaTopic(client.namespace, topic));
  return client.asAdmin(async (admin) => {
    const committed =
      options.consumer === undefined ? [] : await admin.fetchOffsets({ groupId, topics: [...topics] });
    const places: Place[] = [];
    for (const topic of topics) {
      const known = committed.find((one) => one.topic === topic)?.partitions ?? [];
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
        const offset = BigInt(known.find((one) => one.partition === partition)?.offset ?? -1);
        const oldest = BigInt(low);
        const next = options.from === 'end' ? BigInt(high) : offset < oldest ? oldest : offset;
        places.push({ topic, partition, next, end: BigInt(high) });
      }
    }
    return places;
  });
}

async function forgetGroup(client: KafkaClient, groupId: string): Promise<void> {
  try {
    await client.asAdmin((admin) => admin.deleteGroups([groupId]));
  } catch {
    // A group without members and offsets is forgotten by the broker in time.
  }
}

class KafkaTail {
  readonly #places: Map<string, Place>;
  #assigned: readonly string[] | undefined;
  #end = (): void => undefined;
  #fail: (error: Error) => void = () => undefined;
  readonly #ended: Promise<void>;

  constructor(
    private readonly deps: {
      readonly client: KafkaClient;
      readonly logger: Logger;
      readonly kafka: KafkaConsumer;
      readonly places: readonly Place[];
    },
    private readonly options: TailOptions,
  ) {
    this.#places = new Map(deps.places.map((place) => [keyOf(place.topic, place.partition), place]));
    this.#ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    this.#ended.catch(() => undefined);
  }

  async run(): Promise<void> {
    const { kafka, client, places } = this.deps;
    await kafka.connect();
    const topics = this.options.topics.map((topic) => kafkaTopic(client.namespace, topic));
    await kafka.subscribe({ topics, fromBeginning: true });
    kafka.on(kafka.events.CRASH, ({ payload }) => {
      if (!payload.restart) this.#fail(payload.error);
    });
    kafka.on(kafka.events.GROUP_JOIN, ({ payload }) => {
      this.#assigned = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => keyOf(topic, partition)),
      );
      this.#endWhenRead();
    });
    await kafka.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.#work(payload),
    });
    for (const { topic, partition, next } of places)
      kafka.seek({ topic, partition, offset: next.toString() });
    await this.#ended;
  }

  async #work(payload: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    const place = this.#places.get(keyOf(topic, partition));
    if (place === undefined || payload.isStale()) return;
    for (const message of messages) {
      if (!payload.isRunning()) return;
      const offset = BigInt(message.offset);
      if (offset < place.next) continue;
      const event = this.#read(payload, message);
      const answer = event === undefined ? 'more' : await this.options.write(event);
      if (answer !== 'refused') place.next = offset + 1n;
      if (answer !== 'more') {
        await this.#commit(payload, place);
        this.#end();
        return;
      }
      await payload.heartbeat();
    }
    payload.resolveOffset(payload.batch.lastOffset());
    await this.#commit(payload, place);
    this.#endWhenRead();
  }

  /** undefined for what was not asked for. */
  #read(
    payload: EachBatchPayload,
    message: EachBatchPayload['batch']['messages'][number],
  ): LoggedEvent | undefined {
    const { from, type, hotel_id } = this.options;
    const { topic, partition } = payload.batch;
    try {
      const event = readMessage(message, { namespace: this.deps.client.namespace, topic });
      if (type !== undefined && event.type !== type) return undefined;
      if (hotel_id !== undefined && event.hotel_id !== hotel_id) return undefined;
      if (typeof from === 'object' && !isLater(event.outbox_id, from.after)) return undefined;
      return { ...event, event_id: event.outbox_id };
    } catch (error) {
      if (!(error instanceof UnreadableMessage)) throw error;
      this.deps.logger.warn({ event: 'tail.unreadable', topic, partition, offset: message.offset });
      return undefined;
    }
  }

  async #commit(payload: EachBatchPayload, { topic, partition, next }: Place): Promise<void> {
    if (this.options.consumer === undefined) return;
    await payload.commitOffsetsIfNecessary({
      topics: [{ topic, partitions: [{ partition, offset: next.toString() }] }],
    });
  }

  /** Of partitions that another member of a named group has, the end is not ours to wait for. */
  #endWhenRead(): void {
    if (this.options.follow || this.#assigned === undefined) return;
    const left = this.#assigned.some((key) => {
      const place = this.#places.get(key);
      return place !== undefined && place.next < place.end;
    });
    if (!left) this.#end();
  }
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

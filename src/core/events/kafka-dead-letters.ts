import type { KafkaMessage, Message, Producer } from 'kafkajs';
import { atMost } from '../platform/at-most.js';
import type { DeadLetters } from './dead-letters.js';
import type { BusEvent } from './event-bus.js';
import { GOODBYE_MS, type KafkaClient } from './kafka-client.js';
import { outboxIdOf } from './kafka-message.js';
import { deadLetterTopic, MAX_MESSAGE_BYTES, topicOf } from './kafka-topics.js';

/** Our own headers come on top. */
const MOST_BYTES = MAX_MESSAGE_BYTES - 65_536;

export interface Poison {
  readonly consumer: string;
  /** The name on Kafka. */
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
  /** null for a message that could not be read. */
  readonly event: BusEvent | null;
  readonly cause: string;
}

export type KafkaDeadLetters = ReturnType<typeof createKafkaDeadLetters>;

/**
 * Sets messages aside: their very bytes on the dead-letter topic, with where they came from and why, and a row that
 * operators list and decide on. Both are there before the message counts as done.
 */
export function createKafkaDeadLetters(deps: {
  readonly client: KafkaClient;
  readonly deadLetters: DeadLetters;
}) {
  const { client, deadLetters } = deps;
  let producer: Promise<Producer> | undefined;

  async function connect(): Promise<Producer> {
    const made = client.kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await made.connect();
    return made;
  }

  async function close(): Promise<void> {
    const open = producer;
    producer = undefined;
    // One that never came to be has nothing to close.
    const goodbye = open?.then((made) => made.disconnect()).catch(() => undefined);
    await atMost(GOODBYE_MS, Promise.resolve(goodbye));
  }

  async function send(poison: Poison): Promise<void> {
    const { message, topic, partition, consumer, cause } = poison;
    await client.ensureTopics();
    try {
      producer ??= connect();
      await (
        await producer
      ).send({
        topic: deadLetterTopic(client.namespace),
        acks: -1,
        messages: [
          {
            ...whatFits(message),
            headers: {
              ...whatFits(message).headers,
              dead_letter_cause: cause,
              dead_letter_consumer: consumer,
              dead_letter_topic: topic,
              dead_letter_partition: String(partition),
              dead_letter_offset: message.offset,
            },
          },
        ],
      });
    } catch (error) {
      // Not used again, see KafkaSender.
      await close();
      throw error;
    }
  }

  return {
    async setAside(poison: Poison): Promise<void> {
      const { message, topic, partition, event, consumer, cause } = poison;
      const place = `${topic}/${partition}/${message.offset}`;
      await deadLetters.park({
        consumer,
        source: event === null ? place : (outboxIdOf(message) ?? place),
        topic: topicOf(client.namespace, topic) ?? topic,
        event,
        cause,
      });
      // After the row: one that cannot be written must not fill the topic with every try.
      await send(poison);
    },
    close,
  };
}

/**
 * Of a message that came compressed, or just below the limit, the dead letter would be too large to be sent, and the
 * consumer would stand still at it: then the place tells where it lies, and its bytes stay there alone.
 */
function whatFits({ key, value, headers }: KafkaMessage): Pick<Message, 'key' | 'value' | 'headers'> {
  const sizes = Object.values(headers ?? {}).map((header) => Buffer.byteLength(String(header)));
  const size = (key?.length ?? 0) + (value?.length ?? 0) + sizes.reduce((sum, bytes) => sum + bytes, 0);
  if (size <= MOST_BYTES) return { key, value, ...(headers === undefined ? {} : { headers }) };
  return { value: null, headers: { dead_letter_left_out: `${size} bytes` } };
}

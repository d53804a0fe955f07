import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { KafkaMessage } from 'kafkajs';
import { createDeadLetters } from '../../src/core/events/dead-letters.js';
import { createKafkaBus } from '../../src/core/events/kafka-bus.js';
import { openKafkaClient, type KafkaClient } from '../../src/core/events/kafka-client.js';
import { createKafkaOutlet } from '../../src/core/events/kafka-outlet.js';
import { writeOutbox } from '../../src/core/events/outbox.js';
import { createRelay } from '../../src/core/events/relay.js';
import type { NewEvent } from '../../src/core/events/types.js';
import { systemClock } from '../../src/core/model/clock.js';
import { createLogger } from '../../src/core/platform/logger.js';
import { createMetrics } from '../../src/core/platform/metrics.js';
import { createTestDatabase } from '../harness/database.js';

export type SeenMessage = KafkaMessage & { readonly topic: string; readonly partition: number };

export type AKafka = Awaited<ReturnType<typeof aKafka>>;

/** Relay, bus and outbox on a database and topics of their own. @param brokers another Kafka than the run's shared one. */
export async function aKafka(brokers = inject('kafkaBrokers') ?? []) {
  const db = await createTestDatabase({ connections: 20 });
  const { database } = db;
  const namespace = `t${randomBytes(5).toString('hex')}`;
  const logged: string[] = [];
  const shared = {
    database,
    clock: systemClock,
    logger: createLogger('info', { write: (line) => logged.push(line) }),
    metrics: createMetrics({ runtime: false }),
    deadLetters: createDeadLetters({ database }),
    brokers,
    namespace,
  };
  const closing: (() => Promise<void>)[] = [];
  const client = openKafkaClient(shared);
  return {
    ...shared,
    db,
    client,
    logged,
    /** A relay of its own, as another process would have one. */
    relay: (batch = 1_000) => {
      const own = openKafkaClient(shared);
      const outlet = createKafkaOutlet(own);
      const relay = createRelay({ ...shared, outlet, batch });
      closing.push(async () => {
        await relay.stop();
        await outlet.close();
        await own.close();
      });
      return relay;
    },
    bus: (batch?: number) => {
      const own = openKafkaClient(shared);
      const bus = createKafkaBus({ ...shared, client: own, ...(batch === undefined ? {} : { batch }) });
      closing.push(() => bus.close());
      return bus;
    },
    write: (events: readonly NewEvent[]) =>
      database.inTransaction((tx) => writeOutbox(tx, events, 'req-engine')),
    outboxRows: async () => {
      const [row] = await database.rows<{ waiting: string }>('SELECT COUNT(*) AS waiting FROM outbox');
      return Number(row?.waiting);
    },
    messages: (topic: string) => readTopic(client, `${namespace}.${topic}`),
    /** Stops what was made, and removes topics and database. */
    close: async () => {
      await Promise.all(closing.splice(0).map((close) => close()));
      await client.asAdmin(async (admin) => {
        const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${namespace}.`));
        await admin.deleteTopics({ topics });
      });
      await client.close();
      await db.drop();
    },
  };
}

/** Everything on a topic, by partition in the order of its offsets. */
async function readTopic(client: KafkaClient, topic: string): Promise<SeenMessage[]> {
  const ends = await client.asAdmin((admin) => admin.fetchTopicOffsets(topic));
  const expected = ends.reduce((total, { high, low }) => total + Number(high) - Number(low), 0);
  const seen: SeenMessage[] = [];
  if (expected === 0) return seen;
  const consumer = client.kafka.consumer({
    groupId: `read-${randomBytes(6).toString('hex')}`,
    maxWaitTimeInMs: 200,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        eachMessage: async ({ partition, message }) => {
          seen.push({ ...message, topic, partition });
          if (seen.length === expected) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return seen.sort((a, b) => a.partition - b.partition || Number(a.offset) - Number(b.offset));
}

/** Versions of a hotel's events in the order in which they stand on the topic. */
export function versionsOf(messages: readonly SeenMessage[], hotel: string): number[] {
  return messages
    .filter((message) => message.key?.toString() === hotel)
    .map((message) => Number(message.headers?.['ce_stateversion']?.toString()));
}

/** Each value where it stands for the first time. */
export function firsts(values: readonly number[]): number[] {
  return [...new Set(values)];
}

export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

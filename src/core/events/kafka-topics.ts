import type { Admin, ITopicConfig } from 'kafkajs';
import { TOPICS, type Topic } from './types.js';

const DAY_MS = 86_400_000;
/** Partitions cannot grow later without breaking the order of a hotel, so there are enough for a large installation. */
const PARTITIONS = {
  'bellhop.hotels': 6,
  'bellhop.inventory': 12,
  'bellhop.bookings': 12,
} as const satisfies Record<Topic, number>;
/** As the log of the embedded form: time enough to repair a consumer. */
const EVENT_DAYS = 7;
const DEAD_LETTER_DAYS = 30;
/** One event may carry a thousand nights with prices by occupancy. */
export const MAX_MESSAGE_BYTES = 8_388_608;
const MAX_REPLICAS = 3;
const WAIT_MS = 15_000;

/** The name on Kafka: the namespace takes the place of `bellhop`. */
export function kafkaTopic(namespace: string, topic: Topic): string {
  return `${namespace}.${topic.slice(topic.indexOf('.') + 1)}`;
}

export function deadLetterTopic(namespace: string): string {
  return `${namespace}.dead-letters`;
}

/** Our topic by its name on Kafka; undefined for a topic that is not ours. */
export function topicOf(namespace: string, name: string): Topic | undefined {
  return TOPICS.find((topic) => kafkaTopic(namespace, topic) === name);
}

/**
 * Makes the topics that are missing, with three replicas of which two must have a write, where there are so many
 * brokers. What exists is left as its operator set it. Several processes may do so at once.
 */
export async function createTopics(admin: Admin, namespace: string): Promise<void> {
  const wanted = topicConfigs(namespace, (await admin.describeCluster()).brokers.length);
  const existing = new Set(await admin.listTopics());
  const missing = wanted.filter(({ topic }) => !existing.has(topic));
  if (missing.length === 0) return;
  await admin.createTopics({ topics: missing, waitForLeaders: true, timeout: WAIT_MS });
}

function topicConfigs(namespace: string, brokers: number): ITopicConfig[] {
  const replicas = Math.min(MAX_REPLICAS, brokers);
  const config = (topic: string, numPartitions: number, days: number): ITopicConfig => ({
    topic,
    numPartitions,
    replicationFactor: replicas,
    configEntries: [
      { name: 'retention.ms', value: String(days * DAY_MS) },
      { name: 'cleanup.policy', value: 'delete' },
      // The broker unpacks what others send: kafkajs reads gzip and no other codec, and would stop at such a message for good.
      { name: 'compression.type', value: 'uncompressed' },
      { name: 'max.message.bytes', value: String(MAX_MESSAGE_BYTES) },
      { name: 'min.insync.replicas', value: replicas === MAX_REPLICAS ? '2' : '1' },
      { name: 'unclean.leader.election.enable', value: 'false' },
    ],
  });
  return [
    ...TOPICS.map((topic) => config(kafkaTopic(namespace, topic), PARTITIONS[topic], EVENT_DAYS)),
    config(deadLetterTopic(namespace), 1, DEAD_LETTER_DAYS),
  ];
}

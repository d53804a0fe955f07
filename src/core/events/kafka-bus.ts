import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { DeadLetters } from './dead-letters.js';
import type { Consumer, ConsumerLag, EventBus, Subscription } from './event-bus.js';
import { groupOf, type KafkaClient } from './kafka-client.js';
import { createKafkaDeadLetters } from './kafka-dead-letters.js';
import { KafkaSubscription } from './kafka-subscription.js';
import { kafkaTopic } from './kafka-topics.js';
import { tailKafka } from './tail-kafka.js';

export interface KafkaBusDeps {
  readonly client: KafkaClient;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly deadLetters: DeadLetters;
  /** Events handed over at once. */
  readonly batch?: number;
}

/** The bus of the distributed form: a consumer group for each consumer. Opening it connects to nothing. */
export function createKafkaBus(deps: KafkaBusDeps): EventBus {
  const { client } = deps;
  const running = new Set<KafkaSubscription>();
  const poison = createKafkaDeadLetters(deps);
  return {
    kind: 'kafka',
    subscribe(consumer: Consumer): Subscription {
      const subscription = new KafkaSubscription(consumer, { ...deps, poison });
      running.add(subscription);
      return {
        stop: async () => {
          running.delete(subscription);
          await subscription.stop();
        },
      };
    },
    async lag(consumer: Consumer): Promise<ConsumerLag> {
      await client.ensureTopics();
      const topics = consumer.topics.map((topic) => kafkaTopic(client.namespace, topic));
      return {
        consumer: consumer.name,
        waiting: await waiting(client, groupOf(client, consumer.name), topics),
      };
    },
    tail: (options) => tailKafka(deps, options),
    healthy: () => client.healthy(),
    async close() {
      const stopping = [...running].map((subscription) => subscription.stop());
      running.clear();
      await Promise.all(stopping);
      await poison.close();
      await client.close();
    },
  };
}

function waiting(client: KafkaClient, groupId: string, topics: readonly string[]): Promise<number> {
  return client.asAdmin(async (admin) => {
    const committed = await admin.fetchOffsets({ groupId, topics: [...topics] });
    let total = 0n;
    for (const { topic, partitions } of committed) {
      const ends = await admin.fetchTopicOffsets(topic);
      for (const { partition, high, low } of ends) {
        const offset = BigInt(partitions.find((known) => known.partition === partition)?.offset ?? -1);
        // Nothing committed yet, or what was is no longer kept: it will begin with the oldest.
        total += BigInt(high) - (offset < BigInt(low) ? BigInt(low) : offset);
      }
    }
    return Number(total);
  });
}

import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { describeEventBus, type BusUnderTest } from '../../../test/contracts/event-bus.js';
import { createTestDatabase } from '../../../test/harness/database.js';
import { systemClock } from '../model/clock.js';
import { createLogger } from '../platform/logger.js';
import { createMetrics } from '../platform/metrics.js';
import { createDeadLetters } from './dead-letters.js';
import { openKafka } from './open-kafka.js';
import { openKafkaClient } from './kafka-client.js';
import { writeOutbox } from './outbox.js';
import { createRelay } from './relay.js';

async function openUnderTest(): Promise<BusUnderTest> {
  const db = await createTestDatabase();
  const { database } = db;
  const brokers = inject('kafkaBrokers') ?? [];
  const namespace = `t${randomBytes(5).toString('hex')}`;
  const shared = {
    database,
    clock: systemClock,
    logger: createLogger(process.env['BELLHOP_LOG_LEVEL'] ?? 'silent'),
    metrics: createMetrics({ runtime: false }),
    deadLetters: createDeadLetters({ database }),
    brokers,
    namespace,
  };
  const publishing = openKafka(shared);
  const relay = createRelay({ ...shared, outlet: publishing.outlet });
  return {
    open: () => openKafka(shared).bus,
    publish: async (events) => {
      await database.inTransaction((tx) => writeOutbox(tx, events, 'req-contract'));
      await relay.drain();
    },
    deadLetters: shared.deadLetters,
    close: async () => {
      await publishing.outlet.close();
      await publishing.bus.close();
      const client = openKafkaClient(shared);
      await client.asAdmin(async (admin) => {
        const topics = await admin.listTopics();
        await admin.deleteTopics({ topics: topics.filter((topic) => topic.startsWith(`${namespace}.`)) });
      });
      await client.close();
      await db.drop();
    },
  };
}

describeEventBus('Kafka', openUnderTest);

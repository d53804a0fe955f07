// A process of the built system that a test kills or pauses. Its orders come in environment variables.
import { createDeadLetters } from '../../dist/core/events/dead-letters.js';
import { openKafka } from '../../dist/core/events/open-kafka.js';
import { createRelay } from '../../dist/core/events/relay.js';
import { openDatabase } from '../../dist/core/platform/database.js';
import { createLogger } from '../../dist/core/platform/logger.js';
import { createMetrics } from '../../dist/core/platform/metrics.js';

const { CHILD_MYSQL_URL, CHILD_BROKERS, CHILD_NAMESPACE, CHILD_DOES } = process.env;
const database = openDatabase({ url: CHILD_MYSQL_URL, connections: 5 });
const shared = {
  database,
  clock: { now: () => new Date() },
  logger: createLogger('silent'),
  metrics: createMetrics({ runtime: false }),
  deadLetters: createDeadLetters({ database }),
  brokers: CHILD_BROKERS.split(','),
  namespace: CHILD_NAMESPACE,
};
const { bus, outlet } = openKafka(shared);

if (CHILD_DOES === 'relay') {
  createRelay({ ...shared, outlet, batch: 20 }).start();
  process.stdout.write('begun\n');
} else {
  bus.subscribe({
    name: 'killed',
    topics: ['bellhop.bookings'],
    handle: async (events) => {
      for (const { outbox_id } of events)
        await database.run('INSERT INTO effects (outbox_id, pid) VALUES (?, ?)', [outbox_id, process.pid]);
      process.stdout.write('effect\n');
      // The position is committed only after this, which never comes.
      await new Promise(() => undefined);
    },
  });
}

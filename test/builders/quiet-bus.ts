import type { Consumer } from '../../src/core/events/event-bus.js';
import { eventually } from '../harness/eventually.js';
import type { TestApp } from './an-app.js';

/** Everything that was committed is on the bus, and this consumer has worked on it. */
export async function quietBus(
  { app, db }: Pick<TestApp, 'app' | 'db'>,
  consumer: Consumer,
  { within }: { readonly within?: number } = {},
): Promise<void> {
  await eventually(
    async () => {
      const [outbox] = await db.database.rows('SELECT 1 FROM outbox LIMIT 1');
      return outbox === undefined && (await app.bus.lag(consumer)).waiting === 0;
    },
    within === undefined ? {} : { within },
  );
}

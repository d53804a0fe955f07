import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EventBus } from '../events/event-bus.js';
import type { NextId } from '../platform/snowflake.js';
import { latestStates } from './booking-views-consumer.js';
import type { ProjectedViews } from './booking-views.js';
import type { RebuildSource } from './rebuild-views.js';

const POLL_MS = 100;

/** The events, read by a consumer of a name of its own; the name is the place, for the bus keeps how far it has come. */
export function eventsSource({
  bus,
  views,
  nextId,
}: {
  readonly bus: EventBus;
  readonly views: ProjectedViews;
  readonly nextId: NextId;
}): RebuildSource {
  const consumerOf = (name: string, handle: Consumer['handle']): Consumer => ({
    name,
    topics: ['bellhop.bookings'],
    handle,
  });
  return {
    firstPlace: () => `booking-views-rebuild-${nextId()}`,
    async waiting(name) {
      return (await bus.lag(consumerOf(name, () => Promise.resolve()))).waiting;
    },
    async write(name, note) {
      await note(name, 0);
      const failures: unknown[] = [];
      const consumer = consumerOf(name, async (events) => {
        try {
          await views.store(latestStates(events));
          await note(name, events.length);
        } catch (error) {
          // The bus tries again for ever; whoever waits for the end of this wants to know.
          failures.push(error);
          throw error;
        }
      });
      const subscription = bus.subscribe(consumer);
      try {
        while (failures.length === 0 && (await bus.lag(consumer)).waiting > 0) await sleep(POLL_MS);
      } finally {
        await subscription.stop();
      }
      for (const failure of failures) throw failure;
    },
  };
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBookingEvent } from '../../../test/builders/an-event.js';
import { describeEventBus, type BusUnderTest } from '../../../test/contracts/event-bus.js';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { eventually } from '../../../test/harness/eventually.js';
import { systemClock } from '../model/clock.js';
import { createLogger } from '../platform/logger.js';
import { createMetrics } from '../platform/metrics.js';
import { createDeadLetters } from './dead-letters.js';
import { createEventLog } from './event-log.js';
import { createLogOutlet } from './log-outlet.js';
import { createMysqlBus } from './mysql-bus.js';
import { writeOutbox } from './outbox.js';
import { createRelay } from './relay.js';
import type { NewEvent } from './types.js';

function depsOf({ database }: TestDatabase) {
  return {
    database,
    clock: systemClock,
    logger: createLogger('silent'),
    metrics: createMetrics({ runtime: false }),
    eventLog: createEventLog({ database }),
    deadLetters: createDeadLetters({ database }),
  };
}

async function publish(test: TestDatabase, events: readonly NewEvent[]): Promise<void> {
  await test.database.inTransaction((tx) => writeOutbox(tx, events, 'req-contract'));
  await createRelay(depsOf(test)).drain();
}

async function openUnderTest(): Promise<BusUnderTest> {
  const test = await createTestDatabase();
  const deps = depsOf(test);
  return {
    open: () => createMysqlBus(deps),
    publish: (events) => publish(test, events),
    deadLetters: deps.deadLetters,
    close: () => test.drop(),
  };
}

describeEventBus('MySQL', openUnderTest);

describe('MySQL bus', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());

  it('lets one process work at a time, and the next one when the connection of the first is lost', async () => {
    const seen: string[] = [];
    let holding = false;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const consumer = (who: string) => ({
      name: 'lead-test',
      topics: ['bellhop.bookings'] as const,
      handle: async () => {
        seen.push(who);
        if (who !== 'first') return;
        holding = true;
        await held;
      },
    });
    const buses = [createMysqlBus(depsOf(test)), createMysqlBus(depsOf(test))] as const;
    buses[0].subscribe(consumer('first'));
    await publish(test, [aBookingEvent()]);
    await eventually(() => holding);
    buses[1].subscribe(consumer('second'));
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(seen).toEqual(['first']);

    const [lead] = await test.database.rows<{ id: string }>(
      "SELECT IS_USED_LOCK(CONCAT('bellhop:consumer:', SHA1(CONCAT(DATABASE(), 'lead-test')))) AS id",
    );
    await test.database.run(`KILL ${lead?.id}`);
    await eventually(() => seen.includes('second'));
    // What the first had in hand was not committed, and its late return must not move the cursor either.
    release();
    await publish(test, [aBookingEvent({ version: 2 })]);
    await eventually(() => seen.filter((who) => who === 'second').length >= 2);
    await Promise.all(buses.map((bus) => bus.close()));
  });

  it('does not go over what is not its own again and again', async () => {
    await publish(test, [aBookingEvent({ version: 3 })]);
    const bus = createMysqlBus(depsOf(test));
    const consumer = {
      name: 'hotels-only',
      topics: ['bellhop.hotels'] as const,
      handle: async () => undefined,
    };
    bus.subscribe(consumer);
    const { eventLog } = depsOf(test);
    const last = await eventLog.last();
    await eventually(async () => (await eventLog.cursor('hotels-only')) === last);
    await bus.close();
  });

  it('is woken by the relay of its own process', async () => {
    const bus = createMysqlBus(depsOf(test));
    let at = 0;
    bus.subscribe({
      name: 'woken',
      topics: ['bellhop.bookings'],
      handle: async () => {
        at = performance.now();
      },
    });
    await eventually(() => at > 0);
    // Long enough for its naps to have grown to their longest.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await test.database.inTransaction((tx) => writeOutbox(tx, [aBookingEvent({ version: 9 })], null));
    at = 0;
    let told = 0;
    const relay = createRelay({
      ...depsOf(test),
      outlet: createLogOutlet({
        moved: () => {
          told += 1;
          bus.wake();
        },
      }),
    });
    await relay.drain();
    await eventually(() => at > 0);
    expect(told).toBe(1);
    await bus.close();
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { systemClock } from '../model/clock.js';
import type { Database, Transaction } from '../platform/database.js';
import { createLogger } from '../platform/logger.js';
import { createMetrics, type Metrics } from '../platform/metrics.js';
import { createEventLog } from './event-log.js';
import { writeOutbox } from './outbox.js';
import { createRelay, type Relay } from './relay.js';
import type { LoggedEvent, NewEvent } from './types.js';

const HOTEL = '381234567890123456';

let test: TestDatabase;
let database: Database;
let metrics: Metrics;
let logged: string[];
const relays: Relay[] = [];

beforeAll(async () => {
  test = await createTestDatabase({ connections: 20 });
  database = test.database;
  await database.run(
    'CREATE TABLE counters (counter_id INT PRIMARY KEY, version INT NOT NULL) ENGINE = InnoDB',
  );
});

beforeEach(async () => {
  await database.run('DELETE FROM outbox');
  await database.run('DELETE FROM event_log');
  await database.run('DELETE FROM counters');
  logged = [];
  metrics = createMetrics({ runtime: false });
});

afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});

afterAll(async () => {
  await test.drop();
});

function relay(batch = 1_000): Relay {
  const logger = createLogger('info', { write: (line) => logged.push(line) });
  const made = createRelay({ database, clock: systemClock, logger, metrics, batch });
  relays.push(made);
  return made;
}

function inventoryChanged(room: number, version: number): NewEvent {
  const nights = [{ date: '2027-03-01', available_rooms: 3, closed: false, version }];
  const data = { hotel_id: HOTEL, room_id: String(room), nights };
  return {
    topic: 'bellhop.inventory',
    type: 'RoomInventoryUpdated',
    hotel_id: HOTEL,
    subject: String(room),
    version,
    data,
  };
}

/** What every writer does: lock the row, change it, and only then write the event. */
async function raise(counter: number, options: { fail?: boolean } = {}): Promise<void> {
  await database.inTransaction(async (tx) => {
    const [row] = await tx.rows<{ version: number }>(
      'SELECT version FROM counters WHERE counter_id = ? FOR UPDATE',
      [counter],
    );
    const version = (row?.version ?? 0) + 1;
    await tx.run('UPDATE counters SET version = ? WHERE counter_id = ?', [version, counter]);
    await writeOutbox(tx, [inventoryChanged(counter, version)], 'req-1');
    if (options.fail === true) throw new Error('changed its mind');
  });
}

async function readAll(): Promise<LoggedEvent[]> {
  return createEventLog({ database }).read({ after: '0', limit: 1_000 });
}

async function write(versions: readonly number[]): Promise<void> {
  await database.inTransaction((tx) =>
    writeOutbox(
      tx,
      versions.map((version) => inventoryChanged(1, version)),
      null,
    ),
  );
}

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('waited 10 s in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Opens a transaction that stays open until it is told to commit. */
function heldOpen(work: (tx: Transaction) => Promise<void>): {
  began: Promise<void>;
  commit: () => Promise<void>;
} {
  let release = (): void => undefined;
  let worked = (): void => undefined;
  const began = new Promise<void>((resolve) => (worked = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  const ended = database.inTransaction(async (tx) => {
    await work(tx);
    // Sends what still waits for its next statement.
    await tx.rows('SELECT 1');
    worked();
    await released;
  });
  return {
    began,
    commit: async () => {
      release();
      await ended;
    },
  };
}

async function leaderConnection(): Promise<string | null> {
  const [row] = await database.rows<{ id: string | null }>(
    "SELECT IS_USED_LOCK(CONCAT('bellhop:relay:', SHA1(DATABASE()))) AS id",
  );
  return row?.id ?? null;
}

describe('law 6: an event exists exactly when its change was committed', () => {
  it('is in commit order for each subject, whatever the writers and the relay do meanwhile', async () => {
    await database.run('INSERT INTO counters (counter_id, version) VALUES (1, 0), (2, 0), (3, 0)');
    relay(7).start();
    const writers = Array.from({ length: 12 }, async (_, writer) => {
      for (let turn = 0; turn < 20; turn += 1) {
        const fails = (writer + turn) % 5 === 0;
        const change = raise(1 + ((writer + turn) % 3), { fail: fails });
        await (fails ? expect(change).rejects.toThrow('changed its mind') : change);
      }
    });
    await Promise.all(writers);
    await relay().drain();

    const events = await readAll();
    const counters = await database.rows<{ counter_id: number; version: number }>(
      'SELECT counter_id, version FROM counters',
    );
    for (const { counter_id, version } of counters) {
      const seen = events
        .filter((event) => event.subject === String(counter_id))
        .map((event) => event.version);
      expect(seen).toEqual(Array.from({ length: version }, (_, index) => index + 1));
    }
    expect(events).toHaveLength(12 * 20 - 48);
    expect(await database.rows('SELECT outbox_id FROM outbox')).toEqual([]);
  });

  it('leaves nothing of a change that was rolled back', async () => {
    await database.run('INSERT INTO counters (counter_id, version) VALUES (1, 0)');
    await expect(raise(1, { fail: true })).rejects.toThrow('changed its mind');
    expect(await relay().drain()).toBe(0);
    expect(await readAll()).toEqual([]);
  });

  it('writes nothing for no events, and large events in parts', async () => {
    await write([]);
    const nights = Array.from({ length: 1_000 }, (_, index) => ({
      date: '2027-03-01',
      available_rooms: index,
      closed: false,
      version: 1,
    }));
    const large = Array.from({ length: 20 }, (_, index): NewEvent => {
      const event = inventoryChanged(1, index + 1);
      return { ...event, data: { hotel_id: HOTEL, room_id: '1', nights } } as NewEvent;
    });
    await database.inTransaction((tx) => writeOutbox(tx, large, null));
    expect(await relay().drain()).toBe(20);
    expect((await readAll()).map((event) => event.version)).toEqual(large.map((event) => event.version));
  });
});

describe('relay', () => {
  it('moves an event that commits after higher ids have gone, without waiting for it', async () => {
    const late = heldOpen((tx) => writeOutbox(tx, [inventoryChanged(1, 1)], null));
    await late.began;
    await database.inTransaction((tx) => writeOutbox(tx, [inventoryChanged(2, 1)], null));

    const started = performance.now();
    expect(await relay().drain()).toBe(1);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect((await readAll()).map((event) => event.subject)).toEqual(['2']);

    await late.commit();
    expect(await relay().drain()).toBe(1);
    expect((await readAll()).map((event) => event.subject)).toEqual(['2', '1']);
  });

  it('does not stop at the locked rows of writers among a thousand free ones', async () => {
    await write(Array.from({ length: 500 }, (_, index) => index + 1));
    const late = heldOpen((tx) => writeOutbox(tx, [inventoryChanged(2, 1)], null));
    await late.began;
    await write(Array.from({ length: 500 }, (_, index) => index + 501));

    const started = performance.now();
    expect(await relay().drain()).toBe(1_000);
    expect(performance.now() - started).toBeLessThan(2_000);
    await late.commit();
    expect(await relay().drain()).toBe(1);
  });

  it('moves each event once with two relays, and the second takes over when the first loses its connection', async () => {
    relay(10).start();
    relay(10).start();
    await write([1, 2, 3]);
    await eventually(async () => (await readAll()).length === 3);
    const first = await leaderConnection();
    expect(first).not.toBeNull();

    await database.run(`KILL ${first}`);
    await write(Array.from({ length: 50 }, (_, index) => index + 4));
    await eventually(async () => (await readAll()).length === 53);
    expect((await readAll()).map((event) => event.version)).toEqual(
      Array.from({ length: 53 }, (_, i) => i + 1),
    );
    const second = await leaderConnection();
    expect(second).not.toBeNull();
    expect(second).not.toBe(first);
  });

  it('leaves a batch whole in the outbox when its connection dies between log and outbox', async () => {
    await write([1, 2, 3]);
    // A row that somebody holds stops the relay after it wrote to the log and before it cleared the outbox.
    const blocker = heldOpen(async (tx) => {
      await tx.rows('SELECT outbox_id FROM outbox WHERE version = 2 FOR UPDATE');
    });
    await blocker.began;
    const draining = relay().drain();
    const died = expect(draining).rejects.toThrow();
    await eventually(async () => (await leaderConnection()) !== null);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await database.run(`KILL ${(await leaderConnection()) ?? ''}`);
    await died;
    await blocker.commit();
    expect(await readAll()).toEqual([]);
    expect(await relay().drain()).toBe(3);
  });

  it('waits in drain for the leader that has the work', async () => {
    relay(10).start();
    await eventually(async () => (await leaderConnection()) !== null);
    await write([1, 2, 3]);
    expect(await relay().drain()).toBe(0);
    expect(await readAll()).toHaveLength(3);
  });

  it('stops within a second, leading or not, and starts again', async () => {
    const leading = relay();
    leading.start();
    leading.start();
    await eventually(async () => (await leaderConnection()) !== null);
    const following = relay();
    following.start();
    const started = performance.now();
    await following.stop();
    await leading.stop();
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(await leaderConnection()).toBeNull();
    leading.start();
    await write([1]);
    await eventually(async () => (await readAll()).length === 1);
  });

  it('tells an outage once and goes on by itself afterwards', async () => {
    await database.run('RENAME TABLE event_log TO event_log_away');
    try {
      relay().start();
      await write([1]);
      await eventually(async () => logged.some((line) => line.includes('relay.failed')));
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    } finally {
      await database.run('RENAME TABLE event_log_away TO event_log');
    }
    await eventually(async () => (await readAll()).length === 1);
    expect(logged.filter((line) => line.includes('relay.failed'))).toHaveLength(1);
    expect(logged.filter((line) => line.includes('relay.failed'))[0]).toContain('ER_NO_SUCH_TABLE');
    await eventually(async () => logged.some((line) => line.includes('relay.back')));
  });

  it('counts what it moved and shows the outbox empty', async () => {
    await write([1, 2, 3]);
    await relay().drain();
    const relayed = await metrics.relayed.get();
    expect(relayed.values).toEqual([
      expect.objectContaining({ labels: { type: 'RoomInventoryUpdated' }, value: 3 }),
    ]);
    expect((await metrics.outboxRows.get()).values[0]?.value).toBe(0);
  });

  it('shows how much waits, and for how long, when another relay leads and does not work', async () => {
    const held = database.withSession(async (session) => {
      await session.rows("SELECT GET_LOCK(CONCAT('bellhop:relay:', SHA1(DATABASE())), 0) AS held");
      await write([1, 2]);
      await database.run('UPDATE outbox SET occurred_at = occurred_at - INTERVAL 60 SECOND');
      relay().start();
      await eventually(async () => (await metrics.outboxRows.get()).values[0]?.value === 2);
    });
    await held;
    const age = (await metrics.outboxAge.get()).values[0]?.value ?? 0;
    expect(age).toBeGreaterThan(59);
    expect(age).toBeLessThan(120);
  });
});

import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bookingEvent } from '../../src/core/bookings/booking-events.js';
import { loadBookings } from '../../src/core/bookings/booking-record.js';
import { writeOutbox } from '../../src/core/events/outbox.js';
import type { BookingEntry, BookingViews } from '../../src/core/booking-views/booking-views.js';
import { openCassandraBookingViews } from '../../src/core/booking-views/cassandra-booking-views.js';
import { createMysqlBookingViews } from '../../src/core/booking-views/mysql-booking-views.js';
import type { BusEvent } from '../../src/core/events/event-bus.js';
import { userBookings } from '../../src/gateway/schemas/booking-list.js';
import { runJson } from '../cli/run-command.js';
import { aGateway, type TestGateway } from '../gateway/a-gateway.js';
import { problemOf } from '../gateway/serve.js';
import { severableProxy, type SeverableProxy } from '../gateway/severable-proxy.js';
import { createTestKeyspace, type TestKeyspace } from '../harness/cassandra.js';

let keyspace: TestKeyspace;
let proxy: SeverableProxy;
let gateway: TestGateway;
let views: BookingViews;

beforeAll(async () => {
  keyspace = await createTestKeyspace();
  const [host = '', port] = keyspace.contactPoint.split(':');
  proxy = await severableProxy({ host, port: Number(port) });
  gateway = await aGateway({
    env: {
      BELLHOP_CASSANDRA_CONTACT_POINTS: `127.0.0.1:${proxy.port}`,
      BELLHOP_CASSANDRA_KEYSPACE: keyspace.name,
    },
  });
  await gateway.load(60);
  views = openCassandraBookingViews(keyspace.options);
  const { app } = gateway;
  app.relay.start();
  app.bus.subscribe(projector());
});
afterAll(async () => {
  await views.close();
  await gateway.close();
  await proxy.close();
  await keyspace.drop();
});

function projector() {
  const consumer = gateway.app.consumers.get('booking-views');
  if (consumer === undefined) throw new Error('there is no consumer for the views');
  return consumer;
}

let users = 900;
let user: string;
beforeEach(() => {
  user = String((users += 1));
});

async function book(offset: number, userId = user): Promise<string> {
  const stay = { checkin_date: gateway.day(offset), checkout_date: gateway.day(offset + 1) };
  const body = { hotel_id: 'HV01', user_id: userId, guests: 2, room_code: 'DBL', rate_code: 'BAR', ...stay };
  const response = await gateway.call('POST', '/api/bookings/create', { as: 'ota-1', body });
  if (response.status !== 201) throw new Error(await response.text());
  return ((await response.json()) as { booking_id: string }).booking_id;
}

const cancel = (bookingId: string) =>
  gateway.call('POST', `/api/bookings/${bookingId}/cancel`, { as: 'ota-1' });
const list = (userId = user) => gateway.call('GET', `/api/users/${userId}/bookings`, { as: 'ota-1' });
const listed = async (userId = user) => {
  const response = await list(userId);
  if (response.status !== 200) throw new Error(await response.text());
  const { bookings } = userBookings.parse(await response.json());
  return bookings.map(({ booking_id, status }) => `${booking_id} ${status}`);
};

/** Everything that was booked is in the views, or this fails with how many are not. */
async function settled(): Promise<void> {
  await gateway.app.relay.drain();
  await expect
    .poll(async () => (await gateway.app.bus.lag(projector())).waiting, { timeout: 30_000 })
    .toBe(0);
}

async function all(of: BookingViews): Promise<readonly BookingEntry[]> {
  const range = { from: gateway.day(0), to: gateway.day(60), after: null };
  const everything = { partner_id: null, status: null, limit: 1_000 };
  return (await of.ofHotel({ hotel_id: gateway.hotelId, ...range, ...everything })).entries;
}

/** The views in Cassandra, the tables, and the events folded are one and the same. */
async function expectAllEqual(): Promise<void> {
  const truth = await all(createMysqlBookingViews({ database: gateway.db.database }));
  const folded = new Map<string, BookingEntry>();
  for (const event of await bookingEvents()) {
    if (event.topic !== 'bellhop.bookings') continue;
    const { former_check_in_dates: _past, ...entry } = event.data;
    folded.set(entry.booking_id, entry);
  }
  expect(await all(views)).toEqual(truth);
  expect(truth.map((entry) => folded.get(entry.booking_id))).toEqual(truth);
}

async function bookingEvents(): Promise<BusEvent[]> {
  return gateway.app.eventLog.read({ after: '0', limit: 1_000, topics: ['bellhop.bookings'] });
}

describe('the views', () => {
  it('follow bookings and cancellations, also where a page was read in between', async () => {
    const first = await book(3);
    await settled();
    expect(await listed()).toEqual([`${first} CONFIRMED`]);

    const second = await book(2);
    await cancel(first);
    await settled();

    expect(await listed()).toEqual([`${second} CONFIRMED`, `${first} CANCELLED`]);
    await expectAllEqual();
  });

  it("never show another partner's bookings of a user with the same number", async () => {
    await book(4);
    await settled();

    const other = await gateway.call('GET', `/api/users/${user}/bookings`, { as: 'ota-2' });

    expect(await other.json()).toEqual({ bookings: [], next_cursor: null });
  });

  it('are the same after every event came again, in any order', async () => {
    const made = [await book(5), await book(6)];
    await cancel(made[0] ?? '');
    await settled();
    const events = await bookingEvents();

    await projector().handle([...events].reverse());
    for (const event of [...events].reverse()) await projector().handle([event, event]);

    await expectAllEqual();
    expect(await listed()).toEqual([`${made[1]} CONFIRMED`, `${made[0]} CANCELLED`]);
  });
});

describe('without Cassandra', () => {
  it('lists say so, all else works, and what was booked meanwhile shows when it is back', async () => {
    const before = await book(7);
    await settled();
    proxy.sever();
    const during = await book(8);
    await cancel(before);

    const response = await list();
    const ready = await gateway.call('GET', '/readyz');
    const single = await gateway.call('GET', `/api/bookings/${during}`, { as: 'ota-1' });
    await gateway.app.relay.drain();

    expect(await problemOf(response)).toMatchObject({ status: 503, code: 'UNAVAILABLE', retryable: true });
    expect(response.headers.get('retry-after')).toBe('5');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      status: 'degraded',
      checks: { mysql: 'ok', redis: 'ok', cassandra: 'down' },
    });
    expect(single.status).toBe(200);

    await proxy.restore();
    await settled();

    expect(await listed()).toEqual([`${during} CONFIRMED`, `${before} CANCELLED`]);
    await expectAllEqual();
    const dead = await gateway.db.database.rows('SELECT consumer FROM dead_letters');
    expect(dead).toEqual([]);
    expect(gateway.logged().match(/"cassandra.lost"/g)).toHaveLength(1);
  });

  it('a client whose first connect failed is replaced by a fresh one', async () => {
    const late = await severableProxy({ host: '127.0.0.1', port: portOf(keyspace.contactPoint) });
    late.sever();
    const contactPoints = [`127.0.0.1:${late.port}`];
    const opened = openCassandraBookingViews({ ...keyspace.options, contactPoints });
    const query = { user_id: user, partner_id: null, status: null, before: null, limit: 5 };
    await expect(opened.ofUser(query)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await opened.healthy()).toBe(false);

    await late.restore();

    await expect.poll(() => opened.healthy(), { timeout: 10_000 }).toBe(true);
    expect(await opened.ofUser(query)).toEqual({ entries: [], more: false });
    await opened.close();
    await late.close();
  });

  it('a server that accepts and says nothing is taken for one that is away', async () => {
    const mute = createServer((socket) => socket.on('error', () => undefined));
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const contactPoints = [`127.0.0.1:${(mute.address() as AddressInfo).port}`];
    const opened = openCassandraBookingViews({ ...keyspace.options, contactPoints });

    expect(await opened.healthy()).toBe(false);
    const query = { user_id: user, partner_id: null, status: null, before: null, limit: 5 };
    await expect(opened.ofUser(query)).rejects.toMatchObject({ code: 'UNAVAILABLE' });

    await opened.close();
    mute.close();
  });
});

describe('a rebuild', () => {
  const request = { clear: false, dryRun: false, onProgress: () => undefined };

  it.each(['truth', 'events'] as const)('from %s brings back all that there was', async (from) => {
    await book(9);
    await cancel(await book(10));
    await settled();
    const progress: number[] = [];

    const tried = await gateway.app.rebuildViews({ ...request, from, clear: true, dryRun: true });
    const rebuilt = await gateway.app.rebuildViews({
      ...request,
      from,
      clear: true,
      onProgress: (written) => progress.push(written),
    });

    expect(tried).toEqual({ waiting: rebuilt.waiting, written: 0, resumed: false });
    expect(rebuilt.written).toBe(rebuilt.waiting);
    expect(rebuilt.written).toBeGreaterThan(2);
    expect(progress.at(-1)).toBe(rebuilt.written);
    await expectAllEqual();
  });

  it('takes away the row under an arrival that its booking has left', async () => {
    const moved = await book(9);
    await settled();
    // What a modification leaves in the tables, before its event has come.
    await gateway.db.database.run(
      `UPDATE bookings SET former_check_in_dates = CONCAT('["', check_in_date, '"]'), revision = revision + 1,
         check_in_date = check_in_date - INTERVAL 1 DAY WHERE booking_id = ?`,
      [moved],
    );

    await gateway.app.rebuildViews({ ...request, from: 'truth' });

    expect(await all(views)).toEqual(await all(createMysqlBookingViews({ database: gateway.db.database })));
    const [record] = await loadBookings(gateway.db.database, [moved]);
    if (record === undefined) throw new Error('the booking is gone');
    await gateway.db.database.inTransaction((tx) =>
      writeOutbox(tx, [bookingEvent('BookingModified', record)], null),
    );
    await settled();
    await expectAllEqual();
  });

  it('that was interrupted goes on where it was, and one that clears starts over', async () => {
    await settled();
    const bookings = await all(createMysqlBookingViews({ database: gateway.db.database }));
    const ids = bookings.map(({ booking_id }) => booking_id).sort();
    const projected = openCassandraBookingViews(keyspace.options);
    await projected.noteRebuilt(`truth ${ids[1] ?? ''}`);

    const rest = await gateway.app.rebuildViews({ ...request, from: 'truth' });
    await projected.noteRebuilt(`truth ${ids[1] ?? ''}`);
    const whole = await gateway.app.rebuildViews({ ...request, from: 'truth', clear: true });

    expect(rest).toEqual({ waiting: ids.length - 2, written: ids.length - 2, resumed: true });
    expect(whole).toMatchObject({ written: ids.length, resumed: false });
    expect(await projected.rebuiltTo()).toBeNull();
    await projected.close();
  });

  it.each(['truth', 'events'] as const)(
    'from %s that loses Cassandra ends with UNAVAILABLE, and goes on when it is back',
    async (from) => {
      const lost = gateway.app.rebuildViews({
        ...request,
        from,
        clear: true,
        onProgress: () => proxy.sever(),
      });
      await expect(lost).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await expect(gateway.app.rebuildViews({ ...request, from })).rejects.toMatchObject({
        code: 'UNAVAILABLE',
      });

      await proxy.restore();
      await expect
        .poll(async () => (await gateway.call('GET', '/readyz')).json(), { timeout: 15_000 })
        .toMatchObject({ status: 'ok' });

      expect(await gateway.app.rebuildViews({ ...request, from })).toMatchObject({ resumed: true });
      await expectAllEqual();
    },
  );
});

describe('the command line', () => {
  const env = () => ({
    BELLHOP_MYSQL_URL: gateway.db.url,
    BELLHOP_REDIS_URL: gateway.app.config.redisUrl,
    BELLHOP_DATA: '/nowhere',
    BELLHOP_CASSANDRA_CONTACT_POINTS: `127.0.0.1:${proxy.port}`,
    BELLHOP_CASSANDRA_KEYSPACE: keyspace.name,
  });

  it('lists from Cassandra what a user and a hotel have', async () => {
    const made = [await book(20), await book(19)];
    await settled();

    const ofUser = await runJson('booking list', ['--user', user], env());
    const dates = ['--from', gateway.day(19), '--to', gateway.day(20)];
    const ofHotel = await runJson('booking list', ['--hotel', 'HV01', ...dates, '--limit', '1'], env());
    const cursor = ['--cursor', String(ofHotel.document.data['next_cursor'])];
    const next = await runJson('booking list', ['--hotel', 'HV01', ...dates, ...cursor], env());

    const idsOf = ({ document }: typeof ofUser) =>
      (document.data['bookings'] as { booking_id: string }[]).map(({ booking_id }) => booking_id);
    expect(idsOf(ofUser)).toEqual([made[1], made[0]]);
    expect([idsOf(ofHotel), idsOf(next)]).toEqual([[made[1]], [made[0]]]);
  });

  it('rebuilds, after it was told yes where it would empty them', async () => {
    const asked = await runJson('view rebuild', ['--clear'], env());
    const tried = await runJson('view rebuild', ['--dry-run'], env());
    const done = await runJson('view rebuild', ['--clear', '--yes'], env());

    expect([asked.exit, asked.document.error.code]).toEqual([2, 'VALIDATION']);
    expect(tried.document.data).toMatchObject({ written: 0 });
    expect(done.document.data['written']).toBe(tried.document.data['waiting']);
    await expectAllEqual();
  });

  it('says what is away, and that it may be tried again', async () => {
    proxy.sever();
    const away = await runJson('booking list', ['--user', '1'], env());
    await proxy.restore();

    expect([away.exit, away.document.error.code]).toEqual([7, 'UNAVAILABLE']);
    expect(away.document.error.message).toMatch(/Cassandra/);
  });
});

function portOf(contactPoint: string): number {
  return Number(contactPoint.split(':')[1]);
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { forgetBudgets } from '../../../test/builders/a-delivery.js';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import { quietBus } from '../../../test/builders/quiet-bus.js';
import { eventually } from '../../../test/harness/eventually.js';
import type { Subscription } from '../events/event-bus.js';

const KEY = Buffer.alloc(32, 7).toString('base64');
const ENV = { BELLHOP_SECRET_KEY: KEY, BELLHOP_DELIVERY_LEASE_MS: '1500' };

let t: TestApp;
let subscription: Subscription;
let one: TestChannel;
let two: TestChannel;

async function connect(code: string, url: string): Promise<void> {
  await t.app.delivery.endpoints.connect({
    ...{ partner: code, url, username: 'bellhop', password: 's3cret' },
    ...{ requestor_id: null, dialect: null, pricing: null, los: null },
  });
}

beforeAll(async () => {
  t = await anApp({ env: ENV });
  for (const code of ['chan-1', 'chan-2'])
    await t.app.partners.create({ code, name: code, kind: 'ota', connector: 'channex' });
  for (const partner_code of ['chan-1', 'chan-2'])
    for (const [kind, our_code, their_code] of [
      ['hotel', 'HV01', `${partner_code}-hotel`],
      ['room', 'DBL', 'R-DBL'],
      ['room', 'SGL', 'R-SGL'],
      ['rate', 'BAR', 'P-BAR'],
    ] as const)
      await t.app.mappings.set({ partner_code, hotel_code: 'HV01', kind, our_code, their_code });
  t.app.relay.start();
  subscription = t.app.bus.subscribe(t.app.delivery.consumer);
}, 60_000);

afterAll(async () => {
  await subscription.stop();
  await t.close();
});

beforeEach(async () => {
  one = await aChannel('channex');
  two = await aChannel('channex');
});

afterEach(async () => {
  await t.app.delivery.worker.stop();
  await quiet();
  for (const table of [
    'channel_endpoints',
    'deliveries',
    'delivery_marks',
    'delivery_disabled',
    'delivery_attempts',
  ])
    await t.db.database.run(`DELETE FROM ${table}`);
  await forgetBudgets(t);
  await one.close();
  await two.close();
});

/** Everything that was committed has been noted by the consumer. */
async function quiet(): Promise<void> {
  await quietBus(t, t.app.delivery.consumer);
}

async function settled(): Promise<void> {
  await quiet();
  await eventually(
    async () => {
      const rows = await t.app.delivery.desk.list({ limit: 50 });
      return rows.every(({ state }) => state === 'DONE' || state === 'PARKED');
    },
    { what: 'every lane done' },
  );
}

async function due(): Promise<void> {
  await t.db.database.run("UPDATE deliveries SET due_at = '2000-01-01' WHERE state = 'PENDING'");
  t.app.delivery.worker.wake();
}

describe('a channel that is connected', () => {
  test('is told everything, then what changes, and its password is stored encrypted', async () => {
    await t.load(5, 0, 20);
    await connect('chan-1', one.url);
    t.app.delivery.worker.start();
    await settled();

    expect(one.cell('R-DBL', null, t.day(3))).toMatchObject({ available: 5 });
    expect(one.cell('R-DBL', 'P-BAR', t.day(3)).amounts).toMatchObject([{ guests: 2, amount: '100.00' }]);
    expect(one.cell('R-DBL', null, t.day(20))).toMatchObject({ available: 5 });
    expect(one.received[0]?.headers['user-api-key']).toBe('s3cret');
    const before = one.received.length;

    await t.push([{ from: t.day(4), to: t.day(6), available: 2 }]);
    await settled();
    expect(one.cell('R-DBL', null, t.day(5))).toMatchObject({ available: 2 });
    expect(one.received.slice(before).map(({ updates }) => updates)).toMatchObject([
      [{ from: t.day(4), to: t.day(6), available: 2 }],
    ]);
    const [row] = await t.db.database.rows<{ secret: Buffer }>('SELECT secret FROM channel_endpoints');
    expect(row?.secret.includes('s3cret')).toBe(false);
  });

  test('gets a burst as one push with the last values, one request at a time', async () => {
    await t.load(5, 0, 20);
    await connect('chan-1', one.url);
    t.app.delivery.worker.start();
    await settled();
    const before = one.received.length;
    one.troubles.push({ delayMs: 300 });
    for (let rooms = 1; rooms <= 9; rooms++)
      await t.push([{ from: t.day(2), to: t.day(3), available: rooms }]);
    await settled();

    expect(one.cell('R-DBL', null, t.day(2))).toMatchObject({ available: 9 });
    expect(one.received.length - before).toBeLessThan(9);
    expect(one.mostAtOnce()).toBe(1);
  });

  test('is asked again when it says how long to wait, and after that is right', async () => {
    await t.load(5, 0, 20);
    await connect('chan-1', one.url);
    one.troubles.push({ status: 429, headers: { 'retry-after': '7' } });
    t.app.delivery.worker.start();
    await eventually(async () => (await t.app.delivery.desk.list({ limit: 5 }))[0]?.attempt === 1);
    const [lane] = await t.app.delivery.desk.list({ limit: 5 });

    expect(one.received).toHaveLength(1);
    const wait = Date.parse(lane?.due_at ?? '') - Date.now();
    expect(wait).toBeGreaterThan(4_000);
    expect(wait).toBeLessThan(7_500);
    expect(lane?.last_outcome).toContain('429');
    await due();
    await settled();
    expect(one.cell('R-DBL', null, t.day(3))).toMatchObject({ available: 5 });
  });

  test('that is down is left alone after five failures, others are served, and it catches up', async () => {
    await t.load(5, 0, 20);
    await connect('chan-1', one.url);
    await connect('chan-2', two.url);
    one.always = { status: 500 };
    t.app.delivery.worker.start();
    await eventually(async () => {
      await due();
      return (await t.app.delivery.endpoints.list())[0]?.failures === 5;
    });
    await eventually(() => two.cell('R-DBL', null, t.day(3)).available === 5);
    const [broken, fine] = await t.app.delivery.endpoints.list();
    expect(broken?.breaker_until).not.toBeNull();
    expect(fine).toMatchObject({ failures: 0, breaker_until: null });
    const asked = one.received.length;
    await due();
    await t.push([{ from: t.day(4), to: t.day(4), available: 3 }]);
    await eventually(() => two.cell('R-DBL', null, t.day(4)).available === 3);
    expect(one.received).toHaveLength(asked);

    one.always = null;
    await t.db.database.run("UPDATE channel_endpoints SET breaker_until = '2000-01-01'");
    await due();
    await settled();
    expect(one.cell('R-DBL', null, t.day(4))).toMatchObject({ available: 3 });
    expect((await t.app.delivery.endpoints.list())[0]).toMatchObject({ failures: 0, breaker_until: null });
  });

  test('that is paused costs nothing and is told everything when it is resumed', async () => {
    await t.load(5, 0, 20);
    await connect('chan-1', one.url);
    await connect('chan-2', two.url);
    t.app.delivery.worker.start();
    await settled();
    await t.app.delivery.endpoints.setStatus('chan-1', 'PAUSED');
    const before = one.received.length;
    await t.push([{ from: t.day(4), to: t.day(4), available: 1 }]);
    await eventually(() => two.cell('R-DBL', null, t.day(4)).available === 1);
    await settled();
    expect(one.received).toHaveLength(before);

    await t.app.delivery.endpoints.setStatus('chan-1', 'ACTIVE');
    t.app.delivery.worker.wake();
    await settled();
    expect(one.cell('R-DBL', null, t.day(4))).toMatchObject({ available: 1 });
    const lanes = await t.app.delivery.desk.list({ partner: 'chan-1', limit: 5 });
    expect(lanes).toMatchObject([{ state: 'DONE', sync: 'NONE', sync_cause: 'resumed' }]);
  });
});

interface Change {
  readonly room_type_id: string;
  readonly date?: string;
  readonly date_from?: string;
  readonly date_to?: string;
  readonly availability?: number;
}

const changesOf = (body: string) => (JSON.parse(body) as { values: Change[] }).values;
const warned = (changes: readonly Change[], field: string, task: boolean) =>
  JSON.stringify({
    data: task ? [{ id: 't-1', type: 'task' }] : [],
    meta: {
      message: 'Success',
      warnings: changes.map((one) => ({ ...one, warning: { [field]: ['is wrong'] } })),
    },
  });

describe('what a channel refuses', () => {
  beforeEach(async () => {
    await t.load(5, 0, 20);
    await connect('chan-1', one.url);
    t.app.delivery.worker.start();
    await settled();
  });

  test('of a push is parked by itself, and sent again as it then is when a person says so', async () => {
    one.troubles.push({ answer: (body) => warned(changesOf(body).slice(0, 1), 'availability', true) });
    await t.push([
      { from: t.day(2), to: t.day(2), available: 3 },
      { from: t.day(8), to: t.day(8), available: 4 },
    ]);
    await settled();
    const parked = await t.app.delivery.desk.list({ state: 'PARKED', limit: 5 });
    expect(parked).toMatchObject([
      { cause: 'availability is wrong', cells: [{ from: t.day(2), to: t.day(2) }], partner: 'chan-1' },
    ]);
    expect(await t.app.delivery.desk.list({ state: 'PENDING', limit: 5 })).toEqual([]);

    await t.app.delivery.desk.retry(parked[0]?.delivery_id ?? '');
    t.app.delivery.worker.wake();
    await settled();
    expect(one.cell('R-DBL', null, t.day(2))).toMatchObject({ available: 3 });
    expect(await t.app.delivery.desk.list({ state: 'PARKED', limit: 5 })).toEqual([]);
  });

  test('for its mapping disables that room alone until a person has mended it', async () => {
    await t.push([{ room_code: 'SGL', from: t.day(2), to: t.day(2), available: 1 }]);
    await settled();
    one.troubles.push({
      answer: (body) =>
        warned(
          changesOf(body).filter(({ room_type_id }) => room_type_id === 'R-SGL'),
          'room_type_id',
          false,
        ),
    });
    await t.push([
      { from: t.day(3), to: t.day(3), available: 3 },
      { room_code: 'SGL', from: t.day(3), to: t.day(3), available: 2 },
    ]);
    await settled();
    expect(one.cell('R-DBL', null, t.day(3))).toMatchObject({ available: 3 });
    // What nobody has counted was told as sold out.
    expect(one.cell('R-SGL', null, t.day(3))).toMatchObject({ available: 0 });
    const asked = one.received.length;
    await t.push([{ room_code: 'SGL', from: t.day(4), to: t.day(4), available: 2 }]);
    await settled();
    expect(one.received).toHaveLength(asked);

    const [parked] = await t.app.delivery.desk.list({ state: 'PARKED', limit: 5 });
    await t.app.delivery.desk.retry(parked?.delivery_id ?? '');
    t.app.delivery.worker.wake();
    await settled();
    expect(one.cell('R-SGL', null, t.day(3))).toMatchObject({ available: 2 });
  });

  test('is parked until the same nights are taken in a later push', async () => {
    one.troubles.push({ status: 401, body: '{"errors":{"code":"unauthorized","title":"Unauthorized"}}' });
    await t.push([{ from: t.day(12), to: t.day(14), available: 3 }]);
    await settled();
    const parked = () => t.app.delivery.desk.list({ state: 'PARKED', limit: 5 });
    expect(await parked()).toHaveLength(1);
    await t.push([{ from: t.day(12), to: t.day(13), available: 2 }]);
    await settled();
    expect((await parked())[0]?.cells).toMatchObject([{ from: t.day(14), to: t.day(14) }]);
    await t.push([{ from: t.day(14), to: t.day(14), available: 2 }]);
    await settled();
    expect(await parked()).toEqual([]);
  });

  test('altogether is parked once, however often it is refused, and can be given up', async () => {
    for (const day of [2, 3]) {
      one.troubles.push({ status: 401, body: '{"errors":{"code":"unauthorized","title":"Unauthorized"}}' });
      await t.push([{ from: t.day(day), to: t.day(day), available: 3 }]);
      await settled();
    }
    const parked = await t.app.delivery.desk.list({ state: 'PARKED', limit: 5 });
    expect(parked).toHaveLength(1);
    expect(parked[0]?.cells.map(({ from }) => from)).toEqual([t.day(2), t.day(3)]);
    await t.app.delivery.desk.discard(parked[0]?.delivery_id ?? '');
    expect(await t.app.delivery.desk.list({ state: 'PARKED', limit: 5 })).toEqual([]);
  });
});

describe('whatever happens meanwhile', () => {
  beforeEach(async () => {
    await t.load(5, 0, 20);
    await connect('chan-1', one.url);
    t.app.delivery.worker.start();
    await settled();
  });

  test('a night that changes while it is sent is sent again', async () => {
    one.troubles.push({
      meanwhile: async () => {
        await t.push([{ from: t.day(2), to: t.day(2), available: 1 }]);
        await quiet();
      },
    });
    await t.push([{ from: t.day(2), to: t.day(2), available: 4 }]);
    await settled();
    expect(one.cell('R-DBL', null, t.day(2))).toMatchObject({ available: 1 });
  });

  test('an answer that is lost is no success: the same is sent again', async () => {
    one.troubles.push({ taken: true, drop: true });
    await t.push([{ from: t.day(2), to: t.day(2), available: 4 }]);
    await eventually(async () => {
      await due();
      return one.received.filter(({ body }) => body.includes(t.day(2)) && body.includes(':4}')).length === 2;
    });
    await settled();
    expect(one.cell('R-DBL', null, t.day(2))).toMatchObject({ available: 4 });
  });

  test('a process that dies between sending and noting it is followed by another when its lease ends', async () => {
    const other = await anApp({ env: ENV, db: t.db }).catch(() => null);
    expect(other).not.toBeNull();
    await t.app.delivery.worker.stop();
    await t.push([{ from: t.day(2), to: t.day(2), available: 4 }]);
    await quiet();
    const [lane] = await t.app.delivery.desk.list({ limit: 1 });
    // As a process leaves it that was killed: claimed, with a lease that nobody extends.
    await t.db.database.run(
      "UPDATE deliveries SET state = 'SENDING', lease_token = 1, lease_until = ? WHERE delivery_id = ?",
      [new Date(Date.now() + 1_500).toISOString().slice(0, 23).replace('T', ' '), lane?.delivery_id ?? ''],
    );
    const asked = one.received.length;
    other?.app.delivery.worker.start();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(one.received).toHaveLength(asked);
    await settled();
    await other?.app.delivery.worker.stop();
    await other?.close();
    expect(one.cell('R-DBL', null, t.day(2))).toMatchObject({ available: 4 });
    expect(one.received).toHaveLength(asked + 1);
  });

  test('a night that sells out overtakes all that waits, in a message of its own', async () => {
    // Availability and prices of everything: two requests, the first of which is under way when the night sells out.
    await t.app.delivery.endpoints.sync('chan-1', 'HV01');
    const before = one.received.length;
    one.troubles.push({
      meanwhile: async () => {
        await t.book({ checkin_date: t.day(10), checkout_date: t.day(11), rooms: 5, guests: 10 });
        await quiet();
      },
    });
    t.app.delivery.worker.wake();
    await settled();
    const after = one.received.slice(before);
    expect(after.map(({ path }) => path)).toEqual(['/availability', '/availability', '/restrictions']);
    expect(after[1]?.updates).toMatchObject([{ from: t.day(10), to: t.day(10), available: 0 }]);
    expect(one.cell('R-DBL', null, t.day(10))).toMatchObject({ available: 0 });
  });
});

describe('a booking', () => {
  test('is not told to the channel that made it where its contract counts for itself, and to all others it is', async () => {
    await t.app.partners.create({ code: 'chan-3', name: 'chan-3', kind: 'ota', connector: 'expedia' });
    for (const [kind, our_code, their_code] of [
      ['hotel', 'HV01', '7001'],
      ['room', 'DBL', '11'],
      ['rate', 'BAR', '22'],
    ] as const)
      await t.app.mappings.set({ partner_code: 'chan-3', hotel_code: 'HV01', kind, our_code, their_code });
    const expedia = await aChannel('expedia');
    await t.load(5, 0, 20);
    await connect('chan-1', one.url);
    await connect('chan-3', expedia.url);
    t.app.delivery.worker.start();
    await settled();
    const [asked, told] = [expedia.received.length, one.received.length];
    const partner = await t.app.partners.get('chan-3');
    const stay = { checkin_date: t.day(7), checkout_date: t.day(8), room_code: '11', rate_code: '22' };
    await t.book({ hotel_id: '7001', ...stay }, { partner });
    await settled();
    expect(expedia.received).toHaveLength(asked);
    expect(one.received).toHaveLength(told + 1);
    expect(one.cell('R-DBL', null, t.day(7))).toMatchObject({ available: 4 });

    // What anybody else sells it is told as it then is.
    await t.book({ checkin_date: t.day(7), checkout_date: t.day(8) });
    await settled();
    expect(expedia.received.at(-1)?.body).toContain('totalInventoryAvailable="3"');
    await expedia.close();
  });
});

describe('reservations to a PMS that wants them pushed', () => {
  test('go out one after the other, wait while it is away, and are decided by its word', async () => {
    await t.db.database.run("UPDATE reservation_revisions SET state = 'ACKNOWLEDGED'");
    const pms = await aPms();
    await t.load(5, 0, 20);
    await connect('pms-1', pms.url);
    pms.statuses.push(503);
    t.app.delivery.worker.start();
    const first = bookingOf(await t.book({ checkin_date: t.day(5), checkout_date: t.day(6) }));
    await quiet();
    await eventually(() => pms.received.length === 1);
    await eventually(async () => {
      await due();
      return pms.received.length > 1;
    });
    await settled();
    await t.cancel(first.booking_id);
    await settled();

    expect(pms.received.map((body) => /ResStatus="(\w+)"/.exec(body)?.[1])).toEqual([
      'Book',
      'Book',
      'Cancel',
    ]);
    expect(pms.received[0]).toContain('s3cret');
    const revisions = await t.db.database.rows(
      'SELECT state, pms_reference FROM reservation_revisions WHERE booking_id = ? ORDER BY revision',
      [first.booking_id],
    );
    expect(revisions).toEqual([
      { state: 'ACKNOWLEDGED', pms_reference: 'PMS-2' },
      { state: 'ACKNOWLEDGED', pms_reference: 'PMS-3' },
    ]);
    await pms.close();
  });

  test.each([401, 404, 302])(
    'an endpoint that answers %s to all is no PMS that refuses a booking',
    async (status) => {
      await t.db.database.run("UPDATE reservation_revisions SET state = 'ACKNOWLEDGED'");
      const pms = await aPms();
      await t.load(5, 0, 20);
      await connect('pms-1', pms.url);
      pms.statuses.push(status);
      t.app.delivery.worker.start();
      const { booking_id } = bookingOf(await t.book({ checkin_date: t.day(8), checkout_date: t.day(9) }));
      await quiet();
      await eventually(async () => (await t.app.delivery.desk.list({ limit: 5 }))[0]?.attempt === 1);
      const stateOf = async () =>
        t.db.database.rows('SELECT state FROM reservation_revisions WHERE booking_id = ?', [booking_id]);
      expect(await stateOf()).toEqual([{ state: 'HANDED_OUT' }]);
      await due();
      await settled();
      expect(await stateOf()).toEqual([{ state: 'ACKNOWLEDGED' }]);
      await pms.close();
    },
  );
});

/** Answers OTA_HotelResNotifRQ, or with the next of `statuses`. */
async function aPms() {
  const received: string[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const number = received.push(Buffer.concat(chunks).toString());
      const status = statuses.shift();
      if (status !== undefined) response.writeHead(status).end();
      else
        response.writeHead(200, { 'content-type': 'text/xml' }).end(
          `<OTA_HotelResNotifRS xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.0"><Success/><HotelReservations>
         <HotelReservation><ResGlobalInfo><HotelReservationIDs><HotelReservationID ResID_Type="14" ResID_Value="PMS-${number}"/>
         </HotelReservationIDs></ResGlobalInfo></HotelReservation></HotelReservations></OTA_HotelResNotifRS>`,
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    received,
    statuses,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

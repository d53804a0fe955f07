import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aReceiver, verifies, type TestReceiver } from '../../../../test/builders/a-receiver.js';
import { anApp, bookingOf, type TestApp } from '../../../../test/builders/an-app.js';
import { aHotel } from '../../../../test/builders/a-hotel.js';
import { quietBus } from '../../../../test/builders/quiet-bus.js';
import { eventually } from '../../../../test/harness/eventually.js';
import type { Subscription } from '../../events/event-bus.js';
import type { Partner } from '../../partners/partner.js';
import { toSqlTime } from '../../platform/sql-time.js';
import { createClaimMessages } from './claim-message.js';
import type { NewEndpoint } from './manage-endpoints.js';

const ENV = {
  BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  BELLHOP_DELIVERY_LEASE_MS: '1500',
  BELLHOP_WEBHOOK_TIMEOUT_MS: '2000',
};
const HOUR = 3_600_000;
const ROOM = {
  busy: [],
  partners: new Map<string, number>(),
  mostOfPartner: 40,
  mostOfEndpoint: 40,
  mostDoubtful: 40,
  most: 40,
};

let ahead = 0;
const clock = { now: () => new Date(Date.now() + ahead) };

let t: TestApp;
let operator: Partner;
let subscription: Subscription;
let one: TestReceiver;
let two: TestReceiver;

beforeAll(async () => {
  t = await anApp({ env: ENV, clock });
  ({ partner: operator } = await t.app.partners.create({
    ...{ code: 'house', name: 'House', kind: 'operator', connector: 'native' },
  }));
  t.app.relay.start();
  subscription = t.app.bus.subscribe(t.app.webhooks.consumer);
  await t.load(5, 0, 40);
}, 60_000);

afterAll(async () => {
  await subscription.stop();
  await t.close();
});

beforeEach(async () => {
  ahead = 0;
  one = await aReceiver();
  two = await aReceiver();
  await quiet();
  t.app.webhooks.worker.start();
});

afterEach(async () => {
  await t.app.webhooks.worker.stop();
  await quiet();
  for (const table of ['webhook_endpoints', 'webhook_messages', 'webhook_attempts'])
    await t.db.database.run(`DELETE FROM ${table}`);
  await one.close();
  await two.close();
});

/** Everything that was committed has been put in line. */
const quiet = () => quietBus(t, t.app.webhooks.consumer);

async function settled(): Promise<void> {
  await quiet();
  await eventually(async () => {
    const all = await deliveries();
    return all.every(({ state }) => state === 'DELIVERED' || state === 'DEAD');
  });
}

const deliveries = (endpoint_id?: string) =>
  t.app.webhooks.messages.list({ owner: null, limit: 100, endpoint_id });
const endpointOf = (id: string) => t.app.webhooks.endpoints.get(id, null);

async function subscribe(partner: Partner, receiver: TestReceiver, input: Partial<NewEndpoint> = {}) {
  return t.app.webhooks.endpoints.create(partner, { url: receiver.url, ...input }, 'operator');
}

let rooms = 10;
/** One RoomInventoryUpdated of that day. */
async function change(day = 3): Promise<void> {
  rooms += 1;
  await t.push([{ from: t.day(day), to: t.day(day), available: rooms }]);
}

/** Moves the clock and lets what is due by then be sent. */
async function later(ms: number): Promise<void> {
  ahead += ms;
  t.app.webhooks.worker.wake();
}

async function tried(endpointId: string, times: number): Promise<void> {
  await eventually(async () => {
    const [row] = await deliveries(endpointId);
    return row?.attempts === times && row.state !== 'SENDING';
  });
}

describe('a subscriber', () => {
  test('gets what it asked for, signed, in the form of Standard Webhooks, as docs/asyncapi.json has it', async () => {
    const { secret, endpoint } = await subscribe(operator, one, { event_types: ['RoomInventoryUpdated'] });
    await t.load(5, 3, 3);
    await t.push([{ from: t.day(3), to: t.day(3), available: 2 }]);
    await settled();

    const [webhook] = one.received.slice(-1);
    if (webhook === undefined) throw new Error('nothing came');
    expect(one.received.every(({ json }) => json.type === 'RoomInventoryUpdated')).toBe(true);
    expect(verifies(webhook, secret)).toBe(true);
    expect(webhook.json).toMatchObject({
      type: 'RoomInventoryUpdated',
      timestamp: expect.stringMatching(/^20\d\d-.*Z$/) as string,
      data: { hotel_id: t.hotelId, nights: [{ date: t.day(3), available_rooms: 2, closed: false }] },
    });
    expect(webhook.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^msg_\d+$/) as string,
    });
    const age = Date.now() / 1_000 - Number(webhook.headers['webhook-timestamp']);
    expect(Math.abs(age)).toBeLessThan(10);
    expect(await endpointOf(endpoint.endpoint_id)).toMatchObject({ failures: 0, last_outcome: 'HTTP 204' });
  });

  test('never gets events of hotels or bookings that are not its own', async () => {
    await t.app.partners.create({ code: 'pms-9', name: 'Nine', kind: 'pms', connector: 'native' });
    const { partner: other } = await t.app.partners.create({
      ...{ code: 'ota-9', name: 'Nine', kind: 'ota', connector: 'native' },
    });
    const file = aHotel({ code: 'HV09', pms: 'pms-9', otas: ['ota-9'] });
    const { hotel_id } = await t.app.onboardHotel(file, { dryRun: false, requestId: null });
    for (const [kind, our_code] of [
      ['hotel', 'HV01'],
      ['room', 'SGL'],
    ] as const)
      await t.app.mappings.set({
        ...{ partner_code: 'ota-9', hotel_code: 'HV01', kind, our_code, their_code: our_code },
      });
    await quiet();
    const mine = await subscribe(t.ota, one);
    const theirs = await subscribe(other, two);
    const pmsReceiver = await aReceiver();
    const pms = await subscribe(t.pms, pmsReceiver);
    await t.app.onboardHotel({ ...file, name: 'Renamed' }, { dryRun: false, requestId: null });
    await change(4);
    const guest = { first_name: 'Ada', last_name: 'Quiller', email: 'ada@quiller.example' };
    const booked = bookingOf(await t.book({ user_id: '77', guest }));
    await settled();

    const of = (receiver: TestReceiver) => receiver.received.map(({ json }) => json);
    const hotels = (receiver: TestReceiver) => new Set(of(receiver).map(({ data }) => data['hotel_id']));
    expect(hotels(one)).toEqual(new Set([t.hotelId]));
    // HV01 is mapped to it with another room alone, and the booking is not its own.
    expect(hotels(two)).toEqual(new Set([hotel_id]));
    expect(of(two).map(({ type }) => type)).toEqual(['HotelUpdated']);
    const booking = (receiver: TestReceiver) => of(receiver).find(({ type }) => type === 'BookingConfirmed');
    expect(booking(one)?.data).toMatchObject({ booking_id: booked.booking_id, user_id: '77' });
    expect(booking(pmsReceiver)?.data).toMatchObject({ booking_id: booked.booking_id, user_id: null });
    const sold = (receiver: TestReceiver) => of(receiver).filter(({ data }) => 'sold_by' in data).length;
    expect([sold(one), sold(pmsReceiver)]).toEqual([1, 0]);
    expect(
      [one, two, pmsReceiver].flatMap(({ received }) => received.map(({ body }) => body)).join(),
    ).not.toMatch(/Ada|[Qq]uiller/);
    for (const { endpoint } of [mine, theirs, pms])
      await t.app.webhooks.endpoints.remove(endpoint.endpoint_id, null);
    await pmsReceiver.close();
    await t.cancel(booked.booking_id);
  });

  test('to some hotels and types hears of no others', async () => {
    await subscribe(operator, one, { hotels: ['HV01'], event_types: ['PriceUpdated'] });
    await change(5);
    await settled();
    expect(one.received).toEqual([]);
    await expect(subscribe(operator, one, { event_types: ['Nonsense'] })).rejects.toThrow(
      'RoomInventoryUpdated',
    );
    await expect(subscribe(t.ota, one, { hotels: ['HV77'] })).rejects.toThrow('HV77');
  });

  test('gets an event once, however often the bus hands it over', async () => {
    const { endpoint } = await subscribe(operator, one);
    await change();
    await settled();
    const events = await t.app.eventLog.read({ after: '0', limit: 1_000 });
    await t.app.webhooks.consumer.handle(events.slice(-1));
    await t.app.webhooks.consumer.handle(events.slice(-1));
    expect(await deliveries(endpoint.endpoint_id)).toHaveLength(1);
  });
});

describe('secrets', () => {
  test('are stored encrypted; after a rotation both sign until the grace ends', async () => {
    const { secret: former, endpoint } = await subscribe(operator, one);
    const by = { owner: null, graceHours: 2 };
    const { secret: present } = await t.app.webhooks.endpoints.rotate(endpoint.endpoint_id, by);
    await change();
    await settled();
    await later(3 * HOUR);
    await change();
    await settled();

    const [first, second] = one.received;
    if (first === undefined || second === undefined) throw new Error('not both came');
    expect(String(first.headers['webhook-signature']).split(' ')).toHaveLength(2);
    expect([verifies(first, present), verifies(first, former)]).toEqual([true, true]);
    expect([verifies(second, present), verifies(second, former)]).toEqual([true, false]);
    const [row] = await t.db.database.rows<{ secret: Buffer }>('SELECT secret FROM webhook_endpoints');
    expect(row?.secret.includes(present.slice(6))).toBe(false);
    expect(row?.secret.includes(Buffer.from(present.slice(6), 'base64'))).toBe(false);
    expect(JSON.stringify(await endpointOf(endpoint.endpoint_id))).not.toContain('whsec');
  });
});

describe('a receiver that fails', () => {
  test('is tried again on schedule under the same id, and given up after three days', async () => {
    const { secret, endpoint } = await subscribe(operator, one);
    const id = endpoint.endpoint_id;
    one.always = { status: 500 };
    await change();
    await quiet();
    await tried(id, 1);
    await later(4_000);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(one.received).toHaveLength(1);
    await later(2_000);
    await tried(id, 2);
    for (const [times, wait] of [
      [3, 5 / 60],
      [4, 0.5],
      [5, 2],
    ] as const) {
      await later(wait * HOUR * 1.11);
      await tried(id, times);
    }
    expect(new Set(one.received.map((webhook) => webhook.id)).size).toBe(1);
    expect(one.received.every((webhook) => verifies(webhook, secret))).toBe(true);
    const stamps = one.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(new Set(stamps).size).toBe(5);

    await later(70 * HOUR);
    await tried(id, 6);
    expect(await deliveries(id)).toMatchObject([{ state: 'DEAD', http_status: 500, attempts: 6 }]);
    expect(await endpointOf(id)).toMatchObject({ status: 'ACTIVE', failures: 6 });

    one.always = null;
    await later(HOUR);
    const [dead] = await deliveries(id);
    await t.app.webhooks.messages.resend(dead?.delivery_id ?? '', null);
    t.app.webhooks.worker.wake();
    await settled();
    expect(one.received.at(-1)?.id).toBe(dead?.webhook_id);
    expect(await deliveries(id)).toMatchObject([{ state: 'DELIVERED', attempts: 7 }]);
  });

  test('is not called before the time that it asked for', async () => {
    const { endpoint } = await subscribe(operator, one);
    one.troubles.push({ status: 503, headers: { 'retry-after': '600' } });
    await change();
    await quiet();
    await tried(endpoint.endpoint_id, 1);
    await change(6);
    await quiet();
    await later(500_000);
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(one.received).toHaveLength(1);
    await later(110_000);
    await settled();
    expect(one.received).toHaveLength(3);
  });

  test('and says 410 is disabled at once, what waits is kept for a replay', async () => {
    const { endpoint } = await subscribe(operator, one);
    const id = endpoint.endpoint_id;
    // Not so far back that it meets what the test before has changed.
    const since = new Date(Date.now() - 50);
    one.always = { status: 410 };
    await change();
    await settled();
    expect(await endpointOf(id)).toMatchObject({ status: 'DISABLED', cause: 'it answered 410 Gone' });
    const metric = await t.app.metrics.webhookEndpointsDisabled.get();
    expect(metric.values).toMatchObject([{ labels: { cause: 'gone' }, value: 1 }]);
    one.always = null;
    await change(7);
    await quiet();
    expect(one.received).toHaveLength(1);
    const dry = { since, owner: null, dryRun: true };
    const replayed = { ...dry, dryRun: false };
    await expect(t.app.webhooks.replayHistory(id, replayed)).rejects.toThrow('resume');
    const { messages, replayHistory, endpoints } = t.app.webhooks;
    const [dead] = await deliveries(id);
    await expect(messages.resend(dead?.delivery_id ?? '', null)).rejects.toThrow('resume');

    await endpoints.update(id, { status: 'ACTIVE' }, { owner: null, origin: 'operator' });
    expect(await replayHistory(id, dry)).toEqual({ again: 1, fresh: 1 });
    expect(await replayHistory(id, replayed)).toEqual({ again: 1, fresh: 1 });
    await settled();
    const [other] = (await deliveries(id)).filter(({ delivery_id }) => delivery_id !== dead?.delivery_id);
    const ids = [dead?.webhook_id, dead?.webhook_id, other?.webhook_id];
    expect(one.received.map((webhook) => webhook.id).sort()).toEqual(ids.sort());
  });

  test('for five days is disabled with its cause, others are not', async () => {
    const { endpoint } = await subscribe(operator, one);
    const { endpoint: other } = await subscribe(operator, two);
    one.always = { status: 500 };
    for (let day = 0; day <= 5; day++) {
      await change(day + 10);
      await quiet();
      await eventually(async () => (await deliveries(other.endpoint_id))[0]?.state === 'DELIVERED');
      const { failures } = await endpointOf(endpoint.endpoint_id);
      if (failures < day + 1)
        await eventually(async () => (await endpointOf(endpoint.endpoint_id)).failures > day);
      await later(24.1 * HOUR);
    }
    await eventually(async () => (await endpointOf(endpoint.endpoint_id)).status === 'DISABLED');
    expect((await endpointOf(endpoint.endpoint_id)).cause).toContain('nothing but failures for 120 hours');
    expect(await endpointOf(other.endpoint_id)).toMatchObject({ status: 'ACTIVE', failures: 0 });
    // What was put in line in that very moment is given up by the next sweep.
    await t.app.webhooks.prune();
    await settled();
  });

  test('is left alone after five failures in a row, and gets all when it is back', async () => {
    const { endpoint } = await subscribe(operator, one);
    one.always = { status: 500 };
    for (let day = 10; day < 17; day++) await change(day);
    await quiet();
    await eventually(async () => (await endpointOf(endpoint.endpoint_id)).failures >= 5);
    await new Promise((resolve) => setTimeout(resolve, 700));
    const before = one.received.length;
    await later(20_000);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(one.received.length).toBe(before);
    one.always = null;
    await later(600_000);
    await settled();
    expect(new Set(one.received.filter(({ status }) => status === 204).map(({ id }) => id)).size).toBe(7);
  });
});

describe('in order', () => {
  test('a hotel gets the next only after the one before, other hotels meanwhile', async () => {
    const file = aHotel({ code: 'HV08', pms: t.pms.code });
    await t.app.onboardHotel(file, { dryRun: false, requestId: null });
    const { hotel } = await t.app.openCatalogue({ partner_id: '0', kind: 'operator' }, 'HV08');
    await quiet();
    const { endpoint } = await subscribe(operator, one, { ordered: true });
    one.always = { status: 500, when: ({ json }) => json.data['hotel_id'] === t.hotelId };
    await change(1);
    await change(2);
    await change(3);
    await t.app.onboardHotel({ ...file, name: 'Other' }, { dryRun: false, requestId: null });
    await quiet();
    await eventually(() => one.received.some(({ json }) => json.data['hotel_id'] === hotel.hotel_id));
    await later(6_000);
    await eventually(async () =>
      (await deliveries()).some(({ attempts, state }) => attempts === 2 && state === 'PENDING'),
    );
    expect(new Set(one.received.filter(({ status }) => status === 500).map(({ id }) => id)).size).toBe(1);

    one.always = { delayMs: 50 };
    await later(6 * 60_000);
    await settled();
    const good = one.received.filter(
      ({ status, json }) => status !== 500 && json.data['hotel_id'] === t.hotelId,
    );
    expect(good.map(({ json }) => json.data['nights'])).toMatchObject([
      [{ date: t.day(1) }],
      [{ date: t.day(2) }],
      [{ date: t.day(3) }],
    ]);
    expect(one.mostAtOnce()).toBeLessThanOrEqual(2);
    expect(good[0]?.id).toBe(one.received.find(({ status }) => status === 500)?.id);
    expect(await endpointOf(endpoint.endpoint_id)).toMatchObject({ ordered: true, failures: 0 });
  });

  test('whoever gives up the order does not leave asleep what stood behind the first', async () => {
    const { endpoint } = await subscribe(operator, one, { ordered: true });
    await change(1);
    await change(2);
    await settled();
    one.troubles.push({ status: 500 });
    await change(3);
    await change(4);
    await quiet();
    await eventually(async () =>
      (await deliveries()).some(({ state, attempts }) => state === 'PENDING' && attempts > 0),
    );
    // The first of the hotel is far from its next try; the line sleeps until then.
    const far = toSqlTime(new Date(Date.now() + 10 * HOUR));
    await t.db.database.run(
      "UPDATE webhook_messages SET due_at = ? WHERE state = 'PENDING' AND attempt > 0",
      [far],
    );
    await t.db.database.run('UPDATE webhook_endpoints SET wake_at = ?, breaker_until = NULL', [far]);

    await t.app.webhooks.endpoints.update(
      endpoint.endpoint_id,
      { ordered: false },
      { owner: null, origin: 'operator' },
    );

    await eventually(() => one.received.some(({ json }) => JSON.stringify(json).includes(t.day(4))));
  });

  test('what is given up lets the next go', async () => {
    const { endpoint } = await subscribe(operator, one, { ordered: true });
    one.troubles.push({ status: 500 });
    await change(1);
    await change(2);
    await quiet();
    await eventually(async () => (await endpointOf(endpoint.endpoint_id)).failures === 1);
    expect(one.received).toHaveLength(1);
    one.troubles.push({ status: 500 });
    await later(73 * HOUR);
    await settled();
    const states = (await deliveries(endpoint.endpoint_id)).map(({ state }) => state);
    expect(states).toEqual(['DELIVERED', 'DEAD']);
  });
});

describe('several processes', () => {
  test('never send one message at the same time, and each once', async () => {
    const second = await anApp({ env: ENV, db: t.db, clock });
    second.app.webhooks.worker.start();
    const { endpoint } = await subscribe(operator, one);
    one.always = { delayMs: 30 };
    for (let day = 1; day < 40; day++) await change(day);
    await settled();
    await second.app.webhooks.worker.stop();

    expect(one.received).toHaveLength(39);
    expect(new Set(one.received.map(({ id }) => id)).size).toBe(39);
    expect(one.mostAtOnce()).toBeGreaterThan(1);
    expect(await deliveries(endpoint.endpoint_id)).toHaveLength(39);
    await second.close();
  });

  test('that ask at the very same moment are given each message once', async () => {
    await t.app.webhooks.worker.stop();
    const { endpoint } = await subscribe(operator, one);
    for (let day = 1; day < 20; day++) await change(day);
    await quiet();
    const { database, nextId } = t.app;
    await database.run('UPDATE webhook_endpoints SET last_success_at = ?', [toSqlTime(clock.now())]);
    const claims = createClaimMessages({ database, nextId, clock, leaseMs: 60_000 });
    const claimed = await Promise.all(Array.from({ length: 8 }, () => claims.claim(ROOM)));

    const ids = claimed.flat().map(({ message_id }) => message_id);
    expect(ids).toHaveLength(19);
    expect(new Set(ids).size).toBe(19);
    expect(await claims.claim(ROOM)).toEqual([]);
    await t.app.webhooks.endpoints.remove(endpoint.endpoint_id, null);
  });

  test('keep the order of an ordered endpoint together', async () => {
    const second = await anApp({ env: ENV, db: t.db, clock });
    second.app.webhooks.worker.start();
    await subscribe(operator, one, { ordered: true, event_types: ['RoomInventoryUpdated'] });
    one.always = { delayMs: 15 };
    for (let day = 1; day < 30; day++) await change(day);
    await settled();
    await second.app.webhooks.worker.stop();
    await second.close();

    expect(one.mostAtOnce()).toBe(1);
    const days = one.received.map(({ json }) => (json.data['nights'] as { date: string }[])[0]?.date);
    expect(days).toEqual(Array.from({ length: 29 }, (_, index) => t.day(index + 1)));
  });
});

describe('an endpoint', () => {
  test('that is paused gets what happened meanwhile when it is resumed', async () => {
    const { endpoint } = await subscribe(operator, one);
    const id = endpoint.endpoint_id;
    const by = { owner: null, origin: 'operator' } as const;
    await t.app.webhooks.endpoints.update(id, { status: 'PAUSED' }, by);
    await change();
    await quiet();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(one.received).toEqual([]);
    await t.app.webhooks.endpoints.update(id, { status: 'ACTIVE' }, by);
    t.app.webhooks.worker.wake();
    await settled();
    expect(one.received).toHaveLength(1);
  });

  test("of another partner's is not there, by any way", async () => {
    const { endpoint } = await subscribe(t.ota, one);
    await change();
    await settled();
    const [delivery] = await deliveries(endpoint.endpoint_id);
    const { endpoints, messages, replayHistory, tryWebhook } = t.app.webhooks;
    const id = endpoint.endpoint_id;
    const owner = t.pms.partner_id;
    const ways = [
      () => endpoints.get(id, owner),
      () => endpoints.update(id, { ordered: true }, { owner, origin: 'partner' }),
      () => endpoints.remove(id, owner),
      () => endpoints.rotate(id, { owner, graceHours: 0 }),
      () => messages.resend(delivery?.delivery_id ?? '', owner),
      () => replayHistory(id, { since: new Date(0), owner, dryRun: false }),
      () => tryWebhook(id, owner),
    ];
    for (const way of ways) await expect(way()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await messages.list({ owner, endpoint_id: id, limit: 10 })).toEqual([]);
    expect(await endpoints.list(owner)).toEqual([]);
    expect(await endpoints.list(t.ota.partner_id)).toHaveLength(1);
  });

  test('can be tried: signed, not kept', async () => {
    const { endpoint, secret } = await subscribe(operator, one);
    one.troubles.push({ status: 404 });
    const bad = await t.app.webhooks.tryWebhook(endpoint.endpoint_id, null);
    const good = await t.app.webhooks.tryWebhook(endpoint.endpoint_id, null);
    expect([bad.ok, bad.http_status, good.ok]).toEqual([false, 404, true]);
    expect(one.received.map(({ json }) => json.type)).toEqual(['Test', 'Test']);
    expect(one.received.every((webhook) => verifies(webhook, secret))).toBe(true);
    expect(await deliveries(endpoint.endpoint_id)).toEqual([]);
  });

  test('is one of a bounded number', async () => {
    const make = () => subscribe(t.ota, one);
    const made = await Promise.allSettled(Array.from({ length: 25 }, make));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    await expect(make()).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('messages go when they have had their time', async () => {
    await subscribe(operator, one);
    await change();
    await settled();
    expect(await t.app.webhooks.prune()).toBe(0);
    ahead = 8 * 24 * HOUR;
    expect(await t.app.webhooks.prune()).toBe(1);
    ahead = 31 * 24 * HOUR;
    expect(await t.app.webhooks.prune()).toBe(1);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifies, type TestReceiver } from '../../../../test/builders/a-receiver.js';
import { aReceiver } from '../../../../test/builders/a-receiver.js';
import { bookingOf } from '../../../../test/builders/an-app.js';
import { aHotel } from '../../../../test/builders/a-hotel.js';
import { WebhookDesk } from '../../../../test/builders/a-webhook-desk.js';

const ENV = { BELLHOP_DELIVERY_LEASE_MS: '1500', BELLHOP_WEBHOOK_TIMEOUT_MS: '2000' };
const HOUR = 3_600_000;

const desk = new WebhookDesk();
beforeAll(() => desk.open(ENV), 60_000);
afterAll(() => desk.app.close());
beforeEach(() => desk.begin());
afterEach(() => desk.end());

describe('a subscriber', () => {
  test('gets what it asked for, signed, in the form of Standard Webhooks, as docs/asyncapi.json has it', async () => {
    const { secret, endpoint } = await desk.subscribe(desk.app.operator, desk.one, {
      event_types: ['RoomInventoryUpdated'],
    });
    await desk.t.load(5, 3, 3);
    await desk.t.push([{ from: desk.t.day(3), to: desk.t.day(3), available: 2 }]);
    await desk.settled();

    const [webhook] = desk.one.received.slice(-1);
    if (webhook === undefined) throw new Error('nothing came');
    expect(desk.one.received.every(({ json }) => json.type === 'RoomInventoryUpdated')).toBe(true);
    expect(verifies(webhook, secret)).toBe(true);
    expect(webhook.json).toMatchObject({
      type: 'RoomInventoryUpdated',
      timestamp: expect.stringMatching(/^20\d\d-.*Z$/) as string,
      data: {
        hotel_id: desk.t.hotelId,
        nights: [{ date: desk.t.day(3), available_rooms: 2, closed: false }],
      },
    });
    expect(webhook.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^msg_\d+$/) as string,
    });
    const age = Date.now() / 1_000 - Number(webhook.headers['webhook-timestamp']);
    expect(Math.abs(age)).toBeLessThan(10);
    expect(await desk.endpointOf(endpoint.endpoint_id)).toMatchObject({
      failures: 0,
      last_outcome: 'HTTP 204',
    });
  });

  test('never gets events of hotels or bookings that are not its own', async () => {
    await desk.t.app.partners.create({ code: 'pms-9', name: 'Nine', kind: 'pms', connector: 'native' });
    const { partner: other } = await desk.t.app.partners.create({
      ...{ code: 'ota-9', name: 'Nine', kind: 'ota', connector: 'native' },
    });
    const file = aHotel({ code: 'HV09', pms: 'pms-9', otas: ['ota-9'] });
    const { hotel_id } = await desk.t.app.onboardHotel(file, { dryRun: false, requestId: null });
    for (const [kind, our_code] of [
      ['hotel', 'HV01'],
      ['room', 'SGL'],
    ] as const)
      await desk.t.app.mappings.set({
        ...{ partner_code: 'ota-9', hotel_code: 'HV01', kind, our_code, their_code: our_code },
      });
    await desk.quiet();
    const mine = await desk.subscribe(desk.t.ota, desk.one);
    const theirs = await desk.subscribe(other, desk.two);
    const pmsReceiver = await aReceiver();
    const pms = await desk.subscribe(desk.t.pms, pmsReceiver);
    await desk.t.app.onboardHotel({ ...file, name: 'Renamed' }, { dryRun: false, requestId: null });
    await desk.change(4);
    const guest = { first_name: 'Ada', last_name: 'Quiller', email: 'ada@quiller.example' };
    const booked = bookingOf(await desk.t.book({ user_id: '77', guest }));
    await desk.settled();

    const of = (receiver: TestReceiver) => receiver.received.map(({ json }) => json);
    const hotels = (receiver: TestReceiver) => new Set(of(receiver).map(({ data }) => data['hotel_id']));
    expect(hotels(desk.one)).toEqual(new Set([desk.t.hotelId]));
    // HV01 is mapped to it with another room alone, and the booking is not its own.
    expect(hotels(desk.two)).toEqual(new Set([hotel_id]));
    expect(of(desk.two).map(({ type }) => type)).toEqual(['HotelUpdated']);
    const booking = (receiver: TestReceiver) => of(receiver).find(({ type }) => type === 'BookingConfirmed');
    expect(booking(desk.one)?.data).toMatchObject({ booking_id: booked.booking_id, user_id: '77' });
    expect(booking(pmsReceiver)?.data).toMatchObject({ booking_id: booked.booking_id, user_id: null });
    const sold = (receiver: TestReceiver) => of(receiver).filter(({ data }) => 'sold_by' in data).length;
    expect([sold(desk.one), sold(pmsReceiver)]).toEqual([1, 0]);
    expect(
      [desk.one, desk.two, pmsReceiver].flatMap(({ received }) => received.map(({ body }) => body)).join(),
    ).not.toMatch(/Ada|[Qq]uiller/);
    for (const { endpoint } of [mine, theirs, pms])
      await desk.t.app.webhooks.endpoints.remove(endpoint.endpoint_id, null);
    await pmsReceiver.close();
    await desk.t.cancel(booked.booking_id);
  });

  test('to some hotels and types hears of no others', async () => {
    await desk.subscribe(desk.app.operator, desk.one, { hotels: ['HV01'], event_types: ['PriceUpdated'] });
    await desk.change(5);
    await desk.settled();
    expect(desk.one.received).toEqual([]);
    await expect(desk.subscribe(desk.app.operator, desk.one, { event_types: ['Nonsense'] })).rejects.toThrow(
      'RoomInventoryUpdated',
    );
    await expect(desk.subscribe(desk.t.ota, desk.one, { hotels: ['HV77'] })).rejects.toThrow('HV77');
  });

  test('gets an event once, however often the bus hands it over', async () => {
    const { endpoint } = await desk.subscribe(desk.app.operator, desk.one);
    await desk.change();
    await desk.settled();
    const events = await desk.t.app.eventLog.read({ after: '0', limit: 1_000 });
    await desk.t.app.webhooks.consumer.handle(events.slice(-1));
    await desk.t.app.webhooks.consumer.handle(events.slice(-1));
    expect(await desk.deliveries(endpoint.endpoint_id)).toHaveLength(1);
  });
});

describe('secrets', () => {
  test('are stored encrypted; after a rotation both sign until the grace ends', async () => {
    const { secret: former, endpoint } = await desk.subscribe(desk.app.operator, desk.one);
    const by = { owner: null, graceHours: 2 };
    const { secret: present } = await desk.t.app.webhooks.endpoints.rotate(endpoint.endpoint_id, by);
    await desk.change();
    await desk.settled();
    desk.later(3 * HOUR);
    await desk.change();
    await desk.settled();

    const [first, second] = desk.one.received;
    if (first === undefined || second === undefined) throw new Error('not both came');
    expect(String(first.headers['webhook-signature']).split(' ')).toHaveLength(2);
    expect([verifies(first, present), verifies(first, former)]).toEqual([true, true]);
    expect([verifies(second, present), verifies(second, former)]).toEqual([true, false]);
    const [row] = await desk.t.db.database.rows<{ secret: Buffer }>('SELECT secret FROM webhook_endpoints');
    expect(row?.secret.includes(present.slice(6))).toBe(false);
    expect(row?.secret.includes(Buffer.from(present.slice(6), 'base64'))).toBe(false);
    expect(JSON.stringify(await desk.endpointOf(endpoint.endpoint_id))).not.toContain('whsec');
  });
});

describe('an endpoint', () => {
  test('that is paused gets what happened meanwhile when it is resumed', async () => {
    const { endpoint } = await desk.subscribe(desk.app.operator, desk.one);
    const id = endpoint.endpoint_id;
    const by = { owner: null, origin: 'operator' } as const;
    await desk.t.app.webhooks.endpoints.update(id, { status: 'PAUSED' }, by);
    await desk.change();
    await desk.quiet();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(desk.one.received).toEqual([]);
    await desk.t.app.webhooks.endpoints.update(id, { status: 'ACTIVE' }, by);
    desk.t.app.webhooks.worker.wake();
    await desk.settled();
    expect(desk.one.received).toHaveLength(1);
  });

  test("of another partner's is not there, by any way", async () => {
    const { endpoint } = await desk.subscribe(desk.t.ota, desk.one);
    await desk.change();
    await desk.settled();
    const [delivery] = await desk.deliveries(endpoint.endpoint_id);
    const { endpoints, messages, replayHistory, tryWebhook } = desk.t.app.webhooks;
    const id = endpoint.endpoint_id;
    const owner = desk.t.pms.partner_id;
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
    expect(await endpoints.list(desk.t.ota.partner_id)).toHaveLength(1);
  });

  test('can be tried: signed, not kept', async () => {
    const { endpoint, secret } = await desk.subscribe(desk.app.operator, desk.one);
    desk.one.troubles.push({ status: 404 });
    const bad = await desk.t.app.webhooks.tryWebhook(endpoint.endpoint_id, null);
    const good = await desk.t.app.webhooks.tryWebhook(endpoint.endpoint_id, null);
    expect([bad.ok, bad.http_status, good.ok]).toEqual([false, 404, true]);
    expect(desk.one.received.map(({ json }) => json.type)).toEqual(['Test', 'Test']);
    expect(desk.one.received.every((webhook) => verifies(webhook, secret))).toBe(true);
    expect(await desk.deliveries(endpoint.endpoint_id)).toEqual([]);
  });

  test('is one of a bounded number', async () => {
    const make = () => desk.subscribe(desk.t.ota, desk.one);
    const made = await Promise.allSettled(Array.from({ length: 25 }, make));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    await expect(make()).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('messages go when they have had their time', async () => {
    await desk.subscribe(desk.app.operator, desk.one);
    await desk.change();
    await desk.settled();
    expect(await desk.t.app.webhooks.prune()).toBe(0);
    desk.ahead = 8 * 24 * HOUR;
    expect(await desk.t.app.webhooks.prune()).toBe(1);
    desk.ahead = 31 * 24 * HOUR;
    expect(await desk.t.app.webhooks.prune()).toBe(1);
  });
});

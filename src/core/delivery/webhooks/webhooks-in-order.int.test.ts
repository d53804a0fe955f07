import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aHotel } from '../../../../test/builders/a-hotel.js';
import { WebhookDesk } from '../../../../test/builders/a-webhook-desk.js';
import { eventually } from '../../../../test/harness/eventually.js';
import { toSqlTime } from '../../platform/sql-time.js';
import { createClaimMessages } from './claim-message.js';

const ENV = { BELLHOP_DELIVERY_LEASE_MS: '1500', BELLHOP_WEBHOOK_TIMEOUT_MS: '2000' };
const HOUR = 3_600_000;
const ROOM = {
  busy: [],
  partners: new Map<string, number>(),
  mostOfPartner: 40,
  mostOfEndpoint: 40,
  mostDoubtful: 40,
  most: 40,
};

const desk = new WebhookDesk();
beforeAll(() => desk.open(ENV), 60_000);
afterAll(() => desk.app.close());
beforeEach(() => desk.begin());
afterEach(() => desk.end());

describe('in order', () => {
  test('a hotel gets the next only after the one before, other hotels meanwhile', async () => {
    const file = aHotel({ code: 'HV08', pms: desk.t.pms.code });
    await desk.t.app.onboardHotel(file, { dryRun: false, requestId: null });
    const { hotel } = await desk.t.app.openCatalogue({ partner_id: '0', kind: 'operator' }, 'HV08');
    await desk.quiet();
    const { endpoint } = await desk.subscribe(desk.app.operator, desk.one, { ordered: true });
    desk.one.always = { status: 500, when: ({ json }) => json.data['hotel_id'] === desk.t.hotelId };
    await desk.change(1);
    await desk.change(2);
    await desk.change(3);
    await desk.t.app.onboardHotel({ ...file, name: 'Other' }, { dryRun: false, requestId: null });
    await desk.quiet();
    await eventually(() => desk.one.received.some(({ json }) => json.data['hotel_id'] === hotel.hotel_id));
    desk.later(6_000);
    await eventually(async () =>
      (await desk.deliveries()).some(({ attempts, state }) => attempts === 2 && state === 'PENDING'),
    );
    expect(new Set(desk.one.received.filter(({ status }) => status === 500).map(({ id }) => id)).size).toBe(
      1,
    );

    desk.one.always = { delayMs: 50 };
    desk.later(6 * 60_000);
    await desk.settled();
    const good = desk.one.received.filter(
      ({ status, json }) => status !== 500 && json.data['hotel_id'] === desk.t.hotelId,
    );
    expect(good.map(({ json }) => json.data['nights'])).toMatchObject([
      [{ date: desk.t.day(1) }],
      [{ date: desk.t.day(2) }],
      [{ date: desk.t.day(3) }],
    ]);
    expect(desk.one.mostAtOnce()).toBeLessThanOrEqual(2);
    expect(good[0]?.id).toBe(desk.one.received.find(({ status }) => status === 500)?.id);
    expect(await desk.endpointOf(endpoint.endpoint_id)).toMatchObject({ ordered: true, failures: 0 });
  });

  test('whoever gives up the order does not leave asleep what stood behind the first', async () => {
    const { endpoint } = await desk.subscribe(desk.app.operator, desk.one, { ordered: true });
    await desk.change(1);
    await desk.change(2);
    await desk.settled();
    desk.one.troubles.push({ status: 500 });
    await desk.change(3);
    await desk.change(4);
    await desk.quiet();
    await eventually(async () =>
      (await desk.deliveries()).some(({ state, attempts }) => state === 'PENDING' && attempts > 0),
    );
    // The first of the hotel is far from its next try; the line sleeps until then.
    const far = toSqlTime(new Date(Date.now() + 10 * HOUR));
    await desk.t.db.database.run(
      "UPDATE webhook_messages SET due_at = ? WHERE state = 'PENDING' AND attempt > 0",
      [far],
    );
    await desk.t.db.database.run('UPDATE webhook_endpoints SET wake_at = ?, breaker_until = NULL', [far]);

    await desk.t.app.webhooks.endpoints.update(
      endpoint.endpoint_id,
      { ordered: false },
      { owner: null, origin: 'operator' },
    );

    await eventually(() =>
      desk.one.received.some(({ json }) => JSON.stringify(json).includes(desk.t.day(4))),
    );
  });

  test('who is sent again while it waits keeps its place before those behind it', async () => {
    const { endpoint } = await desk.subscribe(desk.app.operator, desk.one, { ordered: true });
    desk.one.troubles.push({ status: 500 });
    for (const day of [1, 2, 3]) await desk.change(day);
    await desk.quiet();
    await eventually(async () => (await desk.endpointOf(endpoint.endpoint_id)).failures === 1);
    const [last, second, head] = await desk.deliveries(endpoint.endpoint_id);
    expect([head, second, last]).toMatchObject([{ attempts: 1 }, { attempts: 0 }, { attempts: 0 }]);

    const { messages, worker } = desk.t.app.webhooks;
    await messages.resend(second?.delivery_id ?? '', null);
    expect(await messages.resend(head?.delivery_id ?? '', null)).toMatchObject({ state: 'PENDING' });
    worker.wake();
    await desk.settled();
    const ids = [head, head, second, last].map((delivery) => delivery?.webhook_id);
    expect(desk.one.received.map(({ id }) => id)).toEqual(ids);

    // What was taken is no longer in line: it goes to the end.
    await worker.stop();
    await desk.change(4);
    await desk.quiet();
    await messages.resend(head?.delivery_id ?? '', null);
    worker.start();
    await desk.settled();
    const [fresh] = await desk.deliveries(endpoint.endpoint_id);
    expect(desk.one.received.slice(4).map(({ id }) => id)).toEqual([fresh?.webhook_id, head?.webhook_id]);
  });

  test('what is given up lets the next go', async () => {
    const { endpoint } = await desk.subscribe(desk.app.operator, desk.one, { ordered: true });
    desk.one.troubles.push({ status: 500 });
    await desk.change(1);
    await desk.change(2);
    await desk.quiet();
    await eventually(async () => (await desk.endpointOf(endpoint.endpoint_id)).failures === 1);
    expect(desk.one.received).toHaveLength(1);
    desk.one.troubles.push({ status: 500 });
    desk.later(73 * HOUR);
    await desk.settled();
    const states = (await desk.deliveries(endpoint.endpoint_id)).map(({ state }) => state);
    expect(states).toEqual(['DELIVERED', 'DEAD']);
  });
});

describe('several processes', () => {
  test('never send one message at the same time, and each once', async () => {
    const second = await desk.another();
    second.app.webhooks.worker.start();
    const { endpoint } = await desk.subscribe(desk.app.operator, desk.one);
    desk.one.always = { delayMs: 30 };
    for (let day = 1; day < 40; day++) await desk.change(day);
    await desk.settled();
    await second.app.webhooks.worker.stop();

    expect(desk.one.received).toHaveLength(39);
    expect(new Set(desk.one.received.map(({ id }) => id)).size).toBe(39);
    expect(desk.one.mostAtOnce()).toBeGreaterThan(1);
    expect(await desk.deliveries(endpoint.endpoint_id)).toHaveLength(39);
    await second.close();
  });

  test('that ask at the very same moment are given each message once', async () => {
    await desk.t.app.webhooks.worker.stop();
    const { endpoint } = await desk.subscribe(desk.app.operator, desk.one);
    for (let day = 1; day < 20; day++) await desk.change(day);
    await desk.quiet();
    const { database, nextId } = desk.t.app;
    await database.run('UPDATE webhook_endpoints SET last_success_at = ?', [toSqlTime(desk.clock.now())]);
    const claims = createClaimMessages({ database, nextId, clock: desk.clock, leaseMs: 60_000 });
    const claimed = await Promise.all(Array.from({ length: 8 }, () => claims.claim(ROOM)));

    const ids = claimed.flat().map(({ message_id }) => message_id);
    expect(ids).toHaveLength(19);
    expect(new Set(ids).size).toBe(19);
    expect(await claims.claim(ROOM)).toEqual([]);
    await desk.t.app.webhooks.endpoints.remove(endpoint.endpoint_id, null);
  });

  test('keep the order of an ordered endpoint together', async () => {
    const second = await desk.another();
    second.app.webhooks.worker.start();
    await desk.subscribe(desk.app.operator, desk.one, {
      ordered: true,
      event_types: ['RoomInventoryUpdated'],
    });
    desk.one.always = { delayMs: 15 };
    for (let day = 1; day < 30; day++) await desk.change(day);
    await desk.settled();
    await second.app.webhooks.worker.stop();
    await second.close();

    expect(desk.one.mostAtOnce()).toBe(1);
    const days = desk.one.received.map(({ json }) => (json.data['nights'] as { date: string }[])[0]?.date);
    expect(days).toEqual(Array.from({ length: 29 }, (_, index) => desk.t.day(index + 1)));
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Subscription } from '../../src/core/events/event-bus.js';
import { aReceiver, type TestReceiver } from '../builders/a-receiver.js';
import { quietBus } from '../builders/quiet-bus.js';
import { eventually } from '../harness/eventually.js';
import { aGateway, type PartnerCode, type TestGateway } from './a-gateway.js';

const BASE = '/pms/channex/api/v1';

interface Webhook {
  readonly data: {
    readonly id: string;
    readonly type: string;
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly relationships: object;
  };
}
interface Hint {
  readonly event: string;
  readonly property_id: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}
interface Bookings {
  readonly data: readonly { readonly id: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly meta: { readonly total: number; readonly order_direction: string };
}

let gateway: TestGateway;
let subscription: Subscription;
let receiver: TestReceiver;

beforeAll(async () => {
  gateway = await aGateway({
    env: {
      BELLHOP_SECRET_KEY: Buffer.alloc(32, 3).toString('base64'),
      BELLHOP_DELIVERY_ALLOW: '127.0.0.1',
      BELLHOP_WEBHOOK_TIMEOUT_MS: '2000',
    },
  });
  const { app } = gateway;
  app.relay.start();
  subscription = app.bus.subscribe(app.webhooks.consumer);
  app.webhooks.worker.start();
  await gateway.load(9);
});
afterAll(async () => {
  await gateway.app.webhooks.worker.stop();
  await subscription.stop();
  await gateway.close();
});
beforeEach(async () => {
  await quietBus(gateway, gateway.app.webhooks.consumer);
  receiver = await aReceiver();
});
afterEach(async () => {
  for (const table of ['webhook_endpoints', 'webhook_messages'])
    await gateway.db.database.run(`DELETE FROM ${table}`);
  await receiver.close();
});

async function call<T>(
  method: string,
  path: string,
  { as = 'pms-1', body }: { as?: PartnerCode; body?: unknown } = {},
) {
  const response = await fetch(gateway.url + BASE + path, {
    method,
    headers: {
      'user-api-key': gateway.keys[as],
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as T };
}

const make = (webhook: object = {}) =>
  call<Webhook>('POST', '/webhooks', {
    body: {
      webhook: {
        callback_url: receiver.url,
        event_mask: '*',
        property_id: 'HV01',
        is_active: true,
        send_data: true,
        ...webhook,
      },
    },
  });
const hints = () => receiver.received.map(({ json }) => json as unknown as Hint);

async function book(day: number): Promise<string> {
  const stay = { checkin_date: gateway.day(day), checkout_date: gateway.day(day + 1), guests: 1 };
  const body = { hotel_id: 'HV01', room_code: 'DBL', ...stay };
  const created = await gateway.call('POST', '/api/bookings/create', { as: 'ota-1', body });
  return ((await created.json()) as { booking_id: string }).booking_id;
}

describe('webhooks of the contract', () => {
  it('are made, listed, changed and deleted in its words', async () => {
    const headers = { 'x-pms-key': 'k3y-of-the-pms' };
    const made = await make({ headers, request_params: { tenant: '7' }, event_mask: 'booking;ari' });
    expect(made.status).toBe(201);
    const { id } = made.json.data;
    expect(made.json.data).toEqual({
      id,
      type: 'webhook',
      attributes: {
        ...{
          id,
          callback_url: receiver.url,
          event_mask: 'booking;ari',
          property_id: 'HV01',
          is_global: false,
        },
        ...{ is_active: true, send_data: true, protected: false, headers, request_params: { tenant: '7' } },
      },
      relationships: { property: { data: { type: 'property', id: 'HV01' } } },
    });
    const listed = await call('GET', '/webhooks');
    expect(listed.json).toMatchObject({ data: [{ id }], meta: { page: 1, limit: 10, total: 1 } });

    const body = { webhook: { is_active: false, property_id: null, is_global: true } };
    const changed = await call<Webhook>('PUT', `/webhooks/${id}`, { body });
    expect(changed.json.data.attributes).toMatchObject({
      ...{ is_active: false, property_id: null, is_global: true, headers, event_mask: 'booking;ari' },
    });
    expect((await call('DELETE', `/webhooks/${id}`)).status).toBe(200);
    expect((await call('GET', `/webhooks/${id}`)).status).toBe(404);

    const { app } = gateway;
    const messages = await app.journal.list({ limit: 50 });
    const shown = await Promise.all(messages.map(({ message_id }) => app.journal.show(message_id)));
    expect(JSON.stringify(shown)).toContain('x-pms-key');
    expect(JSON.stringify(shown) + gateway.logged()).not.toContain('k3y-of-the-pms');
  });

  it('hint at a booking, whose revision is then fetched by its id and acknowledged', async () => {
    await make({ event_mask: 'booking_new', headers: { 'x-pms-key': 'k' }, request_params: { tenant: '7' } });
    const booking_id = await book(5);
    await eventually(() => receiver.received.length > 0);
    const [hint] = hints();
    const revision_id = String(hint?.payload?.['revision_id']);
    expect(hint).toMatchObject({ event: 'booking_new', property_id: 'HV01', payload: { booking_id } });
    expect(receiver.received[0]).toMatchObject({ path: '/hook?tenant=7', headers: { 'x-pms-key': 'k' } });
    expect(receiver.received[0]?.headers['webhook-signature']).toBeUndefined();

    expect((await call('GET', `/booking_revisions/${revision_id}`, { as: 'pms-2' })).status).toBe(404);
    const revision = await call('GET', `/booking_revisions/${revision_id}`);
    expect(revision.json).toMatchObject({
      data: { id: revision_id, attributes: { booking_id, status: 'new' } },
    });
    expect((await call('POST', `/booking_revisions/${revision_id}/ack`)).status).toBe(200);
    const feed = await call<Bookings>('GET', '/booking_revisions/feed');
    expect(feed.json.meta.total).toBe(0);
  });

  it('hint at changed nights, to the PMS of the hotel alone', async () => {
    await make();
    const other = await aReceiver();
    await call('POST', '/webhooks', {
      as: 'pms-2',
      body: { webhook: { callback_url: other.url, event_mask: '*', property_id: null, is_active: true } },
    });
    const values = [{ property_id: 'HV01', room_type_id: 'DBL', date: gateway.day(20), availability: 3 }];
    await call('POST', '/availability', { body: { values } });
    await eventually(() => receiver.received.length > 0);
    expect(hints()[0]).toMatchObject({
      event: 'ari',
      payload: [{ date: gateway.day(20), room_type_id: 'DBL', availability: 3, stop_sell: false }],
    });
    expect(other.received).toEqual([]);
    await other.close();
  });

  it('that are not switched on get nothing, not even later', async () => {
    const made = await make({ is_active: undefined });
    expect(made.json.data.attributes['is_active']).toBe(false);
    await book(6);
    await quietBus(gateway, gateway.app.webhooks.consumer);
    await call('PUT', `/webhooks/${made.json.data.id}`, {
      body: { webhook: { is_active: true, send_data: false } },
    });
    await book(7);
    await eventually(() => receiver.received.length > 1);
    const bookings = hints().filter(({ event }) => event === 'booking');
    expect(bookings).toHaveLength(1);
    expect(bookings[0]).not.toHaveProperty('payload');
  });

  it('tell of a revision that is not acknowledged within 30 minutes, once, and of none that is', async () => {
    const { app, db } = gateway;
    await make({ event_mask: 'non_acked_booking' });
    const late = await book(40);
    const taken = await book(41);
    const [revision] = await db.database.rows<{ revision_id: string }>(
      'SELECT revision_id FROM reservation_revisions WHERE booking_id = ?',
      [taken],
    );
    await call('GET', '/booking_revisions/feed?pagination[limit]=100');
    await call('POST', `/booking_revisions/${revision?.revision_id ?? ''}/ack`);
    expect(await app.webhooks.tellAlarms()).toBe(0);

    await db.database.run(
      'UPDATE reservation_revisions SET created_at = UTC_TIMESTAMP(3) - INTERVAL 31 MINUTE WHERE booking_id IN (?)',
      [[late, taken]],
    );
    expect(await app.webhooks.tellAlarms()).toBe(1);
    expect(await app.webhooks.tellAlarms()).toBe(0);
    await eventually(() => receiver.received.length > 0);
    expect(hints()).toEqual([
      expect.objectContaining({
        ...{ event: 'non_acked_booking', property_id: 'HV01' },
        payload: expect.objectContaining({ booking_id: late, property_id: 'HV01' }) as object,
      }),
    ]);
  });

  it('tell the PMS of the hotel, and nobody else, that a channel refused what it was sent', async () => {
    const { app, db, hotelId } = gateway;
    await make({ event_mask: 'sync_error;ari' });
    const other = await aReceiver();
    await call('POST', '/webhooks', {
      as: 'pms-2',
      body: { webhook: { callback_url: other.url, event_mask: '*', property_id: null, is_active: true } },
    });
    const ota = await app.partners.get('ota-1');
    await db.database.run(
      `INSERT INTO deliveries (delivery_id, partner_id, hotel_id, kind, subject, state, due_at, cause, updated_at)
       VALUES (77, ?, ?, 'ari', 'parked:402', 'PARKED', UTC_TIMESTAMP(3), 'Room unknown', UTC_TIMESTAMP(3))`,
      [ota.partner_id, hotelId],
    );
    expect(await app.webhooks.tellAlarms()).toBe(1);
    await eventually(() => receiver.received.length > 0);
    expect(hints()[0]).toMatchObject({
      ...{ event: 'sync_error', property_id: 'HV01' },
      payload: { channel: 'ota-1', channel_event_id: '77', error_type: '402', property_id: 'HV01' },
    });
    expect(other.received).toEqual([]);
    await db.database.run('DELETE FROM deliveries WHERE delivery_id = 77');
    await other.close();
  });

  it('are tried before they are stored, at addresses that they may have', async () => {
    const webhook = {
      ...{ callback_url: receiver.url, event_mask: '*', property_id: 'HV01' },
      ...{ headers: { 'x-pms-key': 'k' }, request_params: { tenant: '7' } },
    };
    const tried = await call('POST', '/webhooks/test', { body: { webhook } });
    expect(tried).toMatchObject({ status: 200, json: { meta: { message: 'Success' } } });
    expect(receiver.received[0]).toMatchObject({
      ...{ path: '/hook?tenant=7', headers: { 'x-pms-key': 'k' } },
      json: { event: 'test', property_id: 'HV01' },
    });
    const inside = { ...webhook, callback_url: 'https://169.254.169.254/' };
    expect((await call('POST', '/webhooks/test', { body: { webhook: inside } })).status).toBe(422);
    const others = { ...webhook, property_id: 'HV02' };
    expect((await call('POST', '/webhooks/test', { body: { webhook: others } })).status).toBe(404);
    expect((await call<{ meta: { total: number } }>('GET', '/webhooks')).json.meta.total).toBe(0);
  });

  it.each([
    [{ callback_url: 'http://10.0.0.1/x' }, 'url'],
    [{ callback_url: 'https://169.254.169.254/' }, 'url'],
    [{ event_mask: 'no spaces please' }, 'event_mask'],
    [{ headers: { host: 'elsewhere' } }, 'headers'],
    [{ headers: { 'x-a': 'b\r\nx-c: d' } }, 'x-a'],
  ])('are refused %j', async (webhook, field) => {
    const { status, json } = await make(webhook);
    expect(status).toBe(422);
    expect(json).toMatchObject({
      errors: { code: 'validation_error', details: { [field]: [expect.any(String)] } },
    });
  });
});

describe('GET /bookings', () => {
  it('lists each booking once, as it was told last, page by page', async () => {
    const first = await book(30);
    const second = await book(31);
    expect((await call<Bookings>('GET', '/bookings')).json.data.map(({ id }) => id)).not.toContain(first);
    await call('GET', '/booking_revisions/feed?pagination[limit]=100');
    await gateway.call('POST', `/api/bookings/${second}/cancel`, { as: 'ota-1', body: {} });
    await call('GET', '/booking_revisions/feed?pagination[limit]=100');

    const { json } = await call<Bookings>('GET', '/bookings?filter[property_id]=HV01');
    expect(json.data.slice(0, 2).map(({ id }) => id)).toEqual([second, first]);
    expect(json.data[0]?.attributes).toMatchObject({ status: 'cancelled', property_id: 'HV01' });
    expect(json.meta).toMatchObject({ total: json.data.length, order_direction: 'desc' });
    const page = await call<Bookings>('GET', '/bookings?pagination[page]=2&pagination[limit]=1');
    expect(page.json.data.map(({ id }) => id)).toEqual([first]);
    const oldest = await call<Bookings>('GET', '/bookings?order[inserted_at]=asc&pagination[limit]=100');
    expect(oldest.json.data.map(({ id }) => id)).toEqual(json.data.map(({ id }) => id).reverse());
    expect((await call<Bookings>('GET', '/bookings', { as: 'pms-2' })).json.meta.total).toBe(0);
    expect((await call('GET', '/bookings?filter[property_id]=HV02')).status).toBe(404);
    expect((await call('GET', `/bookings/${first}`)).status).toBe(200);
    expect((await call('GET', `/bookings/${first}`, { as: 'pms-2' })).status).toBe(404);
  });
});

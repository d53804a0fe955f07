import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Subscription } from '../../src/core/events/event-bus.js';
import { aReceiver, verifies, type TestReceiver } from '../builders/a-receiver.js';
import { eventually } from '../harness/eventually.js';
import { aGateway, type PartnerCode, type TestGateway } from './a-gateway.js';

interface Endpoint {
  readonly endpoint_id: string;
  readonly secret: string;
  readonly status: string;
  readonly url: string;
  readonly event_types: readonly string[] | null;
}
interface Delivery {
  readonly delivery_id: string;
  readonly webhook_id: string;
  readonly state: string;
  readonly type: string;
}

let gateway: TestGateway;
let subscription: Subscription;
let receiver: TestReceiver;
const PATH = '/api/webhook-endpoints';

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
});
afterAll(async () => {
  await gateway.app.webhooks.worker.stop();
  await subscription.stop();
  await gateway.close();
});
beforeEach(async () => {
  receiver = await aReceiver();
});
afterEach(async () => {
  for (const table of ['webhook_endpoints', 'webhook_messages'])
    await gateway.db.database.run(`DELETE FROM ${table}`);
  await receiver.close();
});

async function call<T>(method: string, path: string, as: PartnerCode, body?: unknown) {
  const response = await fetch(gateway.url + path, {
    method,
    headers: {
      authorization: `Bearer ${gateway.keys[as]}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: (text === '' ? null : JSON.parse(text)) as T, text };
}

const make = (as: PartnerCode, body: object = {}) =>
  call<Endpoint>('POST', PATH, as, { url: receiver.url, ...body });

describe('a partner', () => {
  it('makes an endpoint, is told of its hotel, looks, has it sent again, and deletes it', async () => {
    const made = await make('ota-1', { event_types: ['RoomInventoryUpdated'], hotels: ['HV01'] });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ status: 'ACTIVE', event_types: ['RoomInventoryUpdated'] });
    expect(made.json.secret).toMatch(/^whsec_/);
    const at = `${PATH}/${made.json.endpoint_id}`;

    await gateway.load(4);
    await eventually(() => receiver.received.length > 0);
    const [webhook] = receiver.received;
    if (webhook === undefined) throw new Error('nothing came');
    expect(verifies(webhook, made.json.secret)).toBe(true);
    const list = async () =>
      (await call<{ deliveries: Delivery[] }>('GET', `${at}/deliveries`, 'ota-1')).json.deliveries;
    await eventually(async () => (await list())[0]?.state === 'DELIVERED');
    const [delivery] = await list();
    expect(delivery).toMatchObject({ webhook_id: webhook.id, type: 'RoomInventoryUpdated' });
    const again = await call<Delivery>('POST', `${at}/deliveries/${delivery?.delivery_id}/resend`, 'ota-1');
    expect(again).toMatchObject({ status: 202, json: { webhook_id: webhook.id } });
    await eventually(() => receiver.received.length > 1);
    expect(receiver.received[1]).toMatchObject({ id: webhook.id, body: webhook.body });

    const listed = await call<{ endpoints: Endpoint[] }>('GET', PATH, 'ota-1');
    expect(listed.json.endpoints).toHaveLength(1);
    expect(listed.text).not.toContain('whsec');
    expect((await call('DELETE', at, 'ota-1')).status).toBe(204);
    expect((await call('GET', at, 'ota-1')).status).toBe(404);
  });

  it('changes and pauses it, and gets a new secret; no secret is in the journal or the log', async () => {
    const made = await make('pms-1');
    const at = `${PATH}/${made.json.endpoint_id}`;
    const changed = await call<Endpoint>('PUT', at, 'pms-1', {
      status: 'PAUSED',
      event_types: ['PriceUpdated'],
    });
    expect(changed.json).toMatchObject({
      status: 'PAUSED',
      event_types: ['PriceUpdated'],
      url: receiver.url,
    });
    const rotated = await call<Endpoint>('POST', `${at}/rotate`, 'pms-1', { grace_hours: 1 });
    expect(rotated.status).toBe(200);
    expect(rotated.json.secret).toMatch(/^whsec_/);
    expect(rotated.json.secret).not.toBe(made.json.secret);
    expect((await call('POST', `${at}/rotate`, 'pms-1')).status).toBe(200);

    const bodies = await gateway.app.journal.list({ limit: 100 });
    const shown = await Promise.all(bodies.map(({ message_id }) => gateway.app.journal.show(message_id)));
    expect(shown.some(({ kind }) => kind === 'WebhookSecretRotate')).toBe(true);
    expect(JSON.stringify(shown) + gateway.logged()).not.toContain('whsec');
  });

  it("finds no other partner's endpoint, by any route, in the words for what does not exist", async () => {
    const made = await make('ota-1');
    await gateway.load(3);
    const at = (id: string) => `${PATH}/${id}`;
    const deliveries = await eventuallyDelivery(made.json.endpoint_id);
    const ways: [string, (id: string) => string, unknown?][] = [
      ['GET', at],
      ['PUT', at, { ordered: true }],
      ['DELETE', at],
      ['POST', (id) => `${at(id)}/rotate`],
      ['GET', (id) => `${at(id)}/deliveries`],
      ['POST', (id) => `${at(id)}/deliveries/${deliveries}/resend`],
    ];
    for (const as of ['ota-2', 'pms-1', 'operator-1'] as const)
      for (const [method, path, body] of ways) {
        const words = [];
        for (const id of [made.json.endpoint_id, '7211534512341234']) {
          const { status, text } = await call(method, path(id), as, body);
          words.push([status, text.replaceAll(id, 'ID').replace(/"requestId":"[^"]+"/, '')]);
        }
        expect([as, method, words[0]?.[0]]).toEqual([as, method, 404]);
        expect(words[0]).toEqual(words[1]);
      }
    // A delivery of its own under an endpoint of somebody else's is not there either.
    const other = await make('ota-2');
    const mixed = `${at(other.json.endpoint_id)}/deliveries/${deliveries}/resend`;
    expect((await call('POST', mixed, 'ota-2')).status).toBe(404);
  });

  it.each([
    [{ url: 'http://hooks.example/' }, '/url'],
    [{ url: 'https://10.0.0.1/' }, '/url'],
    [{ url: 'https://localhost/' }, '/url'],
    [{ url: 'https://169.254.169.254/latest' }, '/url'],
    [{ url: `https://hooks.example/${'x'.repeat(1_000)}` }, '/url'],
    [{ event_types: [] }, '/event_types'],
    [{ event_types: ['Nonsense'] }, '/event_types/0'],
    [{ nonsense: 1 }, '/nonsense'],
    [{ hotels: [] }, '/hotels'],
    [{ description: 'x'.repeat(201) }, '/description'],
    [{ description: 'card 4929 7371 8264 5033' }, '/description'],
  ])('is refused %j with the place', async (body, pointer) => {
    const { status, json } = await call<{ code: string; errors: { pointer: string }[] }>(
      'POST',
      PATH,
      'ota-1',
      {
        url: 'https://hooks.example/',
        ...body,
      },
    );
    expect([status, json.code, json.errors[0]?.pointer]).toEqual([400, 'VALIDATION', pointer]);
  });

  it('cannot ask for a hotel that is not its own', async () => {
    const { status, json } = await make('ota-1', { hotels: ['HV02'] });
    expect([status, json]).toMatchObject([404, { code: 'HOTEL_NOT_FOUND' }]);
  });
});

async function eventuallyDelivery(endpointId: string): Promise<string> {
  let id = '';
  await eventually(async () => {
    const [one] = await gateway.app.webhooks.messages.list({
      owner: null,
      endpoint_id: endpointId,
      limit: 1,
    });
    id = one?.delivery_id ?? '';
    return id !== '';
  });
  return id;
}

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aReceiver, type TestReceiver } from '../../../../test/builders/a-receiver.js';
import type { TestApp } from '../../../../test/builders/an-app.js';
import { aWebhookApp, type WebhookApp } from '../../../../test/builders/a-webhook-app.js';
import { quietBus } from '../../../../test/builders/quiet-bus.js';
import { eventually } from '../../../../test/harness/eventually.js';
import type { Partner } from '../../partners/partner.js';

const SLOTS = 16;

let t: TestApp;
let operator: Partner;
let app: WebhookApp;
let slow: TestReceiver;
let quick: TestReceiver;
let rooms = 10;

beforeAll(async () => {
  app = await aWebhookApp({
    env: { BELLHOP_DELIVERY_SLOTS: String(SLOTS), BELLHOP_WEBHOOK_TIMEOUT_MS: '5000' },
  });
  ({ t, operator } = app);
}, 60_000);

afterAll(() => app.close());

beforeEach(async () => {
  slow = await aReceiver();
  quick = await aReceiver();
  await quiet();
});

afterEach(async () => {
  await app.clear();
  await slow.close();
  await quick.close();
});

/** Everything that was committed has been put in line. */
const quiet = () => quietBus(t, t.app.webhooks.consumer);

async function change(days: number): Promise<void> {
  rooms += 1;
  for (let day = 1; day <= days; day++)
    await t.push([{ from: t.day(day), to: t.day(day), available: rooms }]);
}

const endpoints = () => t.app.webhooks.endpoints;

describe('one partner', () => {
  test('with many slow endpoints leaves the others their slots', async () => {
    slow.always = { delayMs: 1_000 };
    for (let n = 0; n < 10; n++) await endpoints().create(t.pms, { url: slow.url }, 'operator');
    await endpoints().create(operator, { url: quick.url }, 'operator');
    await change(6);
    await quiet();

    t.app.webhooks.worker.start();
    await eventually(() => quick.received.length === 6);
    expect(slow.received.length).toBeLessThanOrEqual(SLOTS / 2);
    await eventually(() => slow.received.length > SLOTS);
    expect(slow.mostAtOnce()).toBe(SLOTS / 2);
  });

  test('whose settings do not open any more keeps nobody else waiting', async () => {
    const settings = { send_data: true, headers: { 'x-key': 'k' }, request_params: {}, protected: false };
    const { endpoint } = await endpoints().create(
      t.pms,
      { url: slow.url, kind: 'channex', event_types: ['ari'], settings },
      'operator',
    );
    await endpoints().create(operator, { url: quick.url }, 'operator');
    await t.db.database.run(
      "UPDATE webhook_endpoints SET settings = 'sealed with a lost key' WHERE endpoint_id = ?",
      [endpoint.endpoint_id],
    );
    t.app.webhooks.worker.start();
    await change(2);

    await eventually(() => quick.received.length === 2);
    await eventually(
      async () => (await endpoints().get(endpoint.endpoint_id, null)).last_outcome === 'SECRET_NOT_READABLE',
    );
    expect(slow.received).toEqual([]);
  });
});

describe('what is put in line', () => {
  const wait = async (id: string): Promise<unknown[]> =>
    t.db.database.rows('SELECT state, outcome FROM webhook_messages WHERE endpoint_id = ?', [id]);

  test('just when its endpoint is disabled or deleted does not wait for ever', async () => {
    const made: string[] = [];
    for (let n = 0; n < 3; n++)
      made.push((await endpoints().create(operator, { url: quick.url }, 'operator')).endpoint.endpoint_id);
    const [disabled = '', deleted = '', live = ''] = made;
    await change(2);
    await quiet();
    // As it is left where the consumer had read the endpoints a moment before.
    await t.db.database.run("UPDATE webhook_endpoints SET status = 'DISABLED' WHERE endpoint_id = ?", [
      disabled,
    ]);
    await t.db.database.run('DELETE FROM webhook_endpoints WHERE endpoint_id = ?', [deleted]);

    // And what a process that died had in hand.
    await t.db.database.run(
      "UPDATE webhook_messages SET state = 'SENDING', due_at = '2026-01-01' WHERE endpoint_id = ? LIMIT 1",
      [disabled],
    );

    expect(await t.app.webhooks.prune()).toBe(2);
    const dead = { state: 'DEAD', outcome: 'the endpoint was disabled' };
    expect(await wait(disabled)).toEqual([dead, dead]);
    expect(await wait(deleted)).toEqual([]);
    expect(await wait(live)).toMatchObject([{ state: 'PENDING' }, { state: 'PENDING' }]);
  });

  test('an endpoint that is disabled while its description is changed stays disabled', async () => {
    const { endpoint } = await endpoints().create(operator, { url: quick.url }, 'operator');
    const id = endpoint.endpoint_id;
    const changes = { description: 'new', hotels: ['HV01'] };
    const disable = t.db.database.run(
      "UPDATE webhook_endpoints SET status = 'DISABLED' WHERE endpoint_id = ?",
      [id],
    );
    const changing = endpoints().update(id, changes, { owner: null, origin: 'operator' });
    await Promise.all([changing, disable]);

    expect(await endpoints().get(id, null)).toMatchObject({ status: 'DISABLED', description: 'new' });
  });
});

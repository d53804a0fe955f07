import { afterAll, beforeAll, expect, test } from 'vitest';
import { aReceiver, verifies, type TestReceiver } from '../builders/a-receiver.js';
import { anApp, type TestApp } from '../builders/an-app.js';
import { quietBus } from '../builders/quiet-bus.js';
import { eventually } from '../harness/eventually.js';
import { roleProcesses, type RoleProcesses } from './role-processes.js';

const ENV = {
  BELLHOP_SECRET_KEY: Buffer.alloc(32, 9).toString('base64'),
  BELLHOP_DELIVERY_LEASE_MS: '1000',
  BELLHOP_WEBHOOK_TIMEOUT_MS: '2000',
};
const ROLES = 'relay,projector,delivery';

let t: TestApp;
let receiver: TestReceiver;
let processes: RoleProcesses;

beforeAll(async () => {
  t = await anApp({ env: ENV });
  receiver = await aReceiver();
  processes = roleProcesses(t.db.url);
  await t.load(5, 0, 20);
}, 60_000);

afterAll(async () => {
  await processes.close();
  await receiver.close();
  await t.close();
});

const list = () => t.app.webhooks.messages.list({ owner: null, limit: 50 });
const allDelivered = async () => (await list()).every(({ state }) => state === 'DELIVERED');

test('killed between sending and noting it: another process sends it again, under the same id, and loses none', async () => {
  const first = await processes.start(ROLES, ENV);
  // Also what still stands in the outbox would otherwise come after the endpoint is there.
  await quietBus(t, t.app.webhooks.consumer);
  const input = { url: receiver.url, event_types: ['RoomInventoryUpdated'], ordered: true };
  const { secret } = await t.app.webhooks.endpoints.create(t.pms, input, 'operator');

  // The receiver has it; the process dies before it hears so.
  receiver.troubles.push({ delayMs: 1_800 });
  await t.push([{ from: t.day(3), to: t.day(3), available: 2 }]);
  await eventually(() => receiver.received.length === 1);
  await first.kill();
  expect((await list())[0]?.state).toBe('SENDING');

  // It dies with a change committed that nobody was told of.
  await t.push([{ from: t.day(4), to: t.day(4), available: 1 }]);
  const second = await processes.start(ROLES, ENV);
  await eventually(() => receiver.received.length === 3);
  await eventually(allDelivered);

  const [before, again, next] = receiver.received;
  expect(again).toMatchObject({ id: before?.id, body: before?.body });
  expect(next?.id).not.toBe(before?.id);
  expect(next?.json.data['nights']).toMatchObject([{ date: t.day(4), available_rooms: 1 }]);
  expect(receiver.received.every((webhook) => verifies(webhook, secret))).toBe(true);

  // A clean stop in the midst of one finishes it.
  receiver.troubles.push({ delayMs: 1_000 });
  await t.push([{ from: t.day(5), to: t.day(5), available: 1 }]);
  await eventually(() => receiver.received.length === 4);
  await second.stop();
  expect(await allDelivered()).toBe(true);
  expect(receiver.received).toHaveLength(4);
}, 90_000);

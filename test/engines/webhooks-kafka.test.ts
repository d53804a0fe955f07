import { randomBytes } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Subscription } from '../../src/core/events/event-bus.js';
import { aReceiver, verifies, type TestReceiver } from '../builders/a-receiver.js';
import { anApp, bookingOf, type TestApp } from '../builders/an-app.js';
import { quietBus } from '../builders/quiet-bus.js';
import { eventually } from '../harness/eventually.js';

const namespace = `t${randomBytes(5).toString('hex')}`;
const kafka = new Kafka({ brokers: inject('kafkaBrokers') ?? [], logLevel: logLevel.NOTHING });
const by = { owner: null, origin: 'operator' } as const;

let t: TestApp;
let receiver: TestReceiver;
let subscription: Subscription;

beforeAll(async () => {
  t = await anApp({
    env: {
      BELLHOP_KAFKA_BROKERS: (inject('kafkaBrokers') ?? []).join(','),
      BELLHOP_KAFKA_NAMESPACE: namespace,
      BELLHOP_SECRET_KEY: Buffer.alloc(32, 9).toString('base64'),
    },
  });
  receiver = await aReceiver();
  t.app.relay.start();
  subscription = t.app.bus.subscribe(t.app.webhooks.consumer);
});

afterAll(async () => {
  await t.app.webhooks.worker.stop();
  await subscription.stop();
  await receiver.close();
  await t.close();
  const admin = kafka.admin();
  await admin.connect();
  const topics = await admin.listTopics();
  await admin.deleteTopics({ topics: topics.filter((topic) => topic.startsWith(`${namespace}.`)) });
  await admin.disconnect();
});

/** Everything that was committed is on Kafka, and the consumer has worked on it. */
const quiet = () => quietBus(t, t.app.webhooks.consumer, { within: 60_000 });

const nightsOf = () =>
  receiver.received.flatMap(({ json }) =>
    ((json.data['nights'] ?? []) as { readonly date: string }[]).map(({ date }) => date),
  );

test('on Kafka an endpoint is told of every event, and a replay brings what it was never sent', async () => {
  expect(t.app.bus.kind).toBe('kafka');
  await t.load(5, 0, 20);
  await quiet();
  const input = { url: receiver.url, event_types: ['RoomInventoryUpdated', 'BookingConfirmed'] };
  const { secret, endpoint } = await t.app.webhooks.endpoints.create(t.pms, input, 'operator');
  const id = endpoint.endpoint_id;
  t.app.webhooks.worker.start();

  await t.push([{ from: t.day(3), to: t.day(3), available: 2 }]);
  await quiet();
  await eventually(() => receiver.received.length === 1);
  const [first] = receiver.received;
  expect(nightsOf()).toEqual([t.day(3)]);

  // What happens while it is disabled is nowhere but on Kafka.
  const since = new Date();
  await t.db.database.run("UPDATE webhook_endpoints SET status = 'DISABLED', cause = 'a trial'");
  await t.push([{ from: t.day(4), to: t.day(4), available: 1 }]);
  await t.push([{ from: t.day(5), to: t.day(5), available: 1 }]);
  const { booking_id } = bookingOf(await t.book());
  await quiet();
  expect(await t.app.webhooks.messages.list({ ...by, limit: 10 })).toHaveLength(1);

  await t.app.webhooks.endpoints.update(id, { status: 'ACTIVE' }, by);
  const { replayHistory } = t.app.webhooks;
  const dry = await replayHistory(id, { since, owner: null, dryRun: true });
  expect(dry.again).toBe(0);
  expect(receiver.received).toHaveLength(1);
  expect(await replayHistory(id, { since, owner: null, dryRun: false })).toEqual(dry);
  await eventually(() => receiver.received.length === 1 + dry.fresh);
  expect(nightsOf().slice(1)).toEqual(expect.arrayContaining([t.day(4), t.day(5)]));
  const booked = receiver.received.filter(({ json }) => json.type === 'BookingConfirmed');
  expect(booked.map(({ json }) => json.data['booking_id'])).toEqual([booking_id]);
  expect(receiver.received.every((webhook) => verifies(webhook, secret))).toBe(true);

  // From the beginning: what it had comes again under its own id, what happened before it was there for the first time.
  const all = await replayHistory(id, { since: new Date(0), owner: null, dryRun: false });
  expect(all.again).toBe(1 + dry.fresh);
  expect(all.fresh).toBeGreaterThan(0);
  await eventually(() => receiver.received.filter((webhook) => webhook.id === first?.id).length === 2);
}, 180_000);

import { afterAll, beforeAll, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { eventually } from '../../../test/harness/eventually.js';
import type { Subscription } from '../events/event-bus.js';

let t: TestApp;
let subscription: Subscription;
let channel: TestChannel;

beforeAll(async () => {
  t = await anApp({ env: { BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') } });
  channel = await aChannel('channex');
  await t.app.partners.create({ code: 'chan-1', name: 'chan-1', kind: 'ota', connector: 'channex' });
  for (const [kind, our_code, their_code] of [
    ['hotel', 'HV01', 'C-HOTEL'],
    ['room', 'DBL', 'R-DBL'],
    ['rate', 'BAR', 'P-BAR'],
  ] as const)
    await t.app.mappings.set({ partner_code: 'chan-1', hotel_code: 'HV01', kind, our_code, their_code });
  t.app.relay.start();
  subscription = t.app.bus.subscribe(t.app.delivery.consumer);
}, 60_000);

afterAll(async () => {
  await t.app.delivery.worker.stop();
  await subscription.stop();
  await channel.close();
  await t.close();
});

test('what is sent to a channel is in the journal, with its answer, its nights and its delivery, without the password', async () => {
  await t.load(5, 0, 20);
  channel.troubles.push({ status: 500 });
  await t.app.delivery.endpoints.connect({
    ...{ partner: 'chan-1', url: channel.url, username: 'bellhop', password: 's3cret' },
    ...{ requestor_id: null, dialect: null, pricing: null, los: null },
  });
  t.app.delivery.worker.start();
  const sent = () => t.app.journal.list({ direction: 'out', limit: 50, oldest_first: true });
  await eventually(async () => {
    await t.db.database.run("UPDATE deliveries SET due_at = '2000-01-01' WHERE state = 'PENDING'");
    t.app.delivery.worker.wake();
    const [lane] = await t.app.delivery.desk.list({ limit: 5 });
    return lane?.state === 'DONE' && (await sent()).some(({ outcome }) => outcome === 'ACCEPTED');
  });
  const messages = await sent();
  const [first] = messages;
  const accepted = messages.find(({ outcome }) => outcome === 'ACCEPTED');

  expect(first).toMatchObject({ outcome: 'RETRY', attempt: 1, connector: 'channex', hotel_code: 'C-HOTEL' });
  expect(first?.cause).toContain('500');
  expect(accepted).toMatchObject({ content: 'ari', rooms: ['R-DBL'] });
  expect(accepted?.first_date).toBe(t.day(0));
  // Nights behind those that are stored are told as well: as not for sale.
  expect((accepted?.last_date ?? '') > t.day(20)).toBe(true);
  const [lane] = await t.app.delivery.desk.list({ limit: 5 });
  expect(accepted?.delivery_id).toBe(lane?.delivery_id);
  expect(await t.app.journal.list({ correlation: `delivery-${lane?.delivery_id}`, limit: 50 })).toHaveLength(
    messages.length,
  );
  const shown = await t.app.journal.show(accepted?.message_id ?? '');
  expect(shown.body).toContain('R-DBL');
  expect(shown.answer).not.toBe('');
  const stored = await Promise.all(messages.map(({ message_id }) => t.app.journal.show(message_id)));
  expect(JSON.stringify(stored.map(({ bytes: _bytes, ...rest }) => rest))).not.toContain('s3cret');
});

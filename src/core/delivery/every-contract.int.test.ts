import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectors } from '../../connectors/index.js';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { eventually } from '../../../test/harness/eventually.js';
import type { Subscription } from '../events/event-bus.js';

const CHANNELS = connectors.filter(({ channel }) => channel !== undefined).map(({ id }) => id);
const CODES = [
  ['hotel', 'HV01', '7001'],
  ['room', 'DBL', '11'],
  ['rate', 'BAR', '22'],
] as const;

let t: TestApp;
let subscription: Subscription;
const channels = new Map<string, TestChannel>();

beforeAll(async () => {
  t = await anApp({ env: { BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') } });
  t.app.relay.start();
  subscription = t.app.bus.subscribe(t.app.delivery.consumer);
  await t.load(5, 0, 40);
  for (const id of CHANNELS) {
    const partner_code = `at-${id}`;
    await t.app.partners.create({ code: partner_code, name: id, kind: 'ota', connector: id });
    for (const [kind, our_code, their_code] of CODES)
      await t.app.mappings.set({ partner_code, hotel_code: 'HV01', kind, our_code, their_code });
    const channel = await aChannel(id);
    channels.set(id, channel);
    await t.app.delivery.endpoints.connect({
      ...{ partner: partner_code, url: channel.url, username: 'bellhop', password: 's3cret' },
      ...{ requestor_id: 'BH', dialect: null, pricing: 'per_occupancy', los: null },
    });
  }
  t.app.delivery.worker.start();
}, 60_000);

afterAll(async () => {
  await t.app.delivery.worker.stop();
  await subscription.stop();
  await t.close();
  for (const channel of channels.values()) await channel.close();
});

/** The channel's lane is done, or what holds it up. */
async function settledAt(id: string): Promise<void> {
  let last = '';
  await eventually(
    async () => {
      const [outbox] = await t.db.database.rows('SELECT 1 FROM outbox LIMIT 1');
      const { waiting } = await t.app.bus.lag(t.app.delivery.consumer);
      const lanes = await t.app.delivery.desk.list({ partner: `at-${id}`, limit: 5 });
      last = lanes.map(({ state, cause, last_outcome }) => `${state} ${cause ?? last_outcome}`).join(', ');
      return (
        outbox === undefined &&
        waiting === 0 &&
        lanes.length > 0 &&
        lanes.every(({ state }) => state === 'DONE')
      );
    },
    { within: 15_000 },
  ).catch(() => expect.fail(last));
}

/** The count where the contract tells it: at the room, or at the rate plan. */
function countAt(id: string, date: string): number | undefined {
  const channel = channels.get(id);
  return channel?.cell('11', null, date).available ?? channel?.cell('11', '22', date).available;
}

describe.each(CHANNELS)('%s', (id) => {
  test('has the counts and prices that we have, at first and after changes and bookings', async () => {
    await settledAt(id);
    for (const day of [0, 17, 40]) expect(countAt(id, t.day(day)), t.day(day)).toBe(5);
    const price = () =>
      channels
        .get(id)
        ?.cell('11', '22', t.day(30))
        .amounts?.map(({ amount }) => Number(amount));
    expect(price()).toContain(100);

    await t.push([
      { from: t.day(28), to: t.day(33), available: 3 },
      {
        ...{ from: t.day(30), to: t.day(31), rate_code: 'BAR' },
        amounts: [{ guests: 2, amount: '140.00', currency: 'EUR', tax: 'after' }],
      },
      { from: t.day(20), to: t.day(20), rate_code: 'BAR', set: { closed: true } },
    ]);
    await settledAt(id);
    expect(countAt(id, t.day(29))).toBe(3);
    expect(price()).toContain(140);

    // A stop-sell of the rate plan outlives news of the room.
    await t.push([{ from: t.day(20), to: t.day(20), available: 4 }]);
    await settledAt(id);
    const closed = channels.get(id)?.cell('11', '22', t.day(20));
    expect(closed?.closed === true || closed?.available === 0, JSON.stringify(closed)).toBe(true);

    // Back to how the next contract finds it.
    await t.push([
      { from: t.day(28), to: t.day(33), available: 5 },
      { from: t.day(20), to: t.day(20), available: 5 },
      { from: t.day(20), to: t.day(20), rate_code: 'BAR', set: { closed: false } },
      {
        ...{ from: t.day(30), to: t.day(31), rate_code: 'BAR' },
        amounts: [{ guests: 2, amount: '100.00', currency: 'EUR', tax: 'after' }],
      },
    ]);
    await settledAt(id);
    expect(countAt(id, t.day(29))).toBe(5);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectors } from '../../connectors/index.js';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { aDelivery, type TestDelivery } from '../../../test/builders/a-delivery.js';
import type { TestApp } from '../../../test/builders/an-app.js';

const CHANNELS = connectors.filter(({ channel }) => channel !== undefined).map(({ id }) => id);

let d: TestDelivery;
let t: TestApp;
const channels = new Map<string, TestChannel>();

beforeAll(async () => {
  d = await aDelivery();
  ({ t } = d);
  await t.load(5, 0, 40);
  for (const id of CHANNELS) {
    await d.partner(`at-${id}`, id, { hotel: '7001', room: '11', rate: '22' });
    const channel = await aChannel(id);
    channels.set(id, channel);
    await d.connect(`at-${id}`, channel.url);
  }
  t.app.delivery.worker.start();
}, 60_000);

afterAll(async () => {
  await d.close();
  for (const channel of channels.values()) await channel.close();
});

/** The count where the contract tells it: at the room, or at the rate plan. */
function countAt(id: string, date: string): number | undefined {
  const channel = channels.get(id);
  return channel?.cell('11', null, date).available ?? channel?.cell('11', '22', date).available;
}

describe.each(CHANNELS)('%s', (id) => {
  test('has the counts and prices that we have, at first and after changes and bookings', async () => {
    await d.settledAt(`at-${id}`);
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
    await d.settledAt(`at-${id}`);
    expect(countAt(id, t.day(29))).toBe(3);
    expect(price()).toContain(140);

    // A stop-sell of the rate plan outlives news of the room.
    await t.push([{ from: t.day(20), to: t.day(20), available: 4 }]);
    await d.settledAt(`at-${id}`);
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
    await d.settledAt(`at-${id}`);
    expect(countAt(id, t.day(29))).toBe(5);
  });
});

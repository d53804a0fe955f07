import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { aDelivery, THEIRS, type TestDelivery } from '../../../test/builders/a-delivery.js';

/* A channel takes so many days ahead, and a PMS says more: what is too far for now is told when its time has come. */

const DAY_MS = 86_400_000;
const LAST = 800;
const FURTHEST = 729;

let d: TestDelivery;
let channel: TestChannel;
let days = 0;

beforeAll(async () => {
  d = await aDelivery({ clock: { now: () => new Date(Date.now() + days * DAY_MS) } });
  await d.partner('exp', 'expedia');
  await d.t.load(5, 0, LAST);
}, 60_000);
beforeEach(async () => {
  channel = await aChannel('expedia');
  await d.connect('exp', channel.url);
  d.t.app.delivery.worker.start();
  await d.settled();
});
afterEach(async () => {
  days = 0;
  await d.clear();
  await channel.close();
});
afterAll(() => d.close());

const countAt = (day: number) => channel.cell(THEIRS.room, null, d.t.day(day)).available;
const priceAt = (day: number) => channel.cell(THEIRS.room, THEIRS.rate, d.t.day(day)).amounts;
async function watched(): Promise<void> {
  await d.t.app.delivery.watch.run();
  d.t.app.delivery.worker.wake();
  await d.settled();
}

test('nights that come into reach are told, once, without anybody changing them', async () => {
  expect([countAt(FURTHEST), countAt(FURTHEST + 1)]).toEqual([5, undefined]);
  const before = channel.received.length;
  await watched();
  expect(channel.received).toHaveLength(before);

  days = 30;
  await watched();

  expect([countAt(FURTHEST + 1), countAt(FURTHEST + 30)]).toEqual([5, 5]);
  expect(priceAt(FURTHEST + 30)).toHaveLength(1);
  expect(countAt(FURTHEST + 31)).toBeUndefined();
  expect(channel.received.slice(before).flatMap(({ updates }) => updates.map(({ from }) => from))).toEqual(
    expect.not.arrayContaining([d.t.day(FURTHEST)]),
  );
  const after = channel.received.length;
  // Looked at again, and nothing is new.
  days = 29.5;
  await watched();
  expect(channel.received).toHaveLength(after);
});

test('of a change that goes further than the channel takes, it is told as much as it takes', async () => {
  await d.t.push([{ from: d.t.day(3), to: d.t.day(LAST), available: 4 }]);
  await d.settled();

  expect([countAt(3), countAt(FURTHEST), countAt(FURTHEST + 1)]).toEqual([4, 4, undefined]);
});

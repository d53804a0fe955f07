import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { aDelivery, type TestDelivery } from '../../../test/builders/a-delivery.js';
import { eventually } from '../../../test/harness/eventually.js';
import { addDays } from '../model/local-date.js';

/*
 * The first prices of a full sync take the place of all that Google holds, so that none stays of which we tell nothing any more:
 * however often the sync is taken up again, once, and before any other.
 */

const LAST = 20;
const ROOMY = [{ counts: 'requests', most: 1_000, seconds: 60, per: 'token' }] as const;

let d: TestDelivery;
let channel: TestChannel;

beforeAll(async () => {
  d = await aDelivery();
  await d.partner('goo', 'google');
  await d.t.load(5, 0, LAST);
  const nights = Array.from({ length: LAST + 1 }, (_, day) => d.t.day(day));
  await d.t.push(
    nights.map((date, day) => ({
      ...{ from: date, to: date, rate_code: 'BAR' },
      amounts: [{ guests: 2, amount: `${100 + day}.00`, currency: 'EUR', tax: 'after' as const }],
    })),
  );
}, 60_000);
beforeEach(async () => {
  channel = await aChannel('google');
});
afterEach(async () => {
  await d.clear();
  await channel.close();
});
afterAll(() => d.close());

/** Each part of the sync is counts, restrictions and prices. */
const connect = () => d.connect('goo', channel.url, { body_bytes: 2_500, budgets: ROOMY });
const pricePushes = () => channel.received.filter(({ path }) => path.endsWith('/hotel_rate_amount_notif'));
const typeOf = ({ body }: { readonly body: string }) => /NotifType="(\w+)"/.exec(body)?.[1];

/** What Google sells by: an Overlay takes the place of all prices that were there. */
function pricedNights(): string[] {
  const nights = new Set<string>();
  for (const push of pricePushes().filter(({ taken }) => taken)) {
    if (typeOf(push) === 'Overlay') nights.clear();
    for (const { from, to } of push.updates)
      for (let date = from; date <= to; date = addDays(date, 1)) nights.add(date);
  }
  return [...nights].sort();
}

async function change(day: number, amount: string): Promise<void> {
  await d.t.push([
    {
      ...{ from: d.t.day(day), to: d.t.day(day), rate_code: 'BAR' },
      amounts: [{ guests: 2, amount, currency: 'EUR', tax: 'after' }],
    },
  ]);
  await d.settled();
}

function expectReplacedOnce(): void {
  const taken = pricePushes().filter((push) => push.taken);
  expect(taken.length).toBeGreaterThan(2);
  expect(taken.map(typeOf)).toEqual(['Overlay', ...taken.slice(1).map(() => 'Delta')]);
  expect(pricedNights()).toEqual(Array.from({ length: LAST + 1 }, (_, day) => d.t.day(day)));
}

test('a full sync replaces the prices with its first, and no change behind it does', async () => {
  await connect();
  d.t.app.delivery.worker.start();
  await d.settled();
  expectReplacedOnce();

  await change(3, '88.00');
  expect(typeOf(pricePushes().at(-1) ?? { body: '' })).toBe('Delta');
  expectReplacedOnce();
});

test('whose first prices meet a 500 replaces them when it is taken up, whatever sold out in between', async () => {
  await connect();
  channel.troubles.push({}, {}, { status: 500 });
  d.t.app.delivery.worker.start();
  await eventually(() => pricePushes().length === 1);
  await d.idle();
  const before = channel.received.length;
  await d.t.book({ checkin_date: d.t.day(10), checkout_date: d.t.day(11), rooms: 5, guests: 10 });
  await eventually(() => channel.received.length > before);
  expect(channel.received[before]?.updates).toMatchObject([{ from: d.t.day(10), available: 0 }]);
  await d.due();
  await d.settled();

  expect(pricePushes()[0]).toMatchObject({ taken: false });
  expectReplacedOnce();
});

test('whose process dies before the first prices has another one replace them', async () => {
  await connect();
  const { worker } = d.t.app.delivery;
  let stopped: Promise<void> | undefined;
  channel.troubles.push({
    // As a process leaves it that is killed here: nothing is written down of what it has sent.
    meanwhile: async () => {
      stopped = worker.stop();
      await d.t.db.database.run(
        "UPDATE deliveries SET lease_token = 1, lease_until = '2000-01-01' WHERE state = 'SENDING'",
      );
    },
  });
  worker.start();
  await eventually(() => stopped !== undefined);
  await stopped;
  expect(channel.received).toHaveLength(1);
  worker.start();
  await d.due();
  await d.settled();

  expectReplacedOnce();
});

test('whose prices are refused for who we are replaces them once we are known', async () => {
  await connect();
  channel.troubles.push({}, {}, { status: 403 });
  d.t.app.delivery.worker.start();
  await d.settled();
  expect(pricePushes()).toMatchObject([{ taken: false }]);
  // One night in the place of all prices would leave nothing else to sell.
  await change(3, '89.00');
  expect(pricePushes().map(typeOf)).toEqual(['Overlay', 'Delta']);
  channel.received.length = 0;
  for (const { delivery_id, state } of await d.t.app.delivery.desk.list({ limit: 10 }))
    if (state === 'PARKED') await d.t.app.delivery.desk.retry(delivery_id);
  await d.settled();

  expectReplacedOnce();
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { aReservation, aRoom } from '../../../test/builders/a-reservation.js';
import { eventually } from '../../../test/harness/eventually.js';
import type { IncomingReservation } from '../model/incoming-reservation.js';
import type { Subscription } from '../events/event-bus.js';

const CODES = [
  ['hotel', 'HV01', '7001'],
  ['room', 'DBL', '11'],
  ['rate', 'BAR', '22'],
] as const;

let t: TestApp;
let channel: TestChannel;
let subscription: Subscription;

beforeAll(async () => {
  t = await anApp({ env: { BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') } });
  await t.load(5, 0, 30);
  channel = await aChannel('expedia');
  await t.app.partners.create({ code: 'exp', name: 'Exp', kind: 'ota', connector: 'expedia' });
  for (const [kind, our_code, their_code] of CODES)
    await t.app.mappings.set({ partner_code: 'exp', hotel_code: 'HV01', kind, our_code, their_code });
  t.app.relay.start();
  subscription = t.app.bus.subscribe(t.app.delivery.consumer);
  await t.app.delivery.endpoints.connect({
    ...{ partner: 'exp', url: channel.url, username: 'bellhop', password: 's3cret' },
    ...{ requestor_id: null, dialect: null, pricing: null, los: null },
  });
  t.app.delivery.worker.start();
  await eventually(() => countAt(5) === 5);
}, 60_000);

afterAll(async () => {
  await t.app.delivery.worker.stop();
  await subscription.stop();
  await t.close();
  await channel.close();
});

const countAt = (day: number) => channel.cell('11', null, t.day(day)).available;

async function allTold(): Promise<void> {
  await eventually(async () => {
    const [outbox] = await t.db.database.rows('SELECT 1 FROM outbox LIMIT 1');
    const { waiting } = await t.app.bus.lag(t.app.delivery.consumer);
    const lanes = await t.app.delivery.desk.list({ partner: 'exp', limit: 5 });
    return outbox === undefined && waiting === 0 && lanes.every(({ state }) => state === 'DONE');
  });
}

/** The channel has sold one room of the night at that moment, and we hear of it now. */
async function sell(
  day: number,
  soldAt: number | null,
  more: Partial<IncomingReservation> = {},
): Promise<void> {
  const [check_in, check_out] = [t.day(day), t.day(day + 1)];
  const nights = [{ date: check_in, amount: '100.00', currency: 'EUR' }];
  const room = aRoom({ room_code: '11', rate_code: '22', check_in, check_out, nights });
  const reservation = aReservation({
    ...{ reference: `E-${day}`, revision: soldAt, hotel_code: '7001', check_in, check_out },
    ...{ rooms: [room], total: '100.00' },
    ...more,
  });
  const partner = await t.app.partners.get('exp');
  const received = { request_id: `sale-${day}`, whole: false };
  const [result] = await t.app.receiveReservations(partner, [reservation], received);
  expect(result).toMatchObject({ kind: 'booked' });
  await allTold();
}

test('what a channel that counts by itself was told after it had sold is told again, as it is with the sale', async () => {
  const sold = Date.now();
  // Read before we hear of the sale, told after it: the channel now offers the room that it has sold.
  await t.push([{ from: t.day(5), to: t.day(6), available: 4 }]);
  await eventually(() => countAt(5) === 4);
  await allTold();
  const before = channel.received.length;

  await sell(5, sold);

  await eventually(() => countAt(5) === 3);
  expect(channel.received.slice(before).flatMap(({ updates }) => updates)).toMatchObject([
    { from: t.day(5), to: t.day(5), available: 3 },
  ]);
});

test('what it was told while its sale, of which it gives no time, waited to be written is told again', async () => {
  await allTold();
  // Of this night nothing is sent to us but the sale: the lock keeps it from being written, not from being read.
  const [night] = await t.db.database.rows<{ room_id: string }>(
    'SELECT room_id FROM room_inventory WHERE date = ? AND available_rooms = 5 LIMIT 1',
    [t.day(18)],
  );
  let selling: Promise<void> | undefined;
  await t.db.database.inTransaction(async (tx) => {
    await tx.rows('SELECT 1 FROM room_inventory WHERE room_id = ? AND date = ? FOR UPDATE', [
      night?.room_id ?? '',
      t.day(18),
    ]);
    selling = sell(18, null);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = channel.received.length;
    await t.app.delivery.endpoints.sync('exp', 'HV01');
    t.app.delivery.worker.wake();
    await eventually(async () => {
      const [lane] = await t.app.delivery.desk.list({ partner: 'exp', limit: 1 });
      return channel.received.length > before && lane?.state === 'DONE';
    });
  });
  await selling;

  expect(countAt(18)).toBe(4);
});

test('what it was told before it sold it has counted on from: nothing is told', async () => {
  await allTold();
  const before = channel.received.length;

  await sell(12, Date.now() + 5);

  expect((await t.night(t.day(12))).available_rooms).toBe(4);
  expect(channel.received.slice(before)).toEqual([]);
});

test('what it was told between a sale and the repetition of its message, which has a time of its own, is told again', async () => {
  // The channel sold it before this, and its message was lost.
  await t.push([{ from: t.day(8), to: t.day(8), available: 4 }]);
  await eventually(() => countAt(8) === 4);
  await allTold();
  const before = channel.received.length;

  await sell(8, Date.now() + 5, { repeated: true });

  await eventually(() => countAt(8) === 3);
  expect(channel.received.slice(before).flatMap(({ updates }) => updates)).toMatchObject([
    { from: t.day(8), to: t.day(8), available: 3 },
  ]);
});

test('what it was told after a sale that lay there for a day before we fetched it is told again', async () => {
  await t.push([{ from: t.day(15), to: t.day(15), available: 4 }]);
  await eventually(() => countAt(15) === 4);
  await allTold();

  await sell(15, Date.now() - 24 * 3_600_000);

  await eventually(() => countAt(15) === 3);
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { aHotel, type HotelFile } from '../../../test/builders/a-hotel.js';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import { verifyInvariants } from '../bookings/verify-inventory.js';
import type { RevisionVerdict } from '../model/reservation.js';
import type { Partner } from '../partners/partner.js';
import { lockKey } from '../platform/room-lock.js';

let t: TestApp;
let other: Partner;
beforeEach(async () => {
  await t?.close();
  t = await anApp();
  other = (await t.app.partners.create({ code: 'pms-2', name: 'PMS Two', kind: 'pms', connector: 'ota' }))
    .partner;
  await t.load(5, 1, 30);
});
afterAll(() => t.close());

const become = (change: Partial<HotelFile>) =>
  t.app.onboardHotel(aHotel({ otas: [t.ota.code], ...change }), { dryRun: false, requestId: null });
const feed = (partner: Partner) => t.app.handOutRevisions(partner, { hotel_code: null, limit: 100 });
const decide = async (
  partner: Partner,
  outcome: RevisionVerdict['outcome'] = 'accepted',
): Promise<string[]> => {
  const told = await feed(partner);
  const verdicts = told.map(({ revision_id }) => ({
    revision_id,
    outcome,
    pms_reference: null,
    reason: null,
  }));
  await t.app.decideRevisions(partner, verdicts, { request_id: 'req-decide' });
  return told.map(({ action }) => action);
};
const holds = async () => expect(await verifyInvariants(t.db.database)).toEqual([]);

describe('a hotel that loses its PMS', () => {
  test('keeps a cancellation for the PMS that has the booking: its rooms come back once', async () => {
    const { booking_id } = bookingOf(await t.book());
    await decide(t.pms);
    await become({ pms: null });

    await t.cancel(booking_id);

    expect(await t.night(t.day(10))).toMatchObject({
      available_rooms: 4,
      pms_rooms: 4,
      unacked_rooms: 0,
    });
    expect(await decide(t.pms)).toEqual(['cancel']);
    expect(await t.night(t.day(10))).toMatchObject({
      available_rooms: 5,
      pms_rooms: 5,
      unacked_rooms: 0,
    });
    await holds();
  });

  test('is counted anew from then on: what the PMS said before is not its word when it comes back', async () => {
    const since = async () =>
      (await t.db.database.rows<{ since: string | null }>('SELECT counted_since AS since FROM hotels'))[0]
        ?.since;
    await become({ name: 'Another name' });
    expect(await since()).toBeNull();
    await become({ pms: null });
    await become({ pms: t.pms.code });

    expect(Date.parse(`${await since()}Z`)).toBeGreaterThan(Date.now() - 60_000);
    const run = await t.app.reconcile.run({ hotel: 'HV01', partner: t.pms.code, side: 'pms' });
    expect(run.differences).toEqual([]);
  });

  test('sells no room more than the next PMS says it has', async () => {
    const { booking_id } = bookingOf(await t.book());
    await decide(t.pms);
    await become({ pms: null });
    await t.cancel(booking_id);
    await become({ pms: t.pms.code });

    await t.load(3, 1, 30);

    expect(await t.night(t.day(10))).toMatchObject({ available_rooms: 3, unacked_rooms: 0 });
    await holds();
  });

  test('lets the PMS that was handed a booking decide it and its cancellation', async () => {
    const { booking_id } = bookingOf(await t.book());
    await feed(t.pms);
    await become({ pms: null });
    await t.cancel(booking_id);

    expect(await decide(t.pms)).toEqual(['new', 'cancel']);

    expect(await t.night(t.day(10))).toMatchObject({
      available_rooms: 5,
      pms_rooms: 5,
      unacked_rooms: 0,
    });
    await holds();
  });

  test('gives back at once what nobody was told of', async () => {
    await become({ pms: null });
    const { booking_id } = bookingOf(await t.book());

    await t.cancel(booking_id);

    expect(await t.night(t.day(10))).toMatchObject({ available_rooms: 5, unacked_rooms: 0 });
    await holds();
  });
});

describe('a new PMS', () => {
  test('is told what was booked while there was none, and what the one before reported as failed', async () => {
    const failed = bookingOf(await t.book());
    await decide(t.pms, 'failed');
    await become({ pms: null });
    const untold = bookingOf(await t.book());
    await become({ pms: other.code });

    const told = await feed(other);

    expect(told.map(({ booking_id }) => booking_id)).toEqual([failed.booking_id, untold.booking_id]);
    await holds();
  });

  test('misses no booking that was under way when it came', async () => {
    const rooms = await t.db.database.rows<{ room_id: string }>(
      "SELECT room_id FROM rooms WHERE code = 'DBL'",
    );
    const key = lockKey({ room_id: rooms[0]?.room_id ?? '', date: t.day(10) });
    await t.app.redis.set(key, 'somebody', 'PX', 5_000);
    const late = t.book();
    await sleep(100);
    await become({ pms: other.code });
    await t.app.redis.del(key);

    // Decided anew, for the hotel as it is now.
    const { booking_id } = bookingOf(await late);
    expect((await feed(other)).map((revision) => revision.booking_id)).toEqual([booking_id]);
    expect(await t.night(t.day(10))).toMatchObject({ available_rooms: 4, unacked_rooms: 1 });
    await holds();
  });
});

describe('another inventory mode', () => {
  test('has to wait for a cancellation that gave its rooms back already', async () => {
    await become({ inventory_mode: 'direct' });
    const { booking_id } = bookingOf(await t.book());
    await decide(t.pms);
    await t.cancel(booking_id);

    await expect(become({ inventory_mode: 'pms' })).rejects.toMatchObject({ code: 'CONFLICT' });

    await decide(t.pms);
    await become({ inventory_mode: 'pms' });
    expect(await t.night(t.day(10))).toMatchObject({ available_rooms: 5, pms_rooms: 5 });
    await holds();
  });

  test('has to wait until the PMS knows every booking that it will have to count', async () => {
    await become({ inventory_mode: 'direct', pms: null });
    await t.book();

    await expect(become({ inventory_mode: 'pms', pms: other.code })).rejects.toMatchObject({
      code: 'CONFLICT',
    });

    await become({ pms: other.code });
    expect(await decide(other)).toEqual(['new']);
    await become({ inventory_mode: 'pms' });
    await holds();
  });
});

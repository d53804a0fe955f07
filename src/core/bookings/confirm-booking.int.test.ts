import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aHotel } from '../../../test/builders/a-hotel.js';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import type { Clock } from '../model/clock.js';
import { verifyInvariants } from './verify-inventory.js';

let ahead = 0;
const clock: Clock = { now: () => new Date(Date.now() + ahead) };
const MINUTE = 60_000;

let t: TestApp;
beforeAll(async () => {
  t = await anApp({ clock });
  await t.load(3, 1, 120);
});
afterAll(() => t.close());

let next = 5;
/** Nights that no other test of this file uses. */
function stay() {
  next += 3;
  return { checkin_date: t.day(next), checkout_date: t.day(next + 2) };
}

async function hold(request: Parameters<TestApp['book']>[0] = {}): Promise<string> {
  return bookingOf(await t.book({ hold: true, ...stay(), ...request })).booking_id;
}

async function tablesOf(bookingId: string) {
  const [row] = await t.db.database.rows(
    `SELECT b.status, b.revision, IF(b.expires_at IS NULL, 'yes', 'no') AS open_ended,
       (SELECT COUNT(*) FROM booking_holds h WHERE h.booking_id = b.booking_id) AS holds,
       (SELECT GROUP_CONCAT(r.action, ' ', r.revision) FROM reservation_revisions r WHERE r.booking_id = b.booking_id) AS told,
       (SELECT GROUP_CONCAT(o.type ORDER BY o.outbox_id) FROM outbox o WHERE o.subject = CAST(b.booking_id AS CHAR)) AS events
     FROM bookings b WHERE b.booking_id = ?`,
    [bookingId],
  );
  return row;
}

describe('a hold', () => {
  test('keeps its rooms, and its PMS hears of it only when it is confirmed', async () => {
    const dates = stay();
    const id = await hold({ ...dates, rooms: 2, guests: 4 });
    const held = await t.night(dates.checkin_date);
    const untold = await tablesOf(id);
    const answer = await t.confirm(id);

    expect(held).toMatchObject({ available_rooms: 1, unacked_rooms: 2 });
    expect(untold).toMatchObject({ status: 'PENDING', holds: '1', told: null, events: 'BookingCreated' });
    expect(answer).toMatchObject({ kind: 'confirmed', replayed: false });
    expect(await tablesOf(id)).toEqual({
      status: 'CONFIRMED',
      revision: 2,
      open_ended: 'yes',
      holds: '0',
      told: 'new 2',
      events: 'BookingCreated,BookingConfirmed',
    });
    expect(await t.night(dates.checkin_date)).toMatchObject({ available_rooms: 1, unacked_rooms: 2 });
    expect(await verifyInvariants(t.db.database)).toEqual([]);
  });

  test('that is confirmed is acknowledged like any booking', async () => {
    const dates = stay();
    const id = await hold(dates);
    await t.confirm(id);
    const feed = await t.app.handOutRevisions(t.pms, { hotel_code: 'HV01', limit: 100 });
    const mine = feed.filter((revision) => revision.booking_id === id);
    await t.app.decideRevisions(
      t.pms,
      mine.map(({ revision_id }) => ({
        ...{ revision_id, outcome: 'accepted' as const },
        ...{ pms_reference: null, reason: null },
      })),
      { request_id: 'r' },
    );

    expect(mine).toMatchObject([{ action: 'new', status: 'CONFIRMED', revision: 2 }]);
    expect(await t.night(dates.checkin_date)).toMatchObject({
      ...{ available_rooms: 2, pms_rooms: 2, unacked_rooms: 0 },
    });
  });

  test('is confirmed once, however often: the same answer, with a key byte for byte', async () => {
    const id = await hold();
    const [first, again, bare] = [
      await t.confirm(id, { key: 'c-1' }),
      await t.confirm(id, { key: 'c-1' }),
      await t.confirm(id),
    ];

    expect(again).toEqual({ ...first, replayed: true });
    expect(bare.body).toBe(first.body);
    expect(await tablesOf(id)).toMatchObject({ revision: 2, told: 'new 2' });
  });

  test('confirmed by copies at once gets one revision', async () => {
    const id = await hold();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => t.confirm(id, { key: 'c-2' })));

    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
    expect(await tablesOf(id)).toMatchObject({ revision: 2, events: 'BookingCreated,BookingConfirmed' });
  });

  test("is not there for another partner, in the words of one that doesn't exist", async () => {
    const id = await hold();
    const { partner: other } = await t.app.partners.create({
      ...{ code: 'ota-2', name: 'Other', kind: 'ota', connector: 'native' },
    });
    const context = { partner: other, idempotency_key: null, body_hash: 'x'.repeat(64), request_id: 'r' };

    await expect(t.app.confirmBooking(id, {}, context)).rejects.toMatchObject({ code: 'BOOKING_NOT_FOUND' });
    expect(await tablesOf(id)).toMatchObject({ status: 'PENDING' });
  });

  test('keeps its rooms as long as its partner was given', async () => {
    await t.db.database.run('UPDATE partners SET hold_minutes = 3 WHERE code = ?', ['ota-1']);
    const partner = { ...t.ota, hold_minutes: 3 };
    const answer = await t.book({ hold: true, ...stay() }, { partner });
    const { expires_at = null } = bookingOf(answer) as { expires_at?: string };

    expect(Date.parse(expires_at ?? '') - clock.now().getTime()).toBeGreaterThan(2 * MINUTE);
    expect(Date.parse(expires_at ?? '') - clock.now().getTime()).toBeLessThanOrEqual(3 * MINUTE);
  });
});

describe('a hold whose time is over', () => {
  test('is not confirmed, and ended there and then, with the same answer ever after', async () => {
    const dates = stay();
    const id = await hold(dates);
    ahead += 16 * MINUTE;
    const [first, again, bare] = [
      await t.confirm(id, { key: 'late' }),
      await t.confirm(id, { key: 'late' }),
      await t.confirm(id),
    ];

    expect(first).toMatchObject({ kind: 'refused', body: { code: 'HOLD_EXPIRED' } });
    expect(again).toEqual({ ...first, replayed: true });
    expect(bare).toMatchObject({ kind: 'refused', body: { code: 'HOLD_EXPIRED' } });
    expect(await tablesOf(id)).toMatchObject({
      ...{ status: 'FAILED', revision: 2, holds: '0', told: null },
      events: 'BookingCreated,BookingFailed',
    });
    expect(await t.night(dates.checkin_date)).toMatchObject({ available_rooms: 3, unacked_rooms: 0 });
  });

  test('is ended by the sweep, once, also by several at the same moment', async () => {
    const dates = stay();
    const ids = [await hold(dates), await hold(dates)];
    ahead += 16 * MINUTE;
    const second = await anApp({ clock, db: t.db });
    const before = await t.db.database.rows('SELECT booking_id FROM booking_holds');
    const swept = await Promise.all([t.app, second.app, t.app, second.app].map((app) => app.expireHolds()));
    await second.close();

    expect(swept.reduce((sum, one) => sum + one, 0)).toBe(before.length);
    for (const id of ids) {
      expect(await tablesOf(id)).toMatchObject({ status: 'FAILED', events: 'BookingCreated,BookingFailed' });
    }
    expect(await t.night(dates.checkin_date)).toMatchObject({ available_rooms: 3, unacked_rooms: 0 });
    expect(await verifyInvariants(t.db.database)).toEqual([]);
  });

  test('makes room for the next booking that needs it, before any sweep', async () => {
    const dates = stay();
    const id = await hold({ ...dates, rooms: 3, guests: 6 });
    const early = await t.book({ ...dates });
    ahead += 16 * MINUTE;
    const next = await t.book({ ...dates, rooms: 2, guests: 4 });

    expect(early).toMatchObject({ kind: 'refused', body: { code: 'SOLD_OUT' } });
    expect(next.kind).toBe('confirmed');
    expect(await tablesOf(id)).toMatchObject({ status: 'FAILED' });
    expect(await t.night(dates.checkin_date)).toMatchObject({ available_rooms: 1, unacked_rooms: 2 });
  });

  test('makes room for as many as fit, when they all come at once', async () => {
    const dates = stay();
    await hold({ ...dates, rooms: 3, guests: 6 });
    ahead += 16 * MINUTE;
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => t.book(dates)));

    expect(answers.filter((answer) => answer.kind === 'confirmed')).toHaveLength(3);
    expect(await t.night(dates.checkin_date)).toMatchObject({ available_rooms: 0, unacked_rooms: 3 });
    expect(await verifyInvariants(t.db.database)).toEqual([]);
  });

  test('is ended or confirmed, never both, whoever comes at the same moment', async () => {
    const dates = stay();
    const ids = await Promise.all([1, 2, 3].map(() => hold(dates)));
    ahead += 15 * MINUTE - 20;
    const slow = await anApp({
      clock: { now: () => new Date(clock.now().getTime() + 60 * MINUTE) },
      db: t.db,
    });
    await Promise.allSettled([
      ...ids.map((id) => t.confirm(id)),
      slow.app.expireHolds(),
      t.app.expireHolds(),
      slow.book(dates),
      slow.book(dates),
    ]);
    await slow.close();

    const states = await Promise.all(ids.map(tablesOf));
    for (const state of states) {
      expect(['BookingCreated,BookingConfirmed', 'BookingCreated,BookingFailed']).toContain(
        (state as { events: string }).events,
      );
    }
    expect(await verifyInvariants(t.db.database)).toEqual([]);
  });
});

test('a hold in direct mode takes and gives back plain rooms', async () => {
  const direct = await anApp({ clock, hotel: { inventory_mode: 'direct' } });
  await direct.load(2, 1, 20);
  const book = () => direct.book({ hold: true, checkin_date: direct.day(2), checkout_date: direct.day(4) });
  const [kept, lost] = [bookingOf(await book()), bookingOf(await book())];
  const full = await direct.night(direct.day(2));
  await direct.confirm(kept.booking_id);
  ahead += 16 * MINUTE;
  await direct.app.expireHolds();

  expect(full).toMatchObject({ available_rooms: 0, pms_rooms: 0, unacked_rooms: 0 });
  expect(await direct.night(direct.day(2))).toMatchObject({ available_rooms: 1, pms_rooms: 1 });
  expect(await direct.app.getBooking(lost.booking_id, direct.ota)).toMatchObject({ status: 'FAILED' });
  expect(await verifyInvariants(direct.db.database)).toEqual([]);
  await direct.close();
});

test('a hold made while its hotel had no PMS is told to the one that it has when it is confirmed', async () => {
  const direct = await anApp({ hotel: { inventory_mode: 'direct' } });
  const become = (pms: string | null) =>
    direct.app.onboardHotel(aHotel({ inventory_mode: 'direct', pms, otas: ['ota-1'] }), {
      dryRun: false,
      requestId: null,
    });
  await direct.load(2, 1, 20);
  await become(null);
  const stay = { checkin_date: direct.day(2), checkout_date: direct.day(4) };
  const { booking_id } = bookingOf(await direct.book({ hold: true, ...stay }));
  await become('pms-1');
  const before = await direct.app.handOutRevisions(direct.pms, { hotel_code: 'HV01', limit: 10 });
  await direct.confirm(booking_id);
  const feed = await direct.app.handOutRevisions(direct.pms, { hotel_code: 'HV01', limit: 10 });

  expect(before).toEqual([]);
  expect(feed).toMatchObject([{ booking_id, action: 'new', revision: 2, status: 'CONFIRMED' }]);
  await direct.close();
});

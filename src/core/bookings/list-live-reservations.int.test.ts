import { afterAll, beforeEach, expect, test } from 'vitest';
import { aHotel } from '../../../test/builders/a-hotel.js';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import { loadBookings } from './booking-record.js';
import { verifyInvariants } from './verify-inventory.js';

let t: TestApp;
beforeEach(async () => {
  await t?.close();
  t = await anApp();
  await t.load(20, 1, 40);
});
afterAll(() => t.close());

const feed = () => t.app.handOutRevisions(t.pms, { hotel_code: null, limit: 100 });
const accept = (ids: readonly string[]) =>
  t.app.decideRevisions(
    t.pms,
    ids.map((revision_id) => ({ revision_id, outcome: 'accepted', pms_reference: null, reason: null })),
    { request_id: 'req' },
  );
const live = async (limit = 100) => {
  const all: Awaited<ReturnType<typeof t.app.listLiveReservations>>['reservations'][number][] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof t.app.listLiveReservations>> = await t.app.listLiveReservations(
      t.pms,
      { hotel_code: 'HV01', after, limit },
    );
    expect(page.reservations.length).toBeLessThanOrEqual(limit);
    all.push(...page.reservations);
    after = page.next;
  } while (after !== null);
  return all;
};

test('has every told reservation that is not over, acknowledged or not, with the revision that told it', async () => {
  const acknowledged = bookingOf(await t.book({ guest: { first_name: 'Ada', last_name: 'Byron' } }));
  const [first] = await feed();
  await accept([first?.revision_id ?? '']);
  const told = bookingOf(await t.book({ rooms: 2, guests: 4 }));
  const cancelled = bookingOf(await t.book());
  const over = bookingOf(await t.book());
  await t.db.database.run(
    "UPDATE bookings SET check_in_date = '2020-01-01', check_out_date = '2020-01-03' WHERE booking_id = ?",
    [over.booking_id],
  );
  await feed();
  await t.cancel(cancelled.booking_id);
  const [cancellation] = (await feed()).filter(({ action }) => action === 'cancel');
  bookingOf(await t.book());

  const listed = await live();

  expect(listed.map(({ booking_id, action }) => [booking_id, action])).toEqual([
    [acknowledged.booking_id, 'new'],
    [told.booking_id, 'new'],
  ]);
  expect(listed[0]).toEqual(first);
  expect(cancellation?.booking_id).toBe(cancelled.booking_id);
});

test('is empty where the PMS was told nothing', async () => {
  await t.book();

  expect(await live()).toEqual([]);
});

test('is whole in pages of any size', async () => {
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) ids.push(bookingOf(await t.book()).booking_id);
  await feed();

  for (const limit of [1, 2, 5, 6])
    expect(
      (await live(limit)).map(({ booking_id }) => booking_id),
      String(limit),
    ).toEqual(ids);
});

test('gives what the PMS was told last, not what waits in its feed', async () => {
  const { booking_id } = bookingOf(await t.book());
  const cancelled = bookingOf(await t.book());
  const told = await feed();
  await accept(told.map(({ revision_id }) => revision_id));
  const [before] = await loadBookings(t.db.database, [booking_id]);
  await t.db.database.run('UPDATE reservation_revisions SET snapshot = ? WHERE booking_id = ?', [
    JSON.stringify(before),
    booking_id,
  ]);
  await t.db.database.run('UPDATE bookings SET total_price = 1, revision = 2 WHERE booking_id = ?', [
    booking_id,
  ]);
  await t.db.database.run(
    `INSERT INTO reservation_revisions (revision_id, booking_id, revision, action, hotel_id, pms_partner_id, state)
     VALUES (?, ?, 2, 'modify', ?, ?, 'PENDING')`,
    [t.app.nextId(), booking_id, t.hotelId, t.pms.partner_id],
  );
  await t.cancel(cancelled.booking_id);

  expect((await live()).map(({ revision, total_price }) => [revision, total_price])).toEqual([
    [1, '200.00'],
    [1, '200.00'],
  ]);
  const both = await feed();
  expect(both.map(({ action }) => action).sort()).toEqual(['cancel', 'modify']);
  expect((await live()).map((row) => [row.booking_id, row.revision, row.total_price])).toEqual([
    [booking_id, 2, '1.00'],
  ]);
});

test('disturbs no count: an import, a push that counts it, and the acknowledgements leave no room too many', async () => {
  const { booking_id } = bookingOf(await t.book());
  const [told] = await feed();
  await accept([told?.revision_id ?? '']);
  await t.cancel(booking_id);
  const untold = bookingOf(await t.book({ rooms: 2, guests: 4 }));

  const imported = await live();
  // The PMS counts what it imported: the cancelled one still, the new one not yet.
  await t.push([{ from: t.day(10), to: t.day(11), available: 19 }]);
  expect(await t.night(t.day(10))).toMatchObject({ available_rooms: 17, pms_rooms: 19, unacked_rooms: 2 });
  await accept((await feed()).map(({ revision_id }) => revision_id));

  expect(imported.map((row) => row.booking_id)).toEqual([booking_id]);
  expect(await t.night(t.day(10))).toMatchObject({ available_rooms: 18, pms_rooms: 18, unacked_rooms: 0 });
  expect(await verifyInvariants(t.db.database)).toEqual([]);
  expect((await live()).map((row) => row.booking_id)).toEqual([untold.booking_id]);
});

test('is for the PMS that has the hotel now, and no other', async () => {
  const { partner: other } = await t.app.partners.create({
    code: 'pms-2',
    name: 'Other',
    kind: 'pms',
    connector: 'native',
  });
  await t.book();
  await accept((await feed()).map(({ revision_id }) => revision_id));
  const ask = (partner: typeof t.pms) =>
    t.app.listLiveReservations(partner, { hotel_code: t.hotelId, after: null, limit: 10 });

  await expect(ask(other)).rejects.toMatchObject({ code: 'HOTEL_NOT_FOUND' });
  await t.app.mappings.set({
    partner_code: other.code,
    hotel_code: 'HV01',
    kind: 'hotel',
    our_code: 'HV01',
    their_code: 'HV01',
  });
  await expect(ask(other)).rejects.toMatchObject({ code: 'HOTEL_NOT_FOUND' });
  await t.app.onboardHotel(aHotel({ pms: 'pms-2', otas: ['ota-1'] }), { dryRun: false, requestId: null });
  expect((await ask(other)).reservations).toHaveLength(1);
  await expect(ask(t.pms)).rejects.toMatchObject({ code: 'HOTEL_NOT_FOUND' });
});

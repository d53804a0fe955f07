import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ReservationRevision } from '../../src/core/model/reservation.js';
import type { Partner } from '../../src/core/partners/partner.js';
import { anApp, bookingOf, type TestApp } from '../builders/an-app.js';

let t: TestApp;

beforeAll(async () => {
  t = await anApp();
  await t.load(50, 1, 60);
});

/** Leaves no revision behind for the next test. */
beforeEach(async () => {
  for (let feed = await read(); feed.length > 0; feed = await read()) {
    await decide(feed.map((revision) => revision.revision_id));
  }
});

afterAll(() => t.close());

const read = (limit = 100): Promise<ReservationRevision[]> =>
  t.app.handOutRevisions(t.pms, { hotel_code: 'HV01', limit });

function decide(ids: readonly string[], partner: Partner = t.pms): Promise<void> {
  const verdicts = ids.map((revision_id) => ({
    revision_id,
    outcome: 'accepted' as const,
    pms_reference: null,
    reason: null,
  }));
  return t.app.decideRevisions(partner, verdicts, { request_id: 'law-8' });
}

async function book(): Promise<string> {
  return bookingOf(await t.book()).booking_id;
}

async function unacknowledged(): Promise<number> {
  return (await t.night(t.day(10))).unacked_rooms;
}

test('a reservation comes again with every read until its PMS has acknowledged it', async () => {
  const ids = [await book(), await book(), await book()];

  const first = await read();
  const again = await read();
  await decide(again.slice(0, 1).map((revision) => revision.revision_id));
  const rest = await read();

  expect(first.map((revision) => revision.booking_id)).toEqual(ids);
  expect(again).toEqual(first);
  expect(rest).toEqual(first.slice(1));
});

test('a read that is limited begins with the oldest, and the rest follows', async () => {
  const ids = [await book(), await book(), await book()];

  const some = await read(2);
  await decide(some.map((revision) => revision.revision_id));
  const rest = await read(2);

  expect([...some, ...rest].map((revision) => revision.booking_id)).toEqual(ids);
});

test('an acknowledgement counts for its revision alone, never for the booking', async () => {
  const booking = await book();
  const [first] = await read();
  await t.cancel(booking);
  await read();

  await decide([first?.revision_id ?? '']);
  const rest = await read();

  expect(rest.map(({ booking_id, action, revision }) => ({ booking_id, action, revision }))).toEqual([
    { booking_id: booking, action: 'cancel', revision: 2 },
  ]);
});

test('the id of a booking acknowledges nothing', async () => {
  const booking = await book();
  await read();

  await expect(decide([booking])).rejects.toMatchObject({ code: 'REVISION_NOT_FOUND' });
  expect(await unacknowledged()).toBe(1);
});

test('a list of acknowledgements with one that is unknown acknowledges nothing, and says which', async () => {
  await book();
  await book();
  const feed = await read();
  const ids = feed.map((revision) => revision.revision_id);

  await expect(decide([...ids, '123'])).rejects.toMatchObject({ faults: [{ pointer: '123' }] });
  expect(await unacknowledged()).toBe(2);
  expect(await read()).toEqual(feed);
});

test('what was never handed out cannot be acknowledged', async () => {
  const booking = await book();
  const [row] = await t.db.database.rows<{ revision_id: string }>(
    'SELECT revision_id FROM reservation_revisions WHERE booking_id = ?',
    [booking],
  );

  await expect(decide([row?.revision_id ?? ''])).rejects.toMatchObject({ code: 'REVISION_NOT_FOUND' });
  expect(await unacknowledged()).toBe(1);
});

test('a push that is parked has not happened, and happens when it is confirmed', async () => {
  const updates = [{ from: t.day(1), to: t.day(60), available: 0 }];

  await expect(t.push(updates)).rejects.toMatchObject({ code: 'PARKED' });

  expect((await t.night(t.day(30))).available_rooms).toBe(50);
});

test('an answered booking is there for whoever reads next, in this process or another', async () => {
  const other = await anApp({ db: t.db });
  const booking = await book();

  const views = [await t.app.getBooking(booking, t.ota), await other.app.getBooking(booking, t.ota)];
  await other.cancel(booking);
  const after = [await t.app.getBooking(booking, t.ota), await other.app.getBooking(booking, t.ota)];
  await other.close();

  expect(views.map((view) => view.status)).toEqual(['CONFIRMED', 'CONFIRMED']);
  expect(after.map((view) => view.status)).toEqual(['CANCELLED', 'CANCELLED']);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import { cancellationDay, wasSold, type BookingFact } from './booking-fact.js';
import { readBookings } from './read-bookings.js';

let t: TestApp;
beforeAll(async () => {
  t = await anApp();
  await t.load(9, 1, 30);
});
afterAll(() => t.close());

async function factOf(bookingId: string): Promise<BookingFact> {
  const facts: BookingFact[] = [];
  const window = { on: 'booking', from: '2000-01-01', to: '2100-01-01' } as const;
  await readBookings(t.db.database, { window, withGuests: false }, (page) => {
    facts.push(...page.facts);
  });
  const fact = facts.find(({ booking_id }) => booking_id === bookingId);
  if (fact === undefined) throw new Error('there is no such booking');
  return fact;
}

test('a cancellation is dated by itself, whatever changes afterwards', async () => {
  const { booking_id } = bookingOf(await t.book());
  await t.cancel(booking_id);
  await t.db.database.run(
    "UPDATE booking_audit_log SET created_at = '2026-05-06 07:08:09' WHERE booking_id = ? AND event_type = 'CANCELLED'",
    [booking_id],
  );
  await t.db.database.run("UPDATE bookings SET updated_at = '2026-09-09' WHERE booking_id = ?", [booking_id]);

  const fact = await factOf(booking_id);

  expect(fact).toMatchObject({ status: 'CANCELLED', confirmed: 1, cancelled_at: '2026-05-06T07:08:09.000Z' });
  expect([cancellationDay(fact), wasSold(fact)]).toEqual(['2026-05-06', true]);
});

test('holds, given up or not, were never sold; what stands was', async () => {
  const held = bookingOf(await t.book({ hold: true }));
  const givenUp = bookingOf(await t.book({ hold: true }));
  await t.cancel(givenUp.booking_id);
  const standing = bookingOf(await t.book());

  const facts = await Promise.all([held, givenUp, standing].map(({ booking_id }) => factOf(booking_id)));

  expect(facts.map(({ status, confirmed }) => [status, confirmed])).toEqual([
    ['PENDING', 0],
    ['CANCELLED', 0],
    ['CONFIRMED', 1],
  ]);
  expect(facts.map(wasSold)).toEqual([false, false, true]);
});

test('the revenue and pickup reports count no hold that was given up', async () => {
  const query = { from: '2000-01-01', to: '2100-01-01', by: 'hotel', source: 'live' } as const;
  const revenue = await t.app.reports.revenue(query);
  const pickup = await t.app.reports.pickup({
    ...query,
    days: 7,
    until: t.app.clock.now().toISOString().slice(0, 10),
  });

  expect(revenue.totals).toMatchObject([{ bookings: 2, cancelled_bookings: 1, net_revenue: '200.00' }]);
  expect(pickup.totals).toMatchObject([
    { bookings: 2, cancelled_room_nights: 0, on_the_books_room_nights: 2 },
  ]);
});

test('a booking without a history is dated by its last change', async () => {
  const { booking_id } = bookingOf(await t.book());
  await t.cancel(booking_id);
  await t.db.database.run('DELETE FROM booking_audit_log WHERE booking_id = ?', [booking_id]);
  await t.db.database.run("UPDATE bookings SET updated_at = '2026-09-09' WHERE booking_id = ?", [booking_id]);

  expect(await factOf(booking_id)).toMatchObject({ confirmed: 1, cancelled_at: '2026-09-09T00:00:00.000Z' });
});

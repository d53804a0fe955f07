import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import { INVARIANTS, verifyInvariants } from './verify-inventory.js';

let t: TestApp;
/** One booking acknowledged, one handed out and cancelled, one cancelled before the hand-out, one untold. */
let acknowledged: string;
let cancelled: string;
let untold: string;

beforeAll(async () => {
  t = await anApp();
  await t.load(9, 1, 30);
  acknowledged = bookingOf(await t.book()).booking_id;
  cancelled = bookingOf(await t.book()).booking_id;
  const feed = await t.app.handOutRevisions(t.pms, { hotel_code: null, limit: 10 });
  const verdict = { outcome: 'accepted' as const, pms_reference: null, reason: null };
  const [first] = feed.filter((revision) => revision.booking_id === acknowledged);
  await t.app.decideRevisions(t.pms, [{ ...verdict, revision_id: first?.revision_id ?? '' }], {
    request_id: 'x',
  });
  await t.cancel(cancelled, 'cancel-key');
  await t.cancel(bookingOf(await t.book()).booking_id);
  untold = bookingOf(await t.book()).booking_id;
  await t.app.relay.drain();
});

afterAll(() => t.close());

beforeEach(async () => {
  expect(await verifyInvariants(t.db.database)).toEqual([]);
});

/** What is found while `spoil` stands; it is undone afterwards. */
async function foundAfter(
  spoil: string | readonly string[],
  parameters: readonly string[] = [],
): Promise<string[]> {
  let found: string[] = [];
  const undo = new Error('undo');
  await t.db.database
    .inTransaction(async (tx) => {
      for (const sql of [spoil].flat()) {
        const { affectedRows } = await tx.run(sql, parameters);
        expect(affectedRows).toBeGreaterThan(0);
      }
      found = (await verifyInvariants(tx)).map((discrepancy) => discrepancy.invariant);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return found;
}

/** A payment of 200.00 for the booking that the parameter names. */
const pay = (status: string, refunded = '0') =>
  `INSERT INTO payments (payment_id, booking_id, provider, payment_method, amount, currency, status, refunded_amount,
     idempotency_token) VALUES (1, ?, 'simulated', 'card', 200, 'EUR', '${status}', ${refunded}, 'token')`;

const SPOILT: [string, string | string[], () => string[]][] = [
  [
    'available = max(0, pms - unacked)',
    'UPDATE room_inventory SET available_rooms = available_rooms + 1 WHERE date = ?',
    () => [t.day(10)],
  ],
  [
    'unacked = units of unacknowledged bookings',
    'UPDATE room_inventory SET unacked_rooms = unacked_rooms + 1 WHERE date = ?',
    () => [t.day(20)],
  ],
  [
    'unacked = units of unacknowledged bookings',
    'UPDATE booking_room_nights SET returned = 1 WHERE booking_id = ?',
    () => [untold],
  ],
  [
    'a booking keeps its nights exactly while it lives',
    "UPDATE bookings SET status = 'CANCELLED' WHERE booking_id = ?",
    () => [untold],
  ],
  [
    'a booking keeps its nights exactly while it lives',
    'UPDATE booking_room_nights SET dropped_revision = NULL WHERE booking_id = ?',
    () => [cancelled],
  ],
  [
    'a hold is a booking that waits to be confirmed',
    "UPDATE bookings SET status = 'PENDING' WHERE booking_id = ?",
    () => [untold],
  ],
  [
    'a hold is a booking that waits to be confirmed',
    'INSERT INTO booking_holds (booking_id, hotel_id, expires_at) SELECT booking_id, hotel_id, created_at FROM bookings WHERE booking_id = ?',
    () => [untold],
  ],
  ['every booked night has its inventory', 'DELETE FROM room_inventory WHERE date = ?', () => [t.day(10)]],
  [
    'every booking has all nights of its stay',
    'DELETE FROM booking_room_nights WHERE booking_id = ? AND date = ?',
    () => [acknowledged, t.day(11)],
  ],
  [
    'every booking has all nights of its stay',
    'DELETE FROM booking_rooms WHERE booking_id = ?',
    () => [untold],
  ],
  [
    'every booking has all nights of its stay',
    'UPDATE booking_rooms SET quantity = 2 WHERE booking_id = ?',
    () => [untold],
  ],
  [
    'every booking is in the feed of its PMS',
    'DELETE FROM reservation_revisions WHERE booking_id = ?',
    () => [untold],
  ],
  [
    'a PMS that was told of a booking is told of its cancellation, and no other',
    "DELETE FROM reservation_revisions WHERE booking_id = ? AND action = 'cancel'",
    () => [cancelled],
  ],
  [
    'a PMS that was told of a booking is told of its cancellation, and no other',
    "UPDATE reservation_revisions SET action = 'cancel', booking_id = ? WHERE booking_id = ? AND action = 'cancel'",
    () => [acknowledged, cancelled],
  ],
  [
    'the nights of an acknowledged booking are acknowledged',
    'UPDATE booking_room_nights SET acked = 0 WHERE booking_id = ?',
    () => [acknowledged],
  ],
  [
    'every booking and cancellation has its one event',
    "DELETE FROM event_log WHERE subject = ? AND type = 'BookingConfirmed'",
    () => [untold],
  ],
  [
    'every booking and cancellation has its one event',
    "DELETE FROM event_log WHERE subject = ? AND type = 'BookingCancelled'",
    () => [cancelled],
  ],
  [
    'every booking and cancellation has its one event',
    "INSERT INTO outbox (topic, type, hotel_id, subject, version, data) VALUES ('bellhop.bookings', 'BookingConfirmed', 1, ?, 1, '{}')",
    () => [untold],
  ],
  ['every lot belongs to a booking', 'DELETE FROM bookings WHERE booking_id = ?', () => [acknowledged]],
  [
    'a lot that is kept belongs to a line that is kept',
    'UPDATE booking_rooms SET dropped_revision = 1 WHERE booking_id = ?',
    () => [untold],
  ],
  [
    'a lot that is kept belongs to a line that is kept',
    'DELETE FROM booking_rooms WHERE booking_id = ?',
    () => [acknowledged],
  ],
  [
    'a lot is of a revision that its booking has had',
    'UPDATE booking_room_nights SET revision = 2 WHERE booking_id = ?',
    () => [untold],
  ],
  [
    'a lot is of a revision that its booking has had',
    'UPDATE booking_room_nights SET dropped_revision = 3 WHERE booking_id = ?',
    () => [cancelled],
  ],
  [
    'at most one revision of a booking waits to be handed out, and it is the newest',
    "UPDATE reservation_revisions SET state = 'PENDING' WHERE booking_id = ? AND action = 'new'",
    () => [cancelled],
  ],
  [
    'what a PMS is told of a booking is of a revision that it has had',
    'UPDATE reservation_revisions SET revision = 9 WHERE booking_id = ?',
    () => [untold],
  ],
  [
    'a revision that a modification has overtaken keeps what it told',
    "UPDATE reservation_revisions SET action = IF(action = 'cancel', 'modify', 'new'), snapshot = NULL WHERE booking_id = ?",
    () => [cancelled],
  ],
  ['every payment belongs to a booking', pay('COMPLETED'), () => ['17']],
  [
    'a payment has given back the sum of its refunds, and not more than it took',
    pay('PARTIALLY_REFUNDED', '50'),
    () => [untold],
  ],
  [
    'a payment has given back the sum of its refunds, and not more than it took',
    pay('REFUNDED'),
    () => [untold],
  ],
  [
    'a booking that failed keeps no money',
    [pay('COMPLETED'), "UPDATE bookings SET status = 'FAILED' WHERE booking_id = ?"],
    () => [untold],
  ],
  ['a booking that is paid for here was paid before it was confirmed', pay('FAILED'), () => [untold]],
  ['every booking that was answered exists', 'DELETE FROM bookings WHERE booking_id = ?', () => [untold]],
];

test.each(SPOILT)('finds that not "%s": %s', async (invariant, sql, parameters) => {
  expect(await foundAfter(sql, parameters())).toContain(invariant);
});

test('each invariant is tried above', () => {
  expect(new Set(SPOILT.map(([name]) => name))).toEqual(new Set(INVARIANTS.map(({ name }) => name)));
});

test('gives at most 20 findings of each', async () => {
  const found = await foundAfter('UPDATE room_inventory SET available_rooms = available_rooms + 1');

  expect(found).toHaveLength(20);
});

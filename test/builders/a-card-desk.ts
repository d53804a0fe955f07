import type { Clock } from '../../src/core/model/clock.js';
import { anApp, type TestApp } from './an-app.js';

export const MINUTE = 60_000;

/** Bookings at HV01 that are paid by card at the simulated bank, and a clock that the test moves. */
export interface CardDesk {
  readonly t: TestApp;
  readonly clock: Clock;
  later(ms: number): void;
  /** Two nights that no other test of the file uses; they cost 200.00 EUR. */
  stay(): { readonly checkin_date: string; readonly checkout_date: string };
  /** A second process on the same stores; by the same clock unless another is given. */
  another(clock?: Clock): Promise<TestApp>;
  newestBooking(): Promise<string>;
  /** What stands of a booking, its payment, and the bank's own books. */
  tablesOf(bookingId: string): Promise<Record<string, unknown> | undefined>;
}

export const card = (token: string) => ({ payment: { method: 'CARD' as const, token } });

/** What `tablesOf` finds once a booking of 200.00 EUR is confirmed and paid once. */
export const PAID_ONCE = {
  status: 'CONFIRMED',
  revision: 2,
  payment: 'COMPLETED',
  tokens: '0',
  bank: 'TAKEN 200.000',
  events: 'BookingCreated,BookingConfirmed',
  told: 'new 2',
};

/** Two rooms of each night are for sale. */
export async function aCardDesk(): Promise<CardDesk> {
  let ahead = 0;
  let next = 5;
  const clock: Clock = { now: () => new Date(Date.now() + ahead) };
  const t = await anApp({ clock });
  await t.load(2, 1, 200);
  return {
    ...{ t, clock },
    later: (ms) => {
      ahead += ms;
    },
    stay: () => {
      next += 3;
      return { checkin_date: t.day(next), checkout_date: t.day(next + 2) };
    },
    another: (other = clock) => anApp({ clock: other, db: t.db }),
    newestBooking: async () => {
      const [row] = await t.db.database.rows<{ booking_id: string }>(
        'SELECT MAX(booking_id) AS booking_id FROM bookings',
      );
      return row?.booking_id ?? '';
    },
    tablesOf: (bookingId) => tablesOf(t, bookingId),
  };
}

async function tablesOf({ db }: TestApp, bookingId: string): Promise<Record<string, unknown> | undefined> {
  const [row] = await db.database.rows<Record<string, unknown>>(
    `SELECT b.status, b.revision,
       (SELECT GROUP_CONCAT(p.status) FROM payments p WHERE p.booking_id = b.booking_id) AS payment,
       (SELECT COUNT(*) FROM payments p WHERE p.booking_id = b.booking_id AND p.card_token IS NOT NULL) AS tokens,
       (SELECT GROUP_CONCAT(CONCAT(c.state, ' ', c.amount - c.refunded_amount)) FROM simulated_charges c
          JOIN payments p ON p.payment_id = c.payment_id WHERE p.booking_id = b.booking_id) AS bank,
       (SELECT GROUP_CONCAT(o.type ORDER BY o.outbox_id) FROM outbox o WHERE o.subject = CAST(b.booking_id AS CHAR)) AS events,
       (SELECT GROUP_CONCAT(r.action, ' ', r.revision) FROM reservation_revisions r WHERE r.booking_id = b.booking_id) AS told
     FROM bookings b WHERE b.booking_id = ?`,
    [bookingId],
  );
  return row;
}

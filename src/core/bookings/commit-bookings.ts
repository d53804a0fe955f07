import { eventRow, insertEvents } from '../events/outbox.js';
import type { NewEvent } from '../events/types.js';
import { insertPayments } from '../payments/insert-payments.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database, Transaction } from '../platform/database.js';
import type { SqlRow } from '../platform/sql-text.js';
import { bookNights, type NightDecision } from './book-nights.js';
import type { BookingAnswer } from './booking-answer.js';
import { insertAnswers } from './idempotency.js';
import { checkIntents } from './known-intents.js';
import type { Turns } from './lock-cells.js';
import type { PreparedBooking } from './prepare-booking.js';
import { insertAuditRows, insertBookings } from './write-booking.js';

export type JobOutcome =
  { readonly kind: 'confirmed'; readonly answer: BookingAnswer } | Exclude<NightDecision, { kind: 'taken' }>;

interface Won {
  readonly booking: PreparedBooking;
  /** Of its nights. */
  readonly events: readonly NewEvent[];
}

/**
 * Commits as many of these bookings as there are rooms for, in their order, in one transaction: nights, bookings, their
 * history, their events, their revisions for the PMS and their idempotency rows (laws 1, 2 and 6).
 * Whose nights somebody else has locked is told so, unless it is to wait; not tried again after `until`, see Database.
 * @throws a duplicate-key error when a copy of one of the requests was faster; then none of them is committed.
 */
export async function commitBookings(
  { database, crash }: { readonly database: Database; readonly crash: Crash },
  bookings: readonly PreparedBooking[],
  { until, ...turns }: Omit<Turns, 'check'> & { readonly until?: number },
): Promise<JobOutcome[]> {
  const needs = bookings.map((booking) => booking.needs);
  const check = checkIntents(bookings.map((booking) => booking.intent));
  const decisions = await database.inTransaction(async (tx) => {
    const made = await bookNights(tx, needs, { ...turns, check });
    const won = bookings.flatMap((booking, index): Won[] => {
      const decision = made[index];
      return decision?.kind === 'taken' ? [{ booking, events: decision.events }] : [];
    });
    if (won.length > 0) await writeWon(tx, won);
    if (won.some(({ booking }) => isHold(booking))) crash('hold.before_commit');
    return made;
  }, until);
  if (bookings.some((booking, index) => isHold(booking) && decisions[index]?.kind === 'taken'))
    crash('hold.committed');
  return bookings.map(({ body }, index): JobOutcome => {
    const decision = decisions[index] ?? { kind: 'locked' };
    if (decision.kind !== 'taken') return decision;
    return { kind: 'confirmed', answer: { replayed: false, kind: 'confirmed', body } };
  });
}

function isHold({ record }: PreparedBooking): boolean {
  return record.status === 'PENDING';
}

/** Events are written under the row locks of the nights that they tell of. */
async function writeWon(tx: Transaction, won: readonly Won[]): Promise<void> {
  const bookings = won.map(({ booking }) => booking);
  await insertBookings(
    tx,
    bookings.map(({ rows }) => rows),
  );
  const payments = bookings.flatMap(({ payment }) => payment ?? []);
  const [first] = bookings;
  if (first !== undefined) await insertPayments(tx, payments, new Date(first.record.created_at));
  await insertAuditRows(
    tx,
    bookings.map(({ audit }) => audit),
  );
  const rows: SqlRow[] = [];
  for (const { booking, events } of won) {
    rows.push(booking.event);
    for (const change of events) rows.push(eventRow(change, booking.request_id));
  }
  await insertEvents(tx, rows);
  await insertAnswers(
    tx,
    bookings.flatMap(({ answer }) => answer ?? []),
  );
}

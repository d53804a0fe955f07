import { writeOutbox } from '../events/outbox.js';
import type { Catalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import { parseAmount } from '../model/money.js';
import type { ReservationGuest } from '../model/reservation.js';
import type { SqlParameter, Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import { bookingEvent, unmovedFor } from './booking-events.js';
import type { BookingContext } from './booking-answer.js';
import type { BookingRecord } from './booking-record.js';
import { lockRevisionsOf, tellChange } from './collapse-revisions.js';
import { formerArrivalsText, withFormerArrivals } from './former-arrivals.js';
import { checkPrice, type PriceCheckDeps } from './price-check.js';
import { readPaidState, refundDifference, type PaidState } from './refund-difference.js';
import { writeDetails } from './reservation-details.js';
import { restateNights } from './restate-nights.js';
import { believedEntries, historyState } from './restatement-history.js';
import { recordPart, type RestatedState } from './restated-state.js';
import { dropLines, insertLines, placeLines } from './write-lines.js';
import { insertAudit } from './write-booking.js';

export interface RestatementToWrite {
  /** As it is under the booking's row lock, which the caller holds. */
  readonly before: BookingRecord;
  readonly state: RestatedState;
  readonly catalogue: Catalogue;
  readonly context: BookingContext;
  readonly now: Date;
}

export interface WrittenRestatement {
  readonly record: BookingRecord;
  /** This change took rooms that were not for sale. */
  readonly oversold: boolean;
  /** Its channel sold it at another price than ours, beyond what is tolerated. */
  readonly price_differs: boolean;
}

/**
 * Makes a booking what its restatement says: nights, lines, its word to the PMS, its event, its history, and the refund
 * of what it costs less.
 * @throws AppError SOLD_OUT; NOT_MODIFIABLE when a payment is under way, or was taken and would not cover it;
 * ROOM_BUSY when the hotel was set up anew meanwhile.
 */
export async function writeRestatement(
  tx: Transaction,
  deps: PriceCheckDeps,
  work: RestatementToWrite,
): Promise<WrittenRestatement> {
  const { nextId } = deps;
  const { before, state, catalogue, context, now } = work;
  const { booking_id } = before;
  const { hotel } = catalogue;
  const revision = before.revision + 1;
  const paid = await readPaidState(tx, booking_id);
  refusePaid(paid, before, state);
  const told = await lockRevisionsOf(tx, booking_id);
  const placed = placeLines(state.lines, state.currency, nextId);
  const wanted = placed.map((line) => line.wanted);
  const nights = await restateNights(tx, {
    ...{ booking_id, hotel, revision, wanted },
    toldRevision: told.toldRevision,
    oversell: state.sold,
    sold_by: context.partner.partner_id,
    sold_at: context.sold_at,
  });
  const record: BookingRecord = {
    ...before,
    ...recordPart(state),
    ...withFormerArrivals(before, state.check_in_date),
    oversold: before.oversold || nights.oversold,
    revision,
    updated_at: now.toISOString(),
  };
  await updateHead(tx, record, state.guest);
  await dropLines(tx, booking_id, revision);
  await insertLines(tx, { booking_id, currency: state.currency, placed });
  await writeDetails(tx, record, state.details);
  const change = { before, revision, action: 'modify' as const, hotel };
  const pms_told = await tellChange(tx, { nextId }, { told, change });
  await audit(tx, work, { record, pms_told, oversold: nights.oversold });
  const less = totalOf(before) - state.total;
  if (paid === 'taken' && less > 0)
    await refundDifference(tx, { nextId }, { booking_id, amount: less, revision, now });
  await writeOutbox(
    tx,
    [bookingEvent('BookingModified', record, unmovedFor(context, record, nights)), ...nights.events],
    context.request_id,
  );
  const sold = { booking_id, revision, state, before: before.rooms, catalogue, partner: context.partner };
  return { record, oversold: nights.oversold, price_differs: await checkPrice(tx, deps, sold) };
}

function totalOf({ total_price, currency }: BookingRecord): number {
  return parseAmount(total_price, currency);
}

function refusePaid(paid: PaidState, before: BookingRecord, state: RestatedState): void {
  const { booking_id, total_price, currency } = before;
  if (paid === 'open') {
    const message = `The payment of booking ${booking_id} is under way; modify it when the payment is settled.`;
    throw new AppError('NOT_MODIFIABLE', message, { details: { booking_id } });
  }
  if (paid === 'taken' && (state.total > totalOf(before) || state.currency !== currency)) {
    const message = `Booking ${booking_id} is paid with ${total_price} ${currency}, which does not cover the change; book what is added as a booking of its own.`;
    throw new AppError('NOT_MODIFIABLE', message, { details: { booking_id } });
  }
}

async function updateHead(
  tx: Transaction,
  record: BookingRecord,
  guest: ReservationGuest | null | undefined,
): Promise<void> {
  const named =
    guest === undefined
      ? { sql: '', parameters: [] }
      : {
          sql: ', guest_first_name = ?, guest_last_name = ?, guest_email = ?, guest_phone = ?',
          parameters: guestColumns(guest),
        };
  await tx.later(
    `UPDATE bookings SET check_in_date = ?, check_out_date = ?, guests = ?, total_price = ?, currency = ?, oversold = ?,
       former_check_in_dates = ?, revision = ?, updated_at = ?${named.sql} WHERE booking_id = ?`,
    [
      record.check_in_date,
      record.check_out_date,
      record.guests,
      record.total_price,
      record.currency,
      record.oversold ? 1 : 0,
      formerArrivalsText(record),
      record.revision,
      toSqlTime(new Date(record.updated_at)),
      ...named.parameters,
      record.booking_id,
    ],
  );
}

function guestColumns(guest: ReservationGuest | null): SqlParameter[] {
  return [guest?.first_name ?? null, guest?.last_name ?? null, guest?.email ?? null, guest?.phone ?? null];
}

async function audit(
  tx: Transaction,
  { before, context }: RestatementToWrite,
  { record, pms_told, oversold }: Omit<WrittenRestatement, 'price_differs'> & { readonly pms_told: boolean },
): Promise<void> {
  const { booking_id, revision } = record;
  const entry = { booking_id, actor: context.partner.code, revision };
  const { request_id } = context;
  await insertAudit(tx, {
    ...entry,
    event_type: 'MODIFIED',
    detail: { request_id, pms_told, from: historyState(before), to: historyState(record) },
  });
  const believed = believedEntries(entry, { record, oversold, request_id });
  if (believed.length > 0) await insertAudit(tx, ...believed);
}

import { writeOutbox } from '../events/outbox.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { Id } from '../model/ids.js';
import type { Transaction } from '../platform/database.js';
import type { BookingContext } from './booking-answer.js';
import { bookingEvent } from './booking-events.js';
import type { BookingRecord } from './booking-record.js';
import { writeDetails } from './reservation-details.js';
import { checkPrice, type PriceCheckDeps } from './price-check.js';
import { restateNights } from './restate-nights.js';
import { believedEntries } from './restatement-history.js';
import { recordPart, type RestatedState } from './restated-state.js';
import { insertLines, placeLines } from './write-lines.js';
import type { WrittenRestatement } from './write-restatement.js';
import { bookingRows, insertAudit, insertBookings } from './write-booking.js';

export interface ReservationToInsert {
  readonly partner_reference: string;
  /** Absent: the first. */
  readonly reference_part?: number;
  readonly user_id: Id | null;
  readonly state: RestatedState;
  readonly catalogue: Catalogue;
  readonly context: BookingContext;
  readonly now: Date;
}

const FIRST = 1;

/**
 * Writes a reservation that is first heard of in its whole state: confirmed, whatever its channel calls it ("CHS:
 * ResStatus Modify on first sight"), and new for the PMS.
 * @throws AppError SOLD_OUT unless its channel has sold it already; a duplicate-key error when another message of the
 * same reference was faster; ROOM_BUSY when the hotel was set up anew meanwhile.
 */
export async function insertReservation(
  tx: Transaction,
  deps: PriceCheckDeps,
  reservation: ReservationToInsert,
): Promise<WrittenRestatement> {
  const { nextId } = deps;
  const { state, catalogue, context } = reservation;
  const { hotel } = catalogue;
  const record = newRecord(reservation, nextId());
  const { booking_id } = record;
  const guest = state.guest ?? null;
  const { reference_part } = reservation;
  const head = { record, reference_part, hotel, lines: [], guest, body_hash: context.body_hash };
  const rows = bookingRows(head, nextId);
  await insertBookings(tx, [rows]);
  const placed = placeLines(state.lines, state.currency, nextId);
  await insertLines(tx, { booking_id, currency: state.currency, placed });
  await writeDetails(tx, record, state.details);
  const nights = await restateNights(tx, {
    ...{ booking_id, hotel, revision: FIRST, toldRevision: 0 },
    wanted: placed.map((line) => line.wanted),
    oversell: state.sold,
    sold_by: context.partner.partner_id,
    sold_at: context.sold_at,
  });
  const { oversold } = nights;
  if (oversold) await tx.later('UPDATE bookings SET oversold = 1 WHERE booking_id = ?', [booking_id]);
  const sold = { booking_id, revision: FIRST, state, before: [], catalogue, partner: context.partner };
  const price_differs = await checkPrice(tx, deps, sold);
  const written = { record: { ...record, oversold }, oversold, price_differs };
  await audit(tx, reservation, written);
  await writeOutbox(
    tx,
    [bookingEvent('BookingConfirmed', written.record), ...nights.events],
    context.request_id,
  );
  return written;
}

function newRecord(
  { partner_reference, user_id, state, catalogue, context, now }: ReservationToInsert,
  booking_id: Id,
): BookingRecord {
  const at = now.toISOString();
  return {
    booking_id,
    partner_id: context.partner.partner_id,
    partner_reference,
    user_id,
    hotel_id: catalogue.hotel.hotel_id,
    status: 'CONFIRMED',
    oversold: false,
    expires_at: null,
    revision: FIRST,
    created_at: at,
    updated_at: at,
    ...recordPart(state),
  };
}

async function audit(
  tx: Transaction,
  { context }: ReservationToInsert,
  { record, oversold }: WrittenRestatement,
): Promise<void> {
  const entry = { booking_id: record.booking_id, actor: context.partner.code, revision: FIRST };
  const { request_id } = context;
  await insertAudit(tx, {
    ...entry,
    event_type: 'CONFIRMED',
    detail: { request_id, total_price: record.total_price },
  });
  const believed = believedEntries(entry, { record, oversold, request_id });
  if (believed.length > 0) await insertAudit(tx, ...believed);
}

import { writeOutbox } from '../events/outbox.js';
import type { Catalogue } from '../hotels/catalogue.js';
import { formatAmount } from '../model/money.js';
import type { Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { BookingContext } from './booking-answer.js';
import { bookingEvent, unmovedFor } from './booking-events.js';
import type { BookingRecord } from './booking-record.js';
import { lockRevisionsOf, tellChange } from './collapse-revisions.js';
import { dropHold } from './holds.js';
import { refundCancelled } from './refund-cancelled.js';
import { restateNights } from './restate-nights.js';
import { insertAudit } from './write-booking.js';

export interface CancellationToWrite {
  /** As it is under the booking's row lock, which the caller holds; PENDING or CONFIRMED. */
  readonly before: BookingRecord;
  readonly catalogue: Catalogue;
  readonly context: BookingContext;
  readonly now: Date;
}

/**
 * A cancellation is the restatement to nothing: nights of which no PMS was told come back at once, the others when the
 * PMS acknowledges the cancellation (DESIGN, inventory arithmetic). The lines stay as the booking's last state.
 * @throws AppError ROOM_BUSY when the hotel was set up anew meanwhile.
 */
export async function writeCancellation(
  tx: Transaction,
  { nextId }: { readonly nextId: NextId },
  { before, catalogue, context, now }: CancellationToWrite,
): Promise<BookingRecord> {
  const { hotel } = catalogue;
  const record: BookingRecord = {
    ...before,
    status: 'CANCELLED',
    expires_at: null,
    revision: before.revision + 1,
    updated_at: now.toISOString(),
  };
  const { booking_id, revision } = record;
  const told = await lockRevisionsOf(tx, booking_id);
  const nights = await restateNights(tx, {
    ...{ booking_id, hotel, revision },
    toldRevision: told.toldRevision,
    wanted: [],
    oversell: false,
    sold_by: context.partner.partner_id,
    sold_at: context.sold_at,
  });
  await tx.later(
    "UPDATE bookings SET status = 'CANCELLED', revision = ?, updated_at = ? WHERE booking_id = ?",
    [revision, toSqlTime(now), booking_id],
  );
  if (before.status === 'PENDING') await dropHold(tx, booking_id);
  const change = { before, revision, action: 'cancel' as const, hotel };
  const pms_told = await tellChange(tx, { nextId }, { told, change });
  const refund = await refundCancelled(tx, { nextId }, { before, hotel, revision, now });
  await insertAudit(tx, {
    booking_id,
    event_type: 'CANCELLED',
    actor: context.partner.code,
    revision,
    detail: {
      request_id: context.request_id,
      pms_told,
      ...(refund === 0 ? {} : { refund: formatAmount(refund, before.currency) }),
    },
  });
  await writeOutbox(
    tx,
    [bookingEvent('BookingCancelled', record, unmovedFor(context, record, nights)), ...nights.events],
    context.request_id,
  );
  return record;
}

import { inventoryEvents } from '../ari/change-events.js';
import { lockInventory } from '../ari/inventory-store.js';
import type { NewEvent } from '../events/types.js';
import { compareIds, type Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import type { RevisionRow } from './revision-row.js';

/*
 * Law 3 at the moment of acknowledgement. `pms_pushes` of a night counts the pushes recorded for it; the booking's night
 * remembers that count as of the first hand-out. If it has grown since, a push came in between and nobody can know
 * whether it had counted the reservation: the reading that leaves fewer rooms is taken, and resend_wanted tells someone.
 */

interface BookedUnits {
  readonly room_id: Id;
  readonly date: LocalDate;
  readonly units: number;
  readonly acked: number;
  readonly new_pushes: number | null;
  readonly cancel_pushes: number | null;
}

async function lockBookedNights(tx: Transaction, bookingId: Id): Promise<BookedUnits[]> {
  const nights = await tx.rows<Omit<BookedUnits, 'units'> & { units: string }>(
    `SELECT room_id, date, SUM(quantity) AS units, MIN(acked) AS acked, MIN(new_pushes) AS new_pushes,
       MIN(cancel_pushes) AS cancel_pushes
     FROM booking_room_nights WHERE booking_id = ? GROUP BY room_id, date ORDER BY room_id, date`,
    [bookingId],
  );
  for (const roomId of [...new Set(nights.map((night) => night.room_id))].sort(compareIds)) {
    const dates = nights.filter((night) => night.room_id === roomId).map((night) => night.date);
    await lockInventory(tx, roomId, dates);
  }
  return nights.map((night) => ({ ...night, units: Number(night.units) }));
}

/** The PMS has the reservation: what it pushes from now on counts it. available_rooms stays as it is. */
export async function acknowledgeNew(tx: Transaction, bookingId: Id, now: string): Promise<void> {
  for (const night of await lockBookedNights(tx, bookingId)) {
    if (night.acked === 1) continue;
    await tx.later(
      `UPDATE room_inventory SET pms_rooms = pms_rooms - ?, unacked_rooms = unacked_rooms - ?,
         available_rooms = GREATEST(0, pms_rooms - unacked_rooms),
         resend_wanted = IF(pms_pushes = ?, resend_wanted, 1)
       WHERE room_id = ? AND date = ?`,
      [night.units, night.units, night.new_pushes ?? -1, night.room_id, night.date],
    );
  }
  await tx.later(
    'UPDATE booking_room_nights SET acked = 1, acked_at = ? WHERE booking_id = ? AND acked = 0',
    [now, bookingId],
  );
}

/**
 * The PMS has taken the cancellation. Where it had the reservation, its rooms come back unless a push since the
 * hand-out may have brought them already; where it only ever acknowledged the cancellation, they just stop waiting.
 */
export async function acknowledgeCancellation(
  tx: Transaction,
  revision: RevisionRow,
  now: string,
): Promise<NewEvent[]> {
  const nights = await lockBookedNights(tx, revision.booking_id);
  for (const night of nights) {
    await (night.acked === 1 ? returnAcknowledged(tx, night) : returnUnacknowledged(tx, night));
  }
  await tx.later(
    `UPDATE reservation_revisions SET state = 'SUPERSEDED', decided_at = ?
     WHERE booking_id = ? AND action = 'new' AND state IN ('HANDED_OUT', 'FAILED')`,
    [now, revision.booking_id],
  );
  const events: NewEvent[] = [];
  for (const roomId of [...new Set(nights.map((night) => night.room_id))]) {
    const dates = nights.filter((night) => night.room_id === roomId).map((night) => night.date);
    events.push(...inventoryEvents(revision.hotel_id, await lockInventory(tx, roomId, dates)));
  }
  return events;
}

async function returnAcknowledged(tx: Transaction, night: BookedUnits): Promise<void> {
  await tx.later(
    `UPDATE room_inventory SET pms_rooms = IF(pms_pushes = ?, pms_rooms + ?, pms_rooms),
       available_rooms = GREATEST(0, pms_rooms - unacked_rooms),
       resend_wanted = IF(pms_pushes = ?, resend_wanted, 1), version = version + 1
     WHERE room_id = ? AND date = ?`,
    [night.cancel_pushes ?? -1, night.units, night.cancel_pushes ?? -1, night.room_id, night.date],
  );
}

async function returnUnacknowledged(tx: Transaction, night: BookedUnits): Promise<void> {
  await tx.later(
    `UPDATE room_inventory SET unacked_rooms = unacked_rooms - ?,
       available_rooms = GREATEST(0, pms_rooms - unacked_rooms),
       resend_wanted = IF(pms_pushes = ?, resend_wanted, 1), version = version + 1
     WHERE room_id = ? AND date = ?`,
    [night.units, night.new_pushes ?? -1, night.room_id, night.date],
  );
}

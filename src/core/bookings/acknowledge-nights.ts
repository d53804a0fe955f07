import { inventoryEvents } from '../ari/change-events.js';
import { lockInventory } from '../ari/inventory-store.js';
import type { NewEvent } from '../events/types.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import { nightsByRoom, nightsCondition } from './nights-at.js';
import type { RevisionRow } from './revision-row.js';

/*
 * Law 3 at the moment of acknowledgement. `pms_pushes` of a night counts the pushes recorded for it; the booking's lot
 * remembers that count as of the first hand-out. If it has grown since, a push came in between and nobody can know
 * whether it had counted the reservation: the reading that leaves fewer rooms is taken, and resend_wanted tells someone.
 */

interface Lot {
  readonly room_id: Id;
  readonly date: LocalDate;
  readonly quantity: number;
  /** The revision that added it. */
  readonly revision: number;
  readonly dropped_revision: number | null;
  readonly acked: number;
  readonly new_pushes: number | null;
  readonly dropped_pushes: number | null;
}

/**
 * The PMS has the reservation as of this revision: what it pushes from now on counts that state. Lots that the state
 * contains and that no acknowledgement has covered leave unacked_rooms for good, available_rooms stays as it is. Lots
 * that it no longer contains come back: acknowledged ones unless a push since the hand-out may have brought them
 * already; what was never acknowledged just stops waiting.
 * @returns the events of nights whose rooms came back.
 */
export async function acknowledgeNights(
  tx: Transaction,
  { booking_id, hotel_id, revision }: Pick<RevisionRow, 'booking_id' | 'hotel_id' | 'revision'>,
  now: string,
): Promise<NewEvent[]> {
  const lots = await tx.rows<Lot>(
    `SELECT room_id, date, quantity, revision, dropped_revision, acked, new_pushes, dropped_pushes
     FROM booking_room_nights WHERE booking_id = ? AND returned = 0 ORDER BY room_id, date`,
    [booking_id],
  );
  const gone = lots.filter((lot) => isGone(lot, revision));
  const kept = lots.filter((lot) => !isGone(lot, revision) && lot.acked === 0 && lot.revision <= revision);
  await lockNightsOf(tx, [...kept, ...gone]);
  for (const lot of kept) await moveToPms(tx, lot);
  for (const lot of gone)
    await (lot.acked === 1 ? returnAcknowledged(tx, lot) : returnUnacknowledged(tx, lot));
  await markLots(tx, { booking_id, revision, now });
  return freedEvents(tx, hotel_id, gone);
}

function isGone({ dropped_revision }: Lot, revision: number): boolean {
  return dropped_revision !== null && dropped_revision <= revision;
}

async function markLots(
  tx: Transaction,
  { booking_id, revision, now }: { booking_id: Id; revision: number; now: string },
): Promise<void> {
  await tx.later(
    `UPDATE booking_room_nights SET returned = 1
     WHERE booking_id = ? AND returned = 0 AND dropped_revision <= ?`,
    [booking_id, revision],
  );
  await tx.later(
    `UPDATE booking_room_nights SET acked = 1, acked_at = ?
     WHERE booking_id = ? AND returned = 0 AND acked = 0 AND revision <= ?`,
    [now, booking_id, revision],
  );
}

/** In key order, as everybody locks them. */
async function lockNightsOf(tx: Transaction, lots: readonly Lot[]): Promise<void> {
  for (const { room_id, dates } of nightsByRoom(lots)) await lockInventory(tx, room_id, dates);
}

/** One version a night, however many lots of it came back: each version has its event. */
async function freedEvents(tx: Transaction, hotelId: Id, gone: readonly Lot[]): Promise<NewEvent[]> {
  if (gone.length === 0) return [];
  const rooms = nightsByRoom(gone);
  const { where, parameters } = nightsCondition(rooms);
  await tx.later(`UPDATE room_inventory SET version = version + 1 WHERE ${where}`, parameters);
  const events: NewEvent[] = [];
  for (const { room_id, dates } of rooms) {
    events.push(...inventoryEvents(hotelId, await lockInventory(tx, room_id, dates)));
  }
  return events;
}

async function moveToPms(tx: Transaction, lot: Lot): Promise<void> {
  await tx.later(
    `UPDATE room_inventory SET pms_rooms = pms_rooms - ?, unacked_rooms = unacked_rooms - ?,
       available_rooms = GREATEST(0, pms_rooms - unacked_rooms),
       resend_wanted = IF(pms_pushes = ?, resend_wanted, 1)
     WHERE room_id = ? AND date = ?`,
    [lot.quantity, lot.quantity, lot.new_pushes ?? -1, lot.room_id, lot.date],
  );
}

async function returnAcknowledged(tx: Transaction, lot: Lot): Promise<void> {
  const pushes = lot.dropped_pushes ?? -1;
  await tx.later(
    `UPDATE room_inventory SET pms_rooms = IF(pms_pushes = ?, pms_rooms + ?, pms_rooms),
       available_rooms = GREATEST(0, pms_rooms - unacked_rooms),
       resend_wanted = IF(pms_pushes = ?, resend_wanted, 1)
     WHERE room_id = ? AND date = ?`,
    [pushes, lot.quantity, pushes, lot.room_id, lot.date],
  );
}

async function returnUnacknowledged(tx: Transaction, lot: Lot): Promise<void> {
  await tx.later(
    `UPDATE room_inventory SET unacked_rooms = unacked_rooms - ?,
       available_rooms = GREATEST(0, pms_rooms - unacked_rooms),
       resend_wanted = IF(pms_pushes = ?, resend_wanted, 1)
     WHERE room_id = ? AND date = ?`,
    [lot.quantity, lot.new_pushes ?? -1, lot.room_id, lot.date],
  );
}

import type { Hotel } from '../hotels/hotel.js';
import { addDays, type LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import type { RoomPatches } from './cell-patches.js';
import { nightKey, type PushFacts } from './change-inventory.js';

/** What the reservations of the hotel say about a push that counts rooms; nothing in a hotel without PMS counts. */
export async function gatherPushFacts(
  tx: Transaction,
  hotel: Hotel,
  push: { rooms: readonly RoomPatches[]; receivedAt: string; saidAt: string | null; today: LocalDate },
): Promise<PushFacts> {
  const facts = { hotel_id: hotel.hotel_id, received_at: push.receivedAt };
  if (hotel.inventory_mode === 'direct' || push.rooms.length === 0) {
    return { ...facts, inFlight: new Set(), ackedSince: new Map() };
  }
  const since = addDays(push.today, -1);
  const inFlight = await tx.rows<{ room_id: string; date: LocalDate }>(
    `SELECT DISTINCT n.room_id, n.date FROM reservation_revisions r
     JOIN booking_room_nights n ON n.booking_id = r.booking_id
     WHERE r.hotel_id = ? AND r.state IN ('HANDED_OUT', 'FAILED') AND n.date >= ? AND n.returned = 0
       AND ((n.acked = 0 AND n.revision <= r.revision) OR n.dropped_revision <= r.revision)`,
    [hotel.hotel_id, since],
  );
  const acked =
    push.saidAt === null
      ? []
      : await tx.rows<{ room_id: string; date: LocalDate; units: string }>(
          `SELECT room_id, date, SUM(quantity) AS units FROM booking_room_nights
           WHERE room_id IN (?) AND date >= ? AND acked_at > ? AND returned = 0 GROUP BY room_id, date`,
          [push.rooms.map((room) => room.room_id), since, push.saidAt],
        );
  return {
    ...facts,
    inFlight: new Set(inFlight.map((row) => nightKey(row.room_id, row.date))),
    ackedSince: new Map(acked.map((row) => [nightKey(row.room_id, row.date), Number(row.units)])),
  };
}

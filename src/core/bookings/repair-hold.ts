import type { Id } from '../model/ids.js';
import type { Transaction } from '../platform/database.js';
import { insertRepairs, type Repair } from './repair-log.js';
import { insertAudit } from './write-booking.js';

export interface HoldRepair {
  readonly booking_id: Id;
  readonly actor: string;
  readonly dryRun: boolean;
}

interface HeldBooking {
  readonly hotel_id: Id;
  readonly status: string;
  readonly revision: number;
  readonly expires_at: string | null;
}

interface HoldRow {
  readonly hotel_id: Id;
  readonly expires_at: string;
}

/**
 * Makes the row of a hold follow its booking, in this transaction: a booking that does not wait has none, one that waits
 * has the one of its own expiry. A waiting booking that has no expiry is left alone: until when it holds is not provable.
 * @returns what was, or with `dryRun` would be, changed; null when nothing can be
 */
export async function repairHold(
  tx: Transaction,
  { booking_id, actor, dryRun }: HoldRepair,
): Promise<Repair | null> {
  const [booking] = await tx.rows<HeldBooking>(
    'SELECT hotel_id, status, revision, expires_at FROM bookings WHERE booking_id = ? FOR UPDATE',
    [booking_id],
  );
  const [hold] = await tx.rows<HoldRow>(
    'SELECT hotel_id, expires_at FROM booking_holds WHERE booking_id = ? FOR UPDATE',
    [booking_id],
  );
  const waits = booking?.status === 'PENDING' ? booking : null;
  if ((waits === null) === (hold === undefined)) return null;
  if (waits !== null && waits.expires_at === null) return null;
  const hotelId = booking?.hotel_id ?? hold?.hotel_id ?? '0';
  const repair: Repair = {
    invariant: 'hold',
    hotel_id: hotelId,
    room_id: null,
    date: null,
    booking_id,
    before: { status: booking?.status ?? null, held_until: hold?.expires_at ?? null },
    after: { status: booking?.status ?? null, held_until: waits?.expires_at ?? null },
    actor,
  };
  if (dryRun) return repair;
  if (waits === null) await tx.later('DELETE FROM booking_holds WHERE booking_id = ?', [booking_id]);
  else {
    await tx.later('INSERT INTO booking_holds (booking_id, hotel_id, expires_at) VALUES (?, ?, ?)', [
      booking_id,
      hotelId,
      waits.expires_at,
    ]);
  }
  if (booking !== undefined)
    await insertAudit(tx, {
      booking_id,
      event_type: 'REPAIRED',
      actor,
      revision: booking.revision,
      detail: { invariant: 'hold' },
    });
  await insertRepairs(tx, [repair]);
  return repair;
}

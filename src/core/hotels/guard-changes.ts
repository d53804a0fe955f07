import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Queryable } from '../platform/database.js';
import type { HotelFields } from './stored-hotel.js';

/**
 * Refuses the changes that would make what is stored mean something else.
 * @throws AppError CONFLICT for another currency while there are prices or bookings, and for another inventory mode while
 * the PMS has not acknowledged all that was booked or cancelled of coming stays: each mode gives rooms back at a moment
 * of its own, so one of these would come back never or twice, or miss from what the PMS counts.
 */
export async function guardChanges(queryable: Queryable, old: HotelFields, now: HotelFields): Promise<void> {
  if (old.currency !== now.currency && (await hasMoney(queryable, old.hotel_id))) {
    throw new AppError(
      'CONFLICT',
      `Hotel ${old.code} has rates or bookings in ${old.currency}, so its currency cannot become ${now.currency}; onboard it anew under another code.`,
      { next: `bellhop hotel show ${old.code}` },
    );
  }
  if (old.inventory_mode === now.inventory_mode) return;
  if (
    (await hasUnacknowledged(queryable, old.hotel_id)) ||
    (await hasUndecided(queryable, old.hotel_id, now.inventory_mode))
  ) {
    throw new AppError(
      'CONFLICT',
      `Hotel ${old.code} has bookings or cancellations that its PMS has not acknowledged, so it cannot become ${now.inventory_mode} yet; let its PMS fetch them first.`,
      { next: `bellhop booking list --hotel ${old.code}` },
    );
  }
}

async function hasMoney(queryable: Queryable, hotelId: Id): Promise<boolean> {
  const found = await queryable.rows(
    `(SELECT 1 FROM bookings WHERE hotel_id = ? LIMIT 1) UNION ALL
     (SELECT 1 FROM rooms r JOIN room_rates rr ON rr.room_id = r.room_id
      WHERE r.hotel_id = ? AND (rr.amount IS NOT NULL OR rr.occupancy_amounts IS NOT NULL) LIMIT 1)`,
    [hotelId, hotelId],
  );
  return found.length > 0;
}

async function hasUnacknowledged(queryable: Queryable, hotelId: Id): Promise<boolean> {
  // Yesterday by UTC is still tonight somewhere; nights further back are over, acknowledged or not.
  const found = await queryable.rows(
    `SELECT 1 FROM rooms r JOIN room_inventory i ON i.room_id = r.room_id
     WHERE r.hotel_id = ? AND i.unacked_rooms > 0 AND i.date >= UTC_DATE() - INTERVAL 1 DAY LIMIT 1`,
    [hotelId],
  );
  return found.length > 0;
}

/** Revisions that a PMS still has to decide; for `pms` mode also bookings that no PMS was told of, for it must count them. */
async function hasUndecided(queryable: Queryable, hotelId: Id, mode: 'pms' | 'direct'): Promise<boolean> {
  const found = await queryable.rows(
    `SELECT 1 FROM bookings b LEFT JOIN reservation_revisions r ON r.booking_id = b.booking_id
     WHERE b.hotel_id = ? AND b.check_out_date >= UTC_DATE() - INTERVAL 1 DAY
       AND (r.state IN ('PENDING', 'HANDED_OUT', 'FAILED') OR (r.revision_id IS NULL AND b.status IN ('PENDING', 'CONFIRMED') AND ?))
     LIMIT 1`,
    [hotelId, mode === 'pms'],
  );
  return found.length > 0;
}

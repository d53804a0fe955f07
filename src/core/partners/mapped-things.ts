import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Queryable, Transaction } from '../platform/database.js';

/**
 * What a mapping points at. Hotels are read here by SQL alone: core/hotels stands a floor higher and builds on this.
 */
export interface MappedHotel {
  readonly hotel_id: Id;
  readonly code: string;
}

/** @throws AppError HOTEL_NOT_FOUND; `hotelCode` is ours. */
export async function requireHotel(queryable: Queryable, hotelCode: string): Promise<MappedHotel> {
  return only(hotelCode, await queryable.rows<MappedHotel>(BY_CODE, [hotelCode]));
}

/** The same with the hotel's row locked, so that mapping and onboarding of one hotel go one after the other. */
export async function lockHotel(tx: Transaction, hotelCode: string): Promise<MappedHotel> {
  return only(hotelCode, await tx.rows<MappedHotel>(`${BY_CODE} FOR UPDATE`, [hotelCode]));
}

/** Our code of each room and rate plan of a hotel, in the order in which they were made. */
export async function readThings(
  queryable: Queryable,
  hotelId: Id,
): Promise<{ kind: 'room' | 'rate'; our_id: Id; code: string }[]> {
  return queryable.rows(
    `SELECT 'room' AS kind, room_id AS our_id, code FROM rooms WHERE hotel_id = ?
     UNION ALL SELECT 'rate', rate_plan_id, code FROM rate_plans WHERE hotel_id = ? ORDER BY kind DESC, our_id`,
    [hotelId, hotelId],
  );
}

const BY_CODE = 'SELECT hotel_id, code FROM hotels WHERE code = ?';

function only(hotelCode: string, found: readonly MappedHotel[]): MappedHotel {
  const [hotel] = found;
  if (hotel === undefined) {
    throw new AppError('HOTEL_NOT_FOUND', `There is no hotel "${hotelCode}".`, {
      next: 'bellhop hotel list',
    });
  }
  return hotel;
}

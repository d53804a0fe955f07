import { writeOutbox } from '../events/outbox.js';
import type { Id } from '../model/ids.js';
import type { Transaction } from '../platform/database.js';

type Row = {
  readonly hotel_id: Id;
  readonly code: string;
  readonly name: string;
  readonly city: string;
  readonly country: string;
  readonly currency: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly version: number;
};

/**
 * Writes HotelUpdated for a change that raised the hotel's version outside its own onboarding, such as a mapping: who
 * sees the hotel is part of what consumers keep of it. The caller holds the hotel's row lock.
 */
export async function announceHotel(tx: Transaction, hotelId: Id): Promise<void> {
  const [hotel] = await tx.rows<Row>(
    'SELECT hotel_id, code, name, city, country, currency, status, version FROM hotels WHERE hotel_id = ?',
    [hotelId],
  );
  if (hotel === undefined) return;
  const rooms = await tx.rows<{ room_id: Id; code: string }>(
    'SELECT room_id, code FROM rooms WHERE hotel_id = ? ORDER BY room_id',
    [hotelId],
  );
  const { hotel_id, version } = hotel;
  const event = {
    topic: 'bellhop.hotels',
    type: 'HotelUpdated',
    hotel_id,
    subject: hotel_id,
    version,
  } as const;
  await writeOutbox(tx, [{ ...event, data: { ...hotel, rooms } }], null);
}

import type { Queryable } from '../../src/core/platform/database.js';

export async function roomIdOf(
  database: Queryable,
  { hotelCode, room }: { hotelCode: string; room: string },
): Promise<string> {
  const [row] = await database.rows<{ room_id: string }>(
    'SELECT r.room_id FROM rooms r JOIN hotels h ON h.hotel_id = r.hotel_id WHERE h.code = ? AND r.code = ?',
    [hotelCode, room],
  );
  if (row === undefined) throw new Error(`hotel ${hotelCode} has no room type ${room}`);
  return row.room_id;
}

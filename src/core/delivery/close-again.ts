import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Database, Transaction } from '../platform/database.js';
import type { Lane, ParkedMark } from './lanes.js';

/** As if the closing had never been tried: then it is. */
export async function tellAgain(tx: Transaction, lane: Lane, parked: readonly ParkedMark[]): Promise<void> {
  for (const { room_id, rate_plan_id, to, gone } of parked) {
    if (gone === undefined) continue;
    await tx.later(
      `INSERT INTO delivery_told (delivery_id, hotel_code, room_code, rate_code, room_id, rate_plan_id, last_night)
       SELECT delivery_id, ?, ?, ?, ?, ?, ? FROM deliveries
       WHERE partner_id = ? AND hotel_id = ? AND kind = ? AND subject = ''
       ON DUPLICATE KEY UPDATE last_night = GREATEST(last_night, VALUES(last_night))`,
      [
        ...[gone.hotel_code, gone.room_code, gone.rate_code, room_id, rate_plan_id, to],
        ...[lane.partner_id, lane.hotel_id, lane.kind],
      ],
    );
  }
}

/** @throws AppError CONFLICT: there is nobody who could be asked to close it */
export async function requireEndpoint(
  database: Database,
  {
    delivery_id,
    partner,
    partner_id,
  }: { readonly delivery_id: Id; readonly partner: string; readonly partner_id: Id },
): Promise<void> {
  const rows = await database.rows('SELECT 1 FROM channel_endpoints WHERE partner_id = ?', [partner_id]);
  if (rows.length > 0) return;
  throw new AppError(
    'CONFLICT',
    `Delivery ${delivery_id} cannot be tried again: "${partner}" is connected no more. Close it there by hand.`,
    { next: `bellhop delivery discard ${delivery_id}` },
  );
}

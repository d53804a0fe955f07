import type { Database } from '../core/platform/database.js';
import { withDatabase } from './stores.js';

export interface ReservationsVerdict {
  readonly state: 'ok' | 'failed';
  readonly detail: string;
  readonly next?: string;
}

/** A PMS that has not taken a reservation for so long does not ask at all. */
const OVERDUE_SECONDS = 1_200;

/** Whether every PMS takes its reservations. */
export function probeReservations(dataDir: string): Promise<ReservationsVerdict> {
  return withDatabase(dataDir, judgeReservations);
}

/** @throws what the driver throws where the database is away or not migrated. */
export async function judgeReservations(database: Database): Promise<ReservationsVerdict> {
  const { createListUnacknowledged } = await import('../core/bookings/list-unacknowledged.js');
  const overdue = await createListUnacknowledged({ database })({
    pms_partner_id: null,
    older_than_seconds: OVERDUE_SECONDS,
    limit: 1_000,
  });
  if (overdue.length === 0) return { state: 'ok', detail: 'every PMS takes its reservations' };
  const silent = [...new Set(overdue.map((revision) => revision.pms))].sort();
  const minutes = Math.floor((overdue[0]?.waiting_seconds ?? 0) / 60);
  const detail = `${overdue.length} not taken for over 20 minutes, the oldest for ${minutes}, by ${silent.join(', ')}`;
  return { state: 'failed', detail, next: 'bellhop booking feed --older-than 20' };
}

import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';
import type { Drift } from './verify-inventory.js';

interface NightFacts {
  readonly pms_pushes: number;
  readonly pms_received_at: string | null;
}

interface LastChange {
  readonly booking_id: Id;
  readonly event_type: string;
  readonly actor: string;
  readonly created_at: string;
}

interface Suspect {
  readonly booking_id: Id;
  readonly quantity: number;
  readonly acked: number;
}

/**
 * Where a drift may come from, in one line: lots that contradict what their PMS said, else that something other than
 * Bellhop wrote there, with the last booking change and the last push of that place to begin with.
 */
export async function explainDrift(database: Queryable, drift: Drift): Promise<string> {
  const { invariant, room_id, date, booking_id } = drift;
  if (invariant.repair === 'night' && room_id !== null && date !== null)
    return explainNight(database, invariant.id, { room_id, date });
  if (booking_id === null) return 'no booking is named';
  const last = await lastChangeOf(database, booking_id);
  return last === null
    ? 'the booking has no history: its rows were written by something other than Bellhop'
    : `last change of the booking: ${describeChange(last)}`;
}

interface Night {
  readonly room_id: Id;
  readonly date: LocalDate;
}

async function explainNight(database: Queryable, invariantId: string, night: Night): Promise<string> {
  const [facts] = await database.rows<NightFacts>(
    'SELECT pms_pushes, pms_received_at FROM room_inventory WHERE room_id = ? AND date = ?',
    [night.room_id, night.date],
  );
  const [last] = await database.rows<LastChange>(
    `SELECT a.booking_id, a.event_type, a.actor, a.created_at
     FROM booking_room_nights n JOIN booking_audit_log a ON a.booking_id = n.booking_id
     WHERE n.room_id = ? AND n.date = ? ORDER BY a.audit_id DESC LIMIT 1`,
    [night.room_id, night.date],
  );
  const push = facts?.pms_received_at ?? null;
  return [
    invariantId === 'unacked_units' ? await suspectLots(database, night) : FROM_OUTSIDE,
    last === undefined
      ? 'no booking was ever made there'
      : `last booking change there: ${describeChange(last)}`,
    push === null ? 'no push is recorded' : `last of ${facts?.pms_pushes ?? 0} pushes at ${push} UTC`,
  ].join('; ');
}

const FROM_OUTSIDE =
  'a statement by hand or by another program: Bellhop writes available_rooms only together with its parts';

/** Lots that contradict what is known of their revisions; without one the count itself was written from outside. */
async function suspectLots(database: Queryable, { room_id, date }: Night): Promise<string> {
  const suspects = await database.rows<Suspect>(
    `SELECT n.booking_id, n.quantity, n.acked FROM booking_room_nights n
     WHERE n.room_id = ? AND n.date = ? AND (
       (n.returned = 1 AND n.dropped_revision IS NULL)
       OR (n.acked = 1 AND n.acked_at IS NULL)
       OR (n.acked = 0 AND n.returned = 0 AND EXISTS (SELECT 1 FROM reservation_revisions r
         WHERE r.booking_id = n.booking_id AND r.revision >= n.revision AND r.state = 'ACKNOWLEDGED')))
     ORDER BY n.booking_id LIMIT 5`,
    [room_id, date],
  );
  if (suspects.length === 0)
    return 'no booking explains it: unacked_rooms was written by hand, or rows of a booking were deleted';
  const named = suspects.map(({ booking_id, quantity, acked }) =>
    acked === 1
      ? `${booking_id} (${quantity}, acknowledged without its PMS's word)`
      : `${booking_id} (${quantity}, not counted as its PMS's word says)`,
  );
  return `lots that contradict their revisions: ${named.join(', ')}`;
}

async function lastChangeOf(database: Queryable, bookingId: Id): Promise<LastChange | null> {
  const [last] = await database.rows<LastChange>(
    `SELECT booking_id, event_type, actor, created_at FROM booking_audit_log WHERE booking_id = ?
     ORDER BY audit_id DESC LIMIT 1`,
    [bookingId],
  );
  return last ?? null;
}

function describeChange({ booking_id, event_type, actor, created_at }: LastChange): string {
  return `${booking_id} ${event_type} by ${actor} at ${created_at} UTC`;
}

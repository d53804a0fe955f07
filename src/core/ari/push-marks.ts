import { toRanges, type LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import type { RoomPatches } from './cell-patches.js';
import { sortedDates } from './sorted-dates.js';

/*
 * "A push older than the last one applied for that night changes nothing" (law 3). The last one may have changed no
 * cell and so written none; its own time is therefore kept beside the cells, one row a range of nights, for a day.
 */

interface Mark {
  readonly room_id: string;
  readonly from_date: LocalDate;
  readonly to_date: LocalDate;
}

/** The room's patches without the counts of nights for which a push of a later time was applied already. */
export async function dropOvertaken(
  tx: Transaction,
  rooms: readonly RoomPatches[],
  { sentAt, completeSet }: { readonly sentAt: string; readonly completeSet: boolean },
): Promise<RoomPatches[]> {
  const counted = rooms.filter((room) =>
    [...room.nights.values()].some((patch) => patch.available !== undefined),
  );
  if (counted.length === 0) return [...rooms];
  const marks = await tx.rows<Mark>(
    'SELECT room_id, from_date, to_date FROM pms_push_marks WHERE room_id IN (?) AND sent_at > ?',
    [counted.map((room) => room.room_id), sentAt],
  );
  if (marks.length === 0) return [...rooms];
  return rooms.map((room) => {
    const later = marks.filter((mark) => mark.room_id === room.room_id);
    const nights = new Map(room.nights);
    for (const [date, patch] of room.nights) {
      // A mark does not say which single room it was about: news of another one must not be lost.
      if (patch.units !== undefined && !completeSet) continue;
      if (!later.some((mark) => mark.from_date <= date && date <= mark.to_date)) continue;
      const { available: _overtaken, units: _units, ...rest } = patch;
      if (Object.keys(rest).length === 0) nights.delete(date);
      else nights.set(date, rest);
    }
    return { room_id: room.room_id, nights };
  });
}

/** Remembers the time of this push for the nights it counted, and forgets what is older than a day. */
export async function markPush(
  tx: Transaction,
  rooms: readonly RoomPatches[],
  sentAt: string,
): Promise<void> {
  const rows = rooms.flatMap((room) => {
    const counted = new Map([...room.nights].filter(([, patch]) => patch.available !== undefined));
    return toRanges(sortedDates(counted)).map((range) => [room.room_id, sentAt, range.from, range.to]);
  });
  if (rows.length === 0) return;
  await tx.run(
    `INSERT INTO pms_push_marks (room_id, sent_at, from_date, to_date) VALUES ?
     ON DUPLICATE KEY UPDATE to_date = GREATEST(to_date, VALUES(to_date))`,
    [rows],
  );
  await tx.run(
    'DELETE FROM pms_push_marks WHERE room_id IN (?) AND sent_at < UTC_TIMESTAMP(3) - INTERVAL 1 DAY',
    [rooms.map((room) => room.room_id)],
  );
}

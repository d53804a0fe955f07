import { toSqlTime } from '../platform/sql-time.js';

/** A sender's clock this far ahead of ours is wrong, and says nothing about what it had counted. */
export const CLOCK_TOLERANCE_MS = 300_000;
/** Earlier times are no clock's, and before the year 1000 no DATETIME holds them. */
const EARLIEST_MS = 0;

/** When a message was sent, as the database writes it; null where its sender's clock says nothing. */
export function usableTime(sentAt: string | null, receivedAt: Date): string | null {
  if (sentAt === null) return null;
  const sent = new Date(sentAt);
  const ms = sent.getTime();
  return ms >= EARLIEST_MS && ms <= receivedAt.getTime() + CLOCK_TOLERANCE_MS ? toSqlTime(sent) : null;
}

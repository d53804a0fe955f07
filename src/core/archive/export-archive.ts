import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { LocalDate } from '../model/local-date.js';
import type { Database } from '../platform/database.js';
import { withArchiveLock } from './archive-lock.js';
import { readErasures } from './erasures.js';
import { exportMonth, type ExportedMonth } from './export-month.js';
import { monthsBetween } from './month-folder.js';
import { bookedDays } from './read-bookings.js';
import { toStorageFault } from './storage-fault.js';

const LOCK_WAIT_SECONDS = 60;

export interface ExportRequest {
  /** Booking dates (UTC), both inclusive. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Folder of the archive; without it the configured one. */
  readonly dir?: string | undefined;
  /** Also writes the guests, to files of their own. */
  readonly withPersonalData?: boolean;
  /** Writes also what lies there whole and unchanged. */
  readonly force?: boolean;
  /** Says what would be written and writes nothing. */
  readonly dryRun?: boolean;
  /** Called after each month with how many there are. */
  readonly onMonth?: (month: ExportedMonth, months: number) => void;
}

export interface ExportReport {
  readonly dir: string;
  readonly months: readonly ExportedMonth[];
  /** Rows of all months, written now or before. */
  readonly rows: number;
}

export type ExportArchive = (request: ExportRequest) => Promise<ExportReport>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly dir: string;
}

/**
 * Writes the bookings made in a span of days to Parquet, a folder a month. Every month is read from one snapshot of the
 * database, verified by reading it back, and put in place by a rename: a killed export leaves whole months, and the next
 * one goes on where it stopped, for what lies there whole and unchanged is passed over.
 * @throws AppError VALIDATION for an empty span; UNAVAILABLE while another writes, or when the disk is full;
 *   CONFIG for a folder that cannot be written; ARCHIVE_DAMAGED when a file does not read back.
 */
export function createExportArchive({ database, clock, dir: configured }: Deps): ExportArchive {
  return async (request) => {
    const { from, to, dir = configured } = request;
    if (from > to) {
      throw new AppError(
        'VALIDATION',
        `${from} is after ${to}; the first day must not be later than the last.`,
      );
    }
    try {
      return await withArchiveLock(
        { database, waitSeconds: LOCK_WAIT_SECONDS },
        async (session, stillOurs) => {
          const days = await bookedDays(session, { on: 'booking', from, to });
          const months = days === null ? [] : monthsBetween(days.first, days.last);
          const erasures = await readErasures(dir);
          const done: ExportedMonth[] = [];
          for (const month of months) {
            const exported = await exportMonth({ session, clock, dir, month, stillOurs, erasures }, request);
            done.push(exported);
            request.onMonth?.(exported, months.length);
          }
          return { dir, months: done, rows: done.reduce((sum, { rows }) => sum + (rows ?? 0), 0) };
        },
      );
    } catch (error) {
      throw toStorageFault(error, dir);
    }
  };
}

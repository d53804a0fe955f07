import { join } from 'node:path';
import type { LocalDate } from '../model/local-date.js';
import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import { COLUMNS_OF, type BookingFact } from './booking-fact.js';
import { lastDayOf, listMonths, monthsBetween, readManifest, type MonthFolder } from './month-folder.js';
import { readBookings, type Window } from './read-bookings.js';
import { withPart } from './read-part.js';
import { concerns, type Coverage, type ReportQuery } from './report-query.js';
import { damaged, errnoCode, toStorageFault } from './storage-fault.js';

type Take = (fact: BookingFact) => void;

/** Gives every booking of a window that the query concerns, one after the other, from the source that it names. */
export type ReadFacts = (
  query: ReportQuery,
  window: Pick<Window, 'on' | 'from' | 'to'>,
  take: Take,
) => Promise<Coverage | null>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly dir: string;
}

/** @throws AppError ARCHIVE_DAMAGED for a part that cannot be read: a report must not be silently short. */
export function createReadFacts({ database, clock, dir }: Deps): ReadFacts {
  return async (query, window, take) => {
    const filtered: Take = (fact) => {
      if (concerns(query, fact) && lies(fact, window)) take(fact);
    };
    if (query.source === 'live') {
      await readLive(database, { ...window, hotelId: query.hotel?.hotel_id }, filtered);
      return null;
    }
    const archive = { dir: query.dir ?? dir, today: clock.now().toISOString().slice(0, 10) };
    try {
      return await readArchive(archive, window, filtered);
    } catch (error) {
      // The manifest names it, and it is gone: the report would be short.
      if (errnoCode(error) === 'ENOENT') throw damaged(missingFile(error), 'is missing', error);
      throw toStorageFault(error, archive.dir);
    }
  };
}

function missingFile(error: unknown): string {
  return error instanceof Error && 'path' in error ? String(error.path) : '';
}

function lies(fact: BookingFact, { on, from, to }: Pick<Window, 'on' | 'from' | 'to'>): boolean {
  if (on === 'booking') return fact.booking_date >= from && fact.booking_date <= to;
  return fact.check_out_date > from && fact.check_in_date <= to;
}

/** One snapshot for all pages: a booking cancelled meanwhile is counted as it was when the report began. */
async function readLive(database: Database, window: Window, take: Take): Promise<void> {
  await database.withSession(async (session) => {
    await session.run('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await session.run('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    await readBookings(session, { window, withGuests: false }, ({ facts }) => facts.forEach(take));
  });
}

async function readArchive(
  { dir, today }: { readonly dir: string; readonly today: LocalDate },
  window: Pick<Window, 'on' | 'from' | 'to'>,
  take: Take,
): Promise<Coverage> {
  const months = await listMonths(dir, 'bookings');
  let asOf: string | null = null;
  for (const folder of months.filter((month) => mayConcern(month, window))) {
    for (const part of await readManifest(folder)) {
      if (asOf === null || part.exported_at < asOf) asOf = part.exported_at;
      await withPart(join(folder.path, part.file), COLUMNS_OF.bookings, (opened) =>
        opened.readGroups((rows) => (rows as unknown as BookingFact[]).forEach(take)),
      );
    }
  }
  return { missing_months: missingMonths(months, { ...window, today }), as_of: asOf };
}

/** Months are booking months: a stay may have been booked in any month up to it. */
function mayConcern({ month }: MonthFolder, { on, from, to }: Pick<Window, 'on' | 'from' | 'to'>): boolean {
  const last = `${month}-01` <= to;
  return on === 'booking' ? last && lastDayOf(month) >= from : last;
}

/** Holes since the archive's first month; before it there may have been no bookings at all. */
function missingMonths(
  months: readonly MonthFolder[],
  { on, from, to, today }: Pick<Window, 'on' | 'from' | 'to'> & { readonly today: LocalDate },
): string[] {
  const [first] = months;
  const end = on === 'booking' && to < today ? to : today;
  if (first === undefined) return monthsBetween(on === 'booking' && from < end ? from : end, end);
  const start = on === 'booking' && from > `${first.month}-01` ? from : `${first.month}-01`;
  if (start > end) return [];
  return monthsBetween(start, end).filter((month) => !months.some((known) => known.month === month));
}

import { join } from 'node:path';
import type { Clock } from '../model/clock.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';
import type { Dataset } from './booking-fact.js';
import { withoutGuest, withoutUser, type Erasures } from './erasures.js';
import { stagePart, widenOver, type Span, type StagedPart } from './install-part.js';
import {
  hashFile,
  lastDayOf,
  monthFolder,
  makeFolder,
  readManifest,
  type Month,
  type MonthFolder,
  type PartEntry,
} from './month-folder.js';
import { fingerprintBookings, readBookings, type BookingPage } from './read-bookings.js';
import { settleFolder } from './settle-folder.js';

/** Changes with the columns: what an older version wrote is written anew. */
const FORMAT = 'v1';

export interface ExportedMonth {
  readonly month: Month;
  readonly state: 'written' | 'unchanged' | 'due';
  /** Bookings; null while it is only due. */
  readonly rows: number | null;
  readonly bytes: number | null;
  /** Paths below the archive's folder. */
  readonly files: readonly string[];
}

export interface MonthContext {
  readonly session: Queryable;
  readonly clock: Clock;
  readonly dir: string;
  readonly month: Month;
  readonly stillOurs: () => Promise<void>;
  readonly erasures: Erasures;
}

interface MonthRequest {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly withPersonalData?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** What of one month lies in the span; only under the archive's lock. */
export async function exportMonth(context: MonthContext, request: MonthRequest): Promise<ExportedMonth> {
  const { session, month, dir } = context;
  const datasets: Dataset[] = request.withPersonalData === true ? ['bookings', 'guests'] : ['bookings'];
  const folders = datasets.map((dataset) => monthFolder(dir, dataset, month));
  if (request.dryRun !== true) for (const folder of folders) await settleFolder(folder);
  const parts = await Promise.all(folders.map(readManifest));
  const span = widenOver(clip(request, month), parts.flat());
  return inSnapshot(session, async () => {
    const source = `${FORMAT}-${await fingerprintBookings(session, { on: 'booking', ...span })}`;
    const known = parts.map((entries) =>
      entries.find((part) => part.from === span.from && part.to === span.to && part.source === source),
    );
    const whole = request.force === true ? null : await allWhole(folders, known);
    if (whole !== null) return summary(month, 'unchanged', { folders, entries: whole });
    if (request.dryRun === true) return { month, state: 'due', rows: null, bytes: null, files: [] };
    const entries = await writeSpan(context, { folders, span, source });
    return summary(month, 'written', { folders, entries });
  });
}

function clip({ from, to }: Span, month: Month): Span {
  const first = `${month}-01`;
  const last = lastDayOf(month);
  return { from: from > first ? from : first, to: to < last ? to : last };
}

/** One moment for the fingerprint and every page: bookings may go on meanwhile. */
async function inSnapshot<R>(session: Queryable, work: () => Promise<R>): Promise<R> {
  await session.run('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await session.run('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  const result = await work();
  // Where the work throws, the session is closed with what is open in it.
  await session.run('COMMIT');
  return result;
}

/** The known parts when every one of them is still what was written; damage is mended by writing it again. */
async function allWhole(
  folders: readonly MonthFolder[],
  known: readonly (PartEntry | undefined)[],
): Promise<PartEntry[] | null> {
  const whole: PartEntry[] = [];
  for (const [at, folder] of folders.entries()) {
    const part = known[at];
    if (part === undefined || (await hashFile(join(folder.path, part.file))) !== part.sha256) return null;
    whole.push(part);
  }
  return whole;
}

interface SpanJob {
  readonly folders: readonly MonthFolder[];
  readonly span: Span;
  readonly source: string;
}

async function writeSpan(context: MonthContext, { folders, span, source }: SpanJob): Promise<PartEntry[]> {
  const { session, stillOurs, erasures, clock } = context;
  const exportedAt = clock.now().toISOString();
  const staged: { folder: MonthFolder; part: StagedPart }[] = [];
  try {
    for (const folder of folders) {
      await makeFolder(folder);
      staged.push({ folder, part: await stagePart({ folder, span, source, exportedAt }) });
    }
    const withGuests = folders.some(({ dataset }) => dataset === 'guests');
    await readBookings(session, { window: { on: 'booking', ...span }, withGuests }, async (page) => {
      for (const { folder, part } of staged) await part.add(rowsOf(page, folder.dataset, erasures));
    });
    const entries: PartEntry[] = [];
    for (const { part } of staged) entries.push(await part.install(stillOurs));
    return entries;
  } catch (error) {
    for (const { part } of staged) await part.discard();
    throw error;
  }
}

function rowsOf({ facts, guests }: BookingPage, dataset: Dataset, erasures: Erasures): readonly object[] {
  if (dataset === 'bookings') {
    return facts.map((fact) => (erasures.covers(fact) ? withoutUser(fact) : fact));
  }
  return guests.map((guest, at) => {
    const fact = facts[at];
    return fact !== undefined && erasures.covers(fact) ? withoutGuest(guest) : guest;
  });
}

function summary(
  month: Month,
  state: 'written' | 'unchanged',
  { folders, entries }: { folders: readonly MonthFolder[]; entries: readonly PartEntry[] },
): ExportedMonth {
  return {
    month,
    state,
    rows: entries[0]?.rows ?? 0,
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    files: entries.map(({ file }, at) => `${folders[at]?.dataset ?? ''}/month=${month}/${file}`),
  };
}

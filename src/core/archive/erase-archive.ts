import { join } from 'node:path';
import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import { withArchiveLock } from './archive-lock.js';
import { COLUMNS_OF, DATASETS, PERSONAL_COLUMNS, type BookingFact, type Dataset } from './booking-fact.js';
import { addErasure, type Person } from './erasures.js';
import { stagePart } from './install-part.js';
import {
  listMonths,
  monthFolder,
  readManifest,
  type Month,
  type MonthFolder,
  type PartEntry,
} from './month-folder.js';
import type { Row } from './parquet-columns.js';
import { withPart } from './read-part.js';
import { settleFolder } from './settle-folder.js';
import { toStorageFault } from './storage-fault.js';

const LOCK_WAIT_SECONDS = 60;

export interface EraseRequest {
  readonly person: Person;
  readonly dir?: string | undefined;
  /** Says which files would be rewritten and changes nothing. */
  readonly dryRun?: boolean;
}

export interface ErasedFile {
  /** Path below the archive's folder. */
  readonly file: string;
  readonly bookings: number;
}

export interface EraseReport {
  readonly dir: string;
  readonly files: readonly ErasedFile[];
  readonly bookings: number;
}

export type EraseArchive = (request: EraseRequest) => Promise<EraseReport>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly dir: string;
}

/**
 * Takes a person out of the archive: every part with a booking of theirs is rewritten without the personal columns'
 * content, verified and put in place by a rename; rows and figures stay. Later exports leave them out too, even where
 * the database still has them. Repeating it finds what a killed run left.
 * @throws AppError UNAVAILABLE, CONFIG or ARCHIVE_DAMAGED as an export does.
 */
export function createEraseArchive({ database, dir: configured }: Deps): EraseArchive {
  return async ({ person, dir = configured, dryRun = false }) => {
    try {
      return await withArchiveLock(
        { database, waitSeconds: LOCK_WAIT_SECONDS },
        async (_session, stillOurs) => {
          // First: an export that comes after a crash in the middle must already know.
          if (!dryRun) await addErasure(dir, person);
          const files: ErasedFile[] = [];
          let bookings = 0;
          for (const { month } of await listMonths(dir, 'bookings')) {
            if (!dryRun) await settle(dir, month);
            const job = { dir, month, dryRun, stillOurs };
            const ids = await findBookings(monthFolder(dir, 'bookings', month), person);
            bookings += ids.size;
            // Guests first: who they are is found by the user that the bookings still name.
            files.push(...(await eraseIn('guests', ids, job)), ...(await eraseIn('bookings', ids, job)));
          }
          return { dir, files, bookings };
        },
      );
    } catch (error) {
      throw toStorageFault(error, dir);
    }
  };
}

/** What a killed export left unlisted must not keep a name either. */
async function settle(dir: string, month: Month): Promise<void> {
  for (const dataset of DATASETS) await settleFolder(monthFolder(dir, dataset, month));
}

async function findBookings(folder: MonthFolder, person: Person): Promise<Set<Id>> {
  const ids = new Set<Id>();
  const wanted = ['booking_id', 'partner', 'user_id'];
  const columns = COLUMNS_OF.bookings.filter(({ name }) => wanted.includes(name));
  for (const part of await readManifest(folder)) {
    await withPart(join(folder.path, part.file), columns, (opened) =>
      opened.readGroups((rows) => {
        for (const row of rows as unknown as Pick<BookingFact, 'booking_id' | 'partner' | 'user_id'>[]) {
          if (isOf(row, person)) ids.add(row.booking_id);
        }
      }),
    );
  }
  return ids;
}

function isOf(row: Pick<BookingFact, 'booking_id' | 'partner' | 'user_id'>, person: Person): boolean {
  if ('booking_id' in person) return row.booking_id === person.booking_id;
  return row.user_id === person.user_id && row.partner === person.partner;
}

interface EraseJob {
  readonly dir: string;
  readonly month: Month;
  readonly dryRun: boolean;
  readonly stillOurs: () => Promise<void>;
}

async function eraseIn(dataset: Dataset, ids: ReadonlySet<Id>, job: EraseJob): Promise<ErasedFile[]> {
  const folder = monthFolder(job.dir, dataset, job.month);
  if (ids.size === 0) return [];
  const erased: ErasedFile[] = [];
  for (const part of await readManifest(folder)) {
    const bookings = await countPersonal(folder, part, ids);
    if (bookings === 0) continue;
    if (!job.dryRun) await rewrite(folder, part, { ids, stillOurs: job.stillOurs });
    erased.push({ file: `${dataset}/month=${job.month}/${part.file}`, bookings });
  }
  return erased;
}

/** Bookings of a part that still say something personal. */
async function countPersonal(folder: MonthFolder, part: PartEntry, ids: ReadonlySet<Id>): Promise<number> {
  const personal = PERSONAL_COLUMNS[folder.dataset];
  const columns = COLUMNS_OF[folder.dataset].filter(
    ({ name }) => name === 'booking_id' || personal.includes(name),
  );
  let count = 0;
  await withPart(join(folder.path, part.file), columns, (opened) =>
    opened.readGroups((rows) => {
      count += rows.filter(
        (row) => ids.has(String(row['booking_id'])) && personal.some((name) => row[name] !== null),
      ).length;
    }),
  );
  return count;
}

async function rewrite(
  folder: MonthFolder,
  part: PartEntry,
  { ids, stillOurs }: { ids: ReadonlySet<Id>; stillOurs: () => Promise<void> },
): Promise<void> {
  const { from, to, source, exported_at } = part;
  // Source and moment stay those of the export: nothing was read from the database.
  const staged = await stagePart({ folder, span: { from, to }, source, exportedAt: exported_at });
  const blank = Object.fromEntries(PERSONAL_COLUMNS[folder.dataset].map((name) => [name, null]));
  try {
    await withPart(join(folder.path, part.file), COLUMNS_OF[folder.dataset], (opened) =>
      opened.readGroups((rows: Row[]) =>
        staged.add(rows.map((row) => (ids.has(String(row['booking_id'])) ? { ...row, ...blank } : row))),
      ),
    );
    await staged.install(stillOurs);
  } catch (error) {
    await staged.discard();
    throw error;
  }
}

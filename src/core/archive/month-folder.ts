import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { addDays, type LocalDate } from '../model/local-date.js';
import { DATASETS, type Dataset } from './booking-fact.js';
import { damaged, errnoCode } from './storage-fault.js';

/** `YYYY-MM`. */
export type Month = string;

const FOLDER = /^month=(\d{4}-\d{2})$/;
const PART = /^part-\d{8}-\d{8}\.parquet$/;
/** A dot in front: what reads Hive partitions passes over it. */
const LEFT_OVER = /^\..*\.tmp$/;
const MANIFEST = '_manifest.json';

const partEntry = z.strictObject({
  file: z.string().regex(PART),
  /** Booking dates, both inclusive. */
  from: z.iso.date(),
  to: z.iso.date(),
  rows: z.number().int(),
  bytes: z.number().int(),
  sha256: z.string(),
  checksum: z.string(),
  /** What the rows in the database looked like; another one means that they have changed since. */
  source: z.string(),
  /** UTC, ISO 8601: the moment of which the rows are. */
  exported_at: z.string(),
});
export type PartEntry = Readonly<z.output<typeof partEntry>>;

const manifest = z.strictObject({
  format: z.literal(1),
  dataset: z.enum(DATASETS),
  month: z.string(),
  parts: z.array(partEntry),
});

/** One month of one dataset. */
export interface MonthFolder {
  readonly dataset: Dataset;
  readonly month: Month;
  readonly path: string;
}

export function monthFolder(dir: string, dataset: Dataset, month: Month): MonthFolder {
  return { dataset, month, path: join(dir, dataset, `month=${month}`) };
}

export function monthOf(date: LocalDate): Month {
  return date.slice(0, 7);
}

export function lastDayOf(month: Month): LocalDate {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return addDays(`${next}-01`, -1);
}

export function monthsBetween(from: LocalDate, to: LocalDate): Month[] {
  const months: Month[] = [];
  for (let day = from; monthOf(day) <= monthOf(to); day = addDays(lastDayOf(monthOf(day)), 1)) {
    months.push(monthOf(day));
  }
  return months;
}

/** The months that a dataset has, in order; none where there is no archive yet. */
export async function listMonths(dir: string, dataset: Dataset): Promise<MonthFolder[]> {
  const names = await namesIn(join(dir, dataset));
  return names
    .flatMap((name) => FOLDER.exec(name)?.[1] ?? [])
    .sort()
    .map((month) => monthFolder(dir, dataset, month));
}

/** Parquet files that lie in the folder, listed or not. */
export async function listPartFiles(folder: MonthFolder): Promise<string[]> {
  return (await namesIn(folder.path)).filter((name) => PART.test(name)).sort();
}

/** The parts that an export has ended; none in a folder without manifest. @throws AppError ARCHIVE_DAMAGED */
export async function readManifest(folder: MonthFolder): Promise<PartEntry[]> {
  const path = join(folder.path, MANIFEST);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errnoCode(error) === 'ENOENT') return [];
    throw error;
  }
  const parsed = manifest.safeParse(readJson(text));
  if (!parsed.success) throw damaged(path, 'is not a manifest; delete it and export the month again');
  return parsed.data.parts;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export async function writeManifest(folder: MonthFolder, parts: readonly PartEntry[]): Promise<void> {
  const { dataset, month } = folder;
  const sorted = [...parts].sort((a, b) => (a.from < b.from ? -1 : 1));
  const text = `${JSON.stringify({ format: 1, dataset, month, parts: sorted }, null, 1)}\n`;
  await replaceFile(folder.path, MANIFEST, text);
}

/** Writes a small file whole or not at all. */
export async function replaceFile(path: string, name: string, text: string): Promise<void> {
  const temporary = temporaryPath(path, name);
  await writeFile(temporary, text, { flag: 'wx', flush: true });
  await rename(temporary, join(path, name));
  await syncFolder(path);
}

export function temporaryPath(path: string, name: string): string {
  return join(path, `.${name}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
}

export function partName({ from, to }: { readonly from: LocalDate; readonly to: LocalDate }): string {
  return `part-${from.replaceAll('-', '')}-${to.replaceAll('-', '')}.parquet`;
}

export async function makeFolder(folder: MonthFolder): Promise<void> {
  await mkdir(folder.path, { recursive: true, mode: folder.dataset === 'guests' ? 0o700 : 0o755 });
}

/** Clears the temporary files of a killed export; only under the archive's lock. */
export async function clearLeftOvers(folder: MonthFolder): Promise<void> {
  const leftOvers = (await namesIn(folder.path)).filter((name) => LEFT_OVER.test(name));
  for (const name of leftOvers) await rm(join(folder.path, name), { force: true });
}

/** SHA-256 of a file; null where there is none. Cheaper than decoding it. */
export async function hashFile(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if (errnoCode(error) === 'ENOENT') return null;
    throw error;
  }
  return hash.digest('hex');
}

/** Makes a rename last. A mounted object store knows no such thing, and has nothing to lose. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS', 'EPERM'].includes(errnoCode(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (errnoCode(error) === 'ENOENT') return [];
    throw error;
  }
}

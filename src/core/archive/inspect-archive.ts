import { join } from 'node:path';
import { AppError } from '../model/errors.js';
import { COLUMNS_OF, DATASETS, type Dataset } from './booking-fact.js';
import {
  hashFile,
  listMonths,
  listPartFiles,
  readManifest,
  type Month,
  type MonthFolder,
  type PartEntry,
} from './month-folder.js';
import type { Range } from './part-checksum.js';
import { digestPart } from './read-part.js';
import { errnoCode, toStorageFault } from './storage-fault.js';

/**
 * verified: decodes to the rows and checksum of its footer, and is the file that the manifest lists. unlisted: whole, but
 * an export was killed before it was listed, or another tool put it there. missing: listed, and not there.
 */
export type PartState = 'verified' | 'unlisted' | 'damaged' | 'missing';

export interface InspectedPart {
  readonly dataset: Dataset;
  readonly month: Month;
  /** Path below the archive's folder. */
  readonly file: string;
  readonly state: PartState;
  /** What is wrong, and null where nothing is. */
  readonly finding: string | null;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly checksum: string | null;
  readonly exported_at: string | null;
  readonly ranges: Readonly<Record<string, Range>>;
}

export interface InspectReport {
  readonly dir: string;
  readonly months: number;
  readonly rows: number;
  readonly bytes: number;
  readonly parts: readonly InspectedPart[];
  readonly schema: Readonly<
    Partial<Record<Dataset, readonly { readonly name: string; readonly type: string }[]>>
  >;
  readonly whole: boolean;
}

export type InspectArchive = (request?: {
  readonly dir?: string | undefined;
  readonly onPart?: (part: InspectedPart) => void;
}) => Promise<InspectReport>;

/** Decodes every part and compares it with what was written. Reads only, and needs no database. */
export function createInspectArchive({ dir: configured }: { readonly dir: string }): InspectArchive {
  return async ({ dir = configured, onPart } = {}) => {
    const parts: InspectedPart[] = [];
    const schema: Partial<Record<Dataset, readonly { readonly name: string; readonly type: string }[]>> = {};
    try {
      for (const dataset of DATASETS) {
        for (const folder of await listMonths(dir, dataset)) {
          for (const [file, entry] of await filesOf(folder)) {
            const { found, columns } = await inspectPart(folder, file, entry);
            if (columns !== null) schema[dataset] ??= columns;
            parts.push(found);
            onPart?.(found);
          }
        }
      }
    } catch (error) {
      throw toStorageFault(error, dir);
    }
    const bookings = parts.filter(({ dataset }) => dataset === 'bookings');
    return {
      dir,
      months: new Set(bookings.map(({ month }) => month)).size,
      rows: sum(bookings.map(({ rows }) => rows)),
      bytes: sum(parts.map(({ bytes }) => bytes)),
      parts,
      schema,
      whole: parts.every(({ state }) => state === 'verified' || state === 'unlisted'),
    };
  };
}

/** Every file of the folder, with its entry in the manifest where it has one. */
async function filesOf(folder: MonthFolder): Promise<[string, PartEntry | null][]> {
  const listed = await readManifest(folder);
  const lying = await listPartFiles(folder);
  const names = [...new Set([...listed.map(({ file }) => file), ...lying])].sort();
  return names.map((name) => [name, listed.find(({ file }) => file === name) ?? null]);
}

interface Inspected {
  readonly found: InspectedPart;
  readonly columns: readonly { readonly name: string; readonly type: string }[] | null;
}

async function inspectPart(folder: MonthFolder, file: string, entry: PartEntry | null): Promise<Inspected> {
  const { dataset, month } = folder;
  const place = { dataset, month, file: `${dataset}/month=${month}/${file}` };
  const known = {
    rows: entry?.rows ?? null,
    bytes: entry?.bytes ?? null,
    checksum: entry?.checksum ?? null,
    exported_at: entry?.exported_at ?? null,
    ranges: {},
  };
  const bad = (state: 'damaged' | 'missing', finding: string): Inspected => ({
    found: { ...place, ...known, state, finding },
    columns: null,
  });
  try {
    const { part, rows, checksum, ranges } = await digestPart(join(folder.path, file), COLUMNS_OF[dataset]);
    const { facts } = part;
    if (facts['rows'] !== rows || facts['checksum'] !== checksum) {
      return bad('damaged', `has ${rows} rows, and not the checksum of what was written`);
    }
    const exported_at = typeof facts['exported_at'] === 'string' ? facts['exported_at'] : null;
    const listed = entry !== null && (await hashFile(join(folder.path, file))) === entry.sha256;
    const finding = listed ? null : 'is whole but not listed; the next export of the month settles it';
    return {
      found: {
        ...place,
        state: listed ? 'verified' : 'unlisted',
        finding,
        rows,
        bytes: part.bytes,
        checksum,
        exported_at,
        ranges,
      },
      columns: part.schema,
    };
  } catch (error) {
    if (errnoCode(error) === 'ENOENT') return bad('missing', 'is listed but not there');
    if (error instanceof AppError && error.code === 'ARCHIVE_DAMAGED') return bad('damaged', error.message);
    throw error;
  }
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

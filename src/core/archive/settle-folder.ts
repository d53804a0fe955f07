import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../model/errors.js';
import { COLUMNS_OF } from './booking-fact.js';
import { overlaps, type Span } from './install-part.js';
import {
  clearLeftOvers,
  hashFile,
  listPartFiles,
  readManifest,
  writeManifest,
  type MonthFolder,
  type PartEntry,
} from './month-folder.js';
import { digestPart } from './read-part.js';

const footer = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  source: z.string(),
  exported_at: z.string(),
  rows: z.number().int(),
  checksum: z.string(),
});

/**
 * Ends what a killed export left between its rename and its manifest, and clears its temporary files; only under the
 * archive's lock. A part that is whole and takes over all that it touches becomes listed; one that a listed part
 * contains was to be deleted and is. Anything else stays as it is, for a person to look at: nothing is deleted that
 * might be the only copy.
 */
export async function settleFolder(folder: MonthFolder): Promise<void> {
  await clearLeftOvers(folder);
  let listed = await readManifest(folder);
  const files = await listPartFiles(folder);
  for (const file of files.filter((name) => !listed.some((part) => part.file === name))) {
    const entry = await readEntry(folder, file);
    if (entry === null) continue;
    const touched = listed.filter((part) => overlaps(part, entry));
    if (touched.some((part) => contains(part, entry))) {
      await rm(join(folder.path, file), { force: true });
    } else if (touched.every((part) => contains(entry, part))) {
      listed = [...listed.filter((part) => !touched.includes(part)), entry];
      await writeManifest(folder, listed);
      for (const part of touched) await rm(join(folder.path, part.file), { force: true });
    }
  }
}

/** The manifest's entry of a file as its own footer tells it; null where it is not whole, or not ours. */
async function readEntry(folder: MonthFolder, file: string): Promise<PartEntry | null> {
  const path = join(folder.path, file);
  try {
    const { part, rows, checksum } = await digestPart(path, COLUMNS_OF[folder.dataset]);
    const facts = footer.safeParse(part.facts);
    if (!facts.success || facts.data.rows !== rows || facts.data.checksum !== checksum) return null;
    return { ...facts.data, file, bytes: part.bytes, sha256: (await hashFile(path)) ?? '' };
  } catch (error) {
    if (error instanceof AppError && error.code === 'ARCHIVE_DAMAGED') return null;
    throw error;
  }
}

function contains(outer: Span, inner: Span): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

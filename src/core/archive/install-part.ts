import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalDate } from '../model/local-date.js';
import { COLUMNS_OF } from './booking-fact.js';
import {
  partName,
  readManifest,
  syncFolder,
  temporaryPath,
  writeManifest,
  type MonthFolder,
  type PartEntry,
} from './month-folder.js';
import type { Row } from './parquet-columns.js';
import { digestPart } from './read-part.js';
import { damaged } from './storage-fault.js';
import { PartWriter, type WrittenPart } from './write-part.js';

/** Booking dates that a part covers, both inclusive. */
export interface Span {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** A part that is written but not in place yet: readers do not see it, and a crash leaves the old one. */
export interface StagedPart {
  readonly rows: number;
  add(rows: readonly object[]): Promise<void>;
  /**
   * Ends the file, reads all of it back, and only then puts it in the place of the parts that it takes over.
   * @throws AppError ARCHIVE_DAMAGED when what lies on the disk is not what was written; the old parts stay.
   */
  install(stillOurs: () => Promise<void>): Promise<PartEntry>;
  discard(): Promise<void>;
}

export interface StageOptions {
  readonly folder: MonthFolder;
  readonly span: Span;
  readonly source: string;
  readonly exportedAt: string;
}

export async function stagePart(options: StageOptions): Promise<StagedPart> {
  const { folder, span, source, exportedAt } = options;
  const columns = COLUMNS_OF[folder.dataset];
  const path = temporaryPath(folder.path, partName(span));
  const writer = await PartWriter.open(path, columns, { secret: folder.dataset === 'guests' });
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    add: (added) => {
      rows += added.length;
      return writer.add(added as readonly Row[]);
    },
    install: async (stillOurs) => {
      const facts = { dataset: folder.dataset, ...span, source, exported_at: exportedAt };
      const written = await writer.finish(facts);
      await verify(path, written, options);
      await stillOurs();
      return putInPlace(path, written, options);
    },
    discard: async () => {
      await writer.abandon();
      await rm(path, { force: true });
    },
  };
}

async function verify(path: string, written: WrittenPart, { folder, span }: StageOptions): Promise<void> {
  const found = await digestPart(path, COLUMNS_OF[folder.dataset]);
  if (found.rows === written.rows && found.checksum === written.checksum) return;
  throw damaged(join(folder.path, partName(span)), 'does not read back as it was written; the old one stays');
}

/**
 * One rename where the span is the same as before. Where a wider part takes over narrower ones, the manifest changes
 * hands before they are deleted: at every moment it lists whole parts that do not overlap.
 */
async function putInPlace(path: string, written: WrittenPart, options: StageOptions): Promise<PartEntry> {
  const { folder, span, source, exportedAt } = options;
  const { rows, bytes, sha256, checksum } = written;
  const file = partName(span);
  const entry = { file, ...span, rows, bytes, sha256, checksum, source, exported_at: exportedAt };
  const before = await readManifest(folder);
  const replaced = before.filter((part) => overlaps(part, span));
  await rename(path, join(folder.path, file));
  await syncFolder(folder.path);
  await writeManifest(folder, [...before.filter((part) => !overlaps(part, span)), entry]);
  for (const part of replaced) {
    if (part.file !== file) await rm(join(folder.path, part.file), { force: true });
  }
  return entry;
}

export function overlaps(a: Span, b: Span): boolean {
  return a.from <= b.to && b.from <= a.to;
}

/** The span widened over every part it touches, for a part is replaced whole or not at all. */
export function widenOver(span: Span, parts: readonly Span[]): Span {
  const touched = [span, ...parts.filter((part) => overlaps(part, span))];
  const wide = {
    from: touched.reduce((least, { from }) => (from < least ? from : least), span.from),
    to: touched.reduce((greatest, { to }) => (to > greatest ? to : greatest), span.to),
  };
  // Parts of another dataset may begin to touch it.
  return wide.from === span.from && wide.to === span.to ? wide : widenOver(wide, parts);
}

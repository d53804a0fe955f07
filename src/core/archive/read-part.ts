import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { AsyncBuffer, FileMetaData, SchemaElement } from 'hyparquet';
import {
  fromStored,
  PARSERS,
  withRawDecimals,
  type Column,
  type Row,
  type StoredValue,
} from './parquet-columns.js';
import { startDigest, type PartDigest } from './part-checksum.js';
import { damaged, errnoCode } from './storage-fault.js';
import { FOOTER_KEY } from './write-part.js';

export interface PartFile {
  readonly rows: number;
  readonly bytes: number;
  /** What `PartWriter.finish` wrote into the footer; empty for a file that is not ours. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly schema: readonly { readonly name: string; readonly type: string }[];
  /** Reads row group by row group, so that memory does not grow with the file. */
  readGroups(take: (rows: Row[]) => Promise<void> | void): Promise<void>;
}

/**
 * Opens a part for `work` and closes it. `columns` says which columns are read, and how.
 * @throws AppError ARCHIVE_DAMAGED for what is not whole Parquet or lacks a column; the file system's own errors.
 */
export async function withPart<R>(
  path: string,
  columns: readonly Column[],
  work: (part: PartFile) => Promise<R>,
): Promise<R> {
  const file = await open(path, 'r');
  try {
    const buffer = await toBuffer(file);
    const metadata = await readMetadata(path, buffer);
    return await work(toPart({ path, columns, buffer, metadata }));
  } finally {
    await file.close();
  }
}

/** Reads a whole part and digests it, without holding it. @throws AppError ARCHIVE_DAMAGED */
export function digestPart(
  path: string,
  columns: readonly Column[],
): Promise<PartDigest & { readonly part: PartFile }> {
  return withPart(path, columns, async (part) => {
    // As it was digested when it was written, by a version that may not have known every column.
    const digest = startDigest(
      columns.filter(
        ({ name, addedLater }) => addedLater !== true || part.schema.some((leaf) => leaf.name === name),
      ),
    );
    await part.readGroups((rows) => digest.add(rows));
    return { ...digest.end(), part };
  });
}

async function toBuffer(file: FileHandle): Promise<AsyncBuffer> {
  const { size } = await file.stat();
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(Math.max(0, end - start));
      const { bytesRead } = await file.read(bytes, 0, bytes.byteLength, start);
      return bytes.buffer.slice(0, bytesRead);
    },
  };
}

async function readMetadata(path: string, buffer: AsyncBuffer): Promise<FileMetaData> {
  const { parquetMetadataAsync } = await import('hyparquet');
  return orDamaged(path, async () => withRawDecimals(await parquetMetadataAsync(buffer)));
}

interface Opened {
  readonly path: string;
  readonly columns: readonly Column[];
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
}

function toPart({ path, columns, buffer, metadata }: Opened): PartFile {
  const leaves = metadata.schema.slice(1);
  return {
    rows: Number(metadata.num_rows),
    bytes: buffer.byteLength,
    facts: readFacts(metadata),
    schema: leaves.map((leaf) => ({ name: leaf.name, type: typeName(leaf) })),
    readGroups: async (take) => {
      const missing = columns.find(
        ({ name, addedLater }) => addedLater !== true && !leaves.some((leaf) => leaf.name === name),
      );
      if (missing !== undefined) throw damaged(basename(path), `has no column "${missing.name}"`);
      let start = 0;
      for (const group of metadata.row_groups) {
        const end = start + Number(group.num_rows);
        await take(await readRows({ path, columns, buffer, metadata }, { start, end }));
        start = end;
      }
    },
  };
}

function typeName({ type, converted_type, precision, scale }: SchemaElement): string {
  // Its annotation was taken away for reading; the digits are still there.
  if (precision !== undefined && scale !== undefined) return `DECIMAL(${precision},${scale})`;
  return converted_type ?? type ?? '';
}

async function readRows(
  { path, columns, buffer, metadata }: Opened,
  { start, end }: { start: number; end: number },
): Promise<Row[]> {
  const { parquetReadObjects } = await import('hyparquet');
  const stored = new Set(metadata.schema.map((leaf) => leaf.name));
  return orDamaged(path, async () => {
    const raw: Record<string, StoredValue | undefined>[] = await parquetReadObjects({
      file: buffer,
      metadata,
      columns: columns.map(({ name }) => name).filter((name) => stored.has(name)),
      rowStart: start,
      rowEnd: end,
      parsers: PARSERS,
    });
    return raw.map((values) =>
      Object.fromEntries(columns.map(({ name, kind }) => [name, fromStored(kind, values[name])])),
    );
  });
}

function readFacts(metadata: FileMetaData): Readonly<Record<string, unknown>> {
  const text = metadata.key_value_metadata?.find(({ key }) => key === FOOTER_KEY)?.value;
  if (text === undefined) return {};
  try {
    const facts: unknown = JSON.parse(text);
    return typeof facts === 'object' && facts !== null ? { ...facts } : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** The decoder throws plain errors for bytes that are not what they should be; those of the file system have a code. */
async function orDamaged<R>(path: string, read: () => Promise<R>): Promise<R> {
  try {
    return await read();
  } catch (error) {
    if (errnoCode(error) !== undefined) throw error;
    throw damaged(basename(path), 'cannot be decoded', error);
  }
}

import type { FileMetaData, ParquetParsers, SchemaElement } from 'hyparquet';
import { fromEpochDay, toEpochDay } from '../model/local-date.js';

/**
 * How a column lies in Parquet and what it is in a row: id = INT64, a decimal string; decimal = DECIMAL(18,3), text with
 * three places; date = DATE, `YYYY-MM-DD`; time = TIMESTAMP_MILLIS in UTC, ISO 8601.
 */
export interface Column {
  readonly name: string;
  readonly kind: 'id' | 'integer' | 'text' | 'date' | 'time' | 'decimal';
  readonly nullable: boolean;
  /** Parts that an earlier version wrote lack it; it is null there. */
  readonly addedLater?: true;
}

export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;
export type StoredValue = string | number | bigint | null;

/** DECIMAL(15,3) of the tables with room above; 18 digits are what 64 bits hold. */
const SCALE = 3;
const PRECISION = 18;

/** The Parquet schema of some columns, in their order. */
export function schemaOf(columns: readonly Column[]): SchemaElement[] {
  return [{ name: 'root', num_children: columns.length }, ...columns.map(elementOf)];
}

function elementOf({ name, kind, nullable }: Column): SchemaElement {
  const base = { name, repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED' } as const;
  switch (kind) {
    case 'id':
      return { ...base, type: 'INT64' };
    case 'integer':
      return { ...base, type: 'INT32' };
    case 'text':
      return { ...base, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
    case 'date':
      return { ...base, type: 'INT32', converted_type: 'DATE' };
    case 'time':
      return { ...base, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' };
    case 'decimal':
      return { ...base, type: 'INT64', converted_type: 'DECIMAL', precision: PRECISION, scale: SCALE };
  }
}

/** A cell as the writer takes it; a decimal goes as its unscaled integer, never through a float. */
export function toStored(kind: Column['kind'], cell: Cell): StoredValue {
  if (cell === null) return null;
  switch (kind) {
    case 'id':
      return BigInt(cell);
    case 'integer':
    case 'text':
      return cell;
    case 'date':
      return toEpochDay(String(cell));
    case 'time':
      return BigInt(Date.parse(String(cell)));
    case 'decimal':
      return toUnscaled(String(cell));
  }
}

function toUnscaled(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(SCALE, '0'));
}

/** The cell of a value that was read with `PARSERS` and `withRawDecimals`. */
export function fromStored(kind: Column['kind'], value: StoredValue | undefined): Cell {
  if (value === null || value === undefined) return null;
  if (kind === 'integer') return Number(value);
  if (kind !== 'decimal') return String(value);
  const digits = String(value).padStart(SCALE + 1, '0');
  return `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`;
}

/** Dates and times come back as the text they were, not as Date objects. */
export const PARSERS: Partial<ParquetParsers> = {
  dateFromDays: (days: number) => fromEpochDay(days),
  timestampFromMilliseconds: (millis: bigint) => new Date(Number(millis)).toISOString(),
};

/** The reader would turn a DECIMAL into a float; without the annotation it gives the integer that lies in the file. */
export function withRawDecimals(metadata: FileMetaData): FileMetaData {
  return {
    ...metadata,
    schema: metadata.schema.map((element) => {
      if (element.converted_type !== 'DECIMAL') return element;
      const { converted_type: _annotation, logical_type: _twin, ...raw } = element;
      return raw;
    }),
  };
}

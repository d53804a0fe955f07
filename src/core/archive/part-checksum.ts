import { createHash } from 'node:crypto';
import type { Cell, Column, Row } from './parquet-columns.js';

export type Range = readonly [least: Cell, greatest: Cell];

export interface PartDigest {
  readonly rows: number;
  /** SHA-256 over the values of every column, row group by row group. */
  readonly checksum: string;
  /** Least and greatest value of each column of numbers, dates and times; a column without values is left out. */
  readonly ranges: Readonly<Record<string, Range>>;
}

/**
 * Digests rows as they are written and as they are read back: the same rows in the same groups give the same digest,
 * however Parquet encodes them.
 */
export function startDigest(columns: readonly Column[]) {
  const hash = createHash('sha256');
  const ranges = new Map<string, Range>();
  let rows = 0;
  return {
    add(group: readonly Row[]): void {
      rows += group.length;
      for (const { name, kind } of columns) {
        const cells = group.map((row) => row[name] ?? null);
        hash.update(`${name} ${JSON.stringify(cells)}\n`);
        if (kind === 'text') continue;
        for (const cell of cells) if (cell !== null) widen(ranges, name, cell);
      }
    },
    end: (): PartDigest => ({ rows, checksum: hash.digest('hex'), ranges: Object.fromEntries(ranges) }),
  };
}

function widen(ranges: Map<string, Range>, name: string, cell: string | number): void {
  const known = ranges.get(name);
  if (known === undefined) ranges.set(name, [cell, cell]);
  else if (isBefore(cell, known[0])) ranges.set(name, [cell, known[1]]);
  else if (isBefore(known[1], cell)) ranges.set(name, [known[0], cell]);
}

/** Ids and decimals have no sign and no leading zeros: the longer text is the greater number. Dates have one length. */
function isBefore(a: Cell, b: Cell): boolean {
  if (typeof a === 'number' || typeof b === 'number') return Number(a) < Number(b);
  if (a === null || b === null) return false;
  return a.length === b.length ? a < b : a.length < b.length;
}

import type { CellValue } from './table.js';

const NUMBER = /^-?\d+(\.\d+)?$/;
/** What a spreadsheet takes for a formula, also behind blanks that it strips. */
const FORMULA = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/**
 * Rows as CSV (RFC 4180, lines ended by LF), the names of the columns first. A text that a spreadsheet would run as a
 * formula gets an apostrophe in front, for names of hotels and cities come from outside; numbers stay numbers.
 */
export function renderCsv<Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
): string {
  const lines = rows.map((row) => columns.map((name) => cell(row[name] as CellValue)).join(','));
  return [columns.join(','), ...lines].join('\n');
}

function cell(value: CellValue): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

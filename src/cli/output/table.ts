import { displayWidth, padToWidth, printable, truncateToWidth, wrapToWidth } from './display-width.js';

export type CellValue = string | number | boolean | null | undefined;

export interface Column<Row> {
  readonly header: string;
  readonly value: (row: Row) => CellValue;
  readonly align?: 'left' | 'right';
  /** May be cut when the table is wider than the terminal; the widest such column gives way first. */
  readonly shrink?: boolean;
  /** Where the table is wider than the terminal it stands wrapped under its row, where there is something to say. */
  readonly below?: boolean;
}

export interface TableOptions {
  /** Columns of the terminal; Infinity off a terminal, where nothing may be cut. */
  readonly width: number;
  readonly bold?: boolean;
}

const GAP = 2;
const NARROWEST = 6;
const INDENT = '  ';

/** Rows as aligned plain text, header first; without rows the header alone. */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: TableOptions,
): string {
  const below = widthOf(rows, columns) <= options.width ? [] : columns.filter(({ below }) => below === true);
  return renderGrid(
    rows,
    columns.filter((column) => !below.includes(column)),
    {
      ...options,
      under: (row) => below.flatMap((column) => underLines(column.value(row), options.width)),
    },
  );
}

/** Of everything side by side and nothing cut. */
function widthOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): number {
  const widths = columns.map(({ header, value }) =>
    Math.max(displayWidth(header), ...rows.map((row) => displayWidth(show(value(row))))),
  );
  return widths.reduce((sum, width) => sum + width, GAP * (columns.length - 1));
}

function underLines(value: CellValue, width: number): string[] {
  if (value === null || value === undefined) return [];
  return wrapToWidth(show(value), width - INDENT.length).map((line) => INDENT + line);
}

function renderGrid<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: TableOptions & { readonly under: (row: Row) => readonly string[] },
): string {
  const cells = rows.map((row) => columns.map((column) => show(column.value(row))));
  const widths = columns.map((column, at) =>
    Math.max(displayWidth(column.header), ...cells.map((row) => displayWidth(row[at] ?? ''))),
  );
  const keys = keyColumns(cells, widths, options.width);
  const blocks = splitColumns(widths, { columns, keys, available: options.width }).map((block, number) => {
    fit(widths, { columns, block, available: options.width });
    const line = (values: readonly string[]) =>
      block
        .map((at) => {
          const width = widths[at] ?? 0;
          return padToWidth(truncateToWidth(values[at] ?? '', width), width, columns[at]?.align ?? 'left');
        })
        .join(' '.repeat(GAP))
        .trimEnd();
    const header = line(columns.map((column) => column.header));
    const body = rows.flatMap((row, at) => [
      line(cells[at] ?? []),
      ...(number === 0 ? options.under(row) : []),
    ]);
    return [options.bold === true ? `\u001b[1m${header}\u001b[22m` : header, ...body].join('\n');
  });
  return blocks.join('\n\n');
}

/** How many of the first columns tell all rows apart, within half of the terminal; else the first one stands for them. */
function keyColumns(
  cells: readonly (readonly string[])[],
  widths: readonly number[],
  available: number,
): number {
  for (let keys = 1, used = widths[0] ?? 0; keys < widths.length && used <= available / 2; keys += 1) {
    const apart = new Set(cells.map((row) => row.slice(0, keys).join('\n')));
    if (apart.size === cells.length) return keys;
    used += GAP + (widths[keys] ?? 0);
  }
  return 1;
}

/**
 * Places of the columns that stand beside each other. Where all cannot, however much is cut, the others follow in
 * further blocks that begin with the first columns again, for they say which row it is.
 */
function splitColumns<Row>(
  widths: readonly number[],
  {
    columns,
    keys,
    available,
  }: { readonly columns: readonly Column<Row>[]; readonly keys: number; readonly available: number },
): number[][] {
  const least = widths.map((width, at) =>
    columns[at]?.shrink === true ? Math.min(width, NARROWEST) : width,
  );
  const first = columns.slice(0, keys).map((_, at) => at);
  const key = first.reduce((sum, at) => sum + (least[at] ?? 0), GAP * (keys - 1));
  const blocks: number[][] = [[...first]];
  let used = key;
  for (let at = keys; at < columns.length; at += 1) {
    const block = blocks.at(-1) ?? [];
    const more = GAP + (least[at] ?? 0);
    if (block.length === keys || used + more <= available) {
      block.push(at);
      used += more;
    } else {
      blocks.push([...first, at]);
      used = key + more;
    }
  }
  return blocks;
}

/** Name and value pairs, one a line, the values aligned. */
export function renderFacts(facts: readonly (readonly [name: string, value: CellValue])[]): string {
  const width = Math.max(0, ...facts.map(([name]) => displayWidth(name)));
  return facts
    .map(([name, value]) => `${padToWidth(name, width, 'left')}  ${show(value)}`.trimEnd())
    .join('\n');
}

function show(value: CellValue): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return printable(String(value));
}

/** Takes from the widest shrinkable column of the block until its line fits or nothing is left to take. */
function fit<Row>(
  widths: number[],
  {
    columns,
    block,
    available,
  }: {
    readonly columns: readonly Column<Row>[];
    readonly block: readonly number[];
    readonly available: number;
  },
): void {
  let excess = block.reduce((sum, at) => sum + (widths[at] ?? 0), GAP * (block.length - 1)) - available;
  while (excess > 0) {
    let widest = -1;
    for (const at of block) {
      const width = widths[at] ?? 0;
      const mayShrink = columns[at]?.shrink === true && width > NARROWEST;
      if (mayShrink && (widest < 0 || width > (widths[widest] ?? 0))) widest = at;
    }
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
}

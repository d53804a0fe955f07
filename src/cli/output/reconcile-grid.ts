import { dayOfWeek, nightsOf, addDays, type LocalDate } from '../../core/model/local-date.js';
import type { ListedDifference } from '../../core/reconcile/list-differences.js';
import { displayWidth, padToWidth, printable, truncateToWidth } from './display-width.js';

export type DifferenceKind = ListedDifference['class'];

/** The worst first: one letter stands for a night, whatever else differs in it. */
export const KINDS: readonly {
  readonly kind: DifferenceKind;
  readonly letter: string;
  readonly colour: number;
}[] = [
  { kind: 'conflicting', letter: 'C', colour: 31 },
  { kind: 'extra', letter: 'E', colour: 35 },
  { kind: 'stale', letter: 'S', colour: 33 },
  { kind: 'missing', letter: 'M', colour: 36 },
];

export interface GridRow {
  readonly label: string;
  readonly nights: ReadonlyMap<LocalDate, readonly ListedDifference[]>;
}

export interface GridOptions {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Columns of the terminal; Infinity off a terminal. */
  readonly width: number;
  readonly colour: boolean;
}

const CELL = 4;
const WIDEST_NAME = 24;
const NIGHTS_OFF_TERMINAL = 31;
const WEEKDAYS = ['M', 'T', 'W', 'T', 'F', 'S', 'S'];

export const GRID_LEGEND = `${KINDS.map(({ kind, letter }) => `${letter}: ${kind}`).join('   ')}   .: equal`;

/** Rooms and rate plans in which anything differs, a row each. */
export function gridRows(differences: readonly ListedDifference[]): GridRow[] {
  const rows = new Map<string, Map<LocalDate, ListedDifference[]>>();
  for (const one of differences) {
    const room = one.room ?? one.room_code;
    const rate = one.rate_code === null ? '' : ` / ${one.rate ?? one.rate_code}`;
    const nights = rows.get(`${room}${rate}`) ?? new Map<LocalDate, ListedDifference[]>();
    rows.set(`${room}${rate}`, nights);
    nights.set(one.date, [...(nights.get(one.date) ?? []), one]);
  }
  return [...rows].map(([label, nights]) => ({ label, nights }));
}

/** The worst class of a night; undefined where nothing differs. */
export function worstOf(
  differences: readonly ListedDifference[] | undefined,
): (typeof KINDS)[number] | undefined {
  return KINDS.find(({ kind }) => differences?.some((one) => one.class === kind) === true);
}

/** Rooms and rate plans down, nights across, in blocks as wide as the terminal; blocks in which nothing differs are left out. */
export function renderGrid(rows: readonly GridRow[], options: GridOptions): string {
  const dates = nightsOf(options.from, addDays(options.to, 1));
  const name = Math.min(WIDEST_NAME, Math.max(4, ...rows.map(({ label }) => displayWidth(label))));
  const across = Number.isFinite(options.width)
    ? Math.max(1, Math.floor((options.width - name) / CELL))
    : NIGHTS_OFF_TERMINAL;
  const blocks: string[] = [];
  for (let first = 0; first < dates.length; first += across) {
    const part = dates.slice(first, first + across);
    const apart = rows.filter(({ nights }) => part.some((date) => nights.has(date)));
    if (apart.length > 0) blocks.push(renderBlock(apart, part, { name, colour: options.colour }));
  }
  return blocks.join('\n\n');
}

/** A calendar of this many lines is still read from top to bottom. */
const MOST_LINES = 60;

/** What a terminal shows: all of a short calendar, of a long one the first month in which anything differs and a list of months. */
export function renderPaged(
  rows: readonly GridRow[],
  options: GridOptions,
): { readonly text: string; readonly month: string | null } {
  const whole = renderGrid(rows, options);
  const counts = new Map<string, number>();
  for (const { nights } of rows)
    for (const date of nights.keys()) counts.set(date.slice(0, 7), (counts.get(date.slice(0, 7)) ?? 0) + 1);
  const [month] = [...counts.keys()].sort();
  if (whole.split('\n').length <= MOST_LINES || month === undefined || counts.size === 1)
    return { text: whole, month: null };
  const list = [...counts].sort().map(([name, count]) => `${name}  ${String(count).padStart(6)}`);
  const text = [
    renderGrid(rows, { ...options, ...monthOf(month, options) }),
    '',
    'MONTH    NIGHTS',
    ...list,
  ].join('\n');
  return { text, month };
}

/** Its nights, as far as they were compared. */
export function monthOf(
  month: string,
  { from, to }: Pick<GridOptions, 'from' | 'to'>,
): Pick<GridOptions, 'from' | 'to'> {
  const dates = nightsOf(from, addDays(to, 1)).filter((date) => date.startsWith(month));
  return { from: dates[0] ?? from, to: dates.at(-1) ?? from };
}

function renderBlock(
  rows: readonly GridRow[],
  dates: readonly LocalDate[],
  { name, colour }: { readonly name: number; readonly colour: boolean },
): string {
  let months = ' '.repeat(name);
  dates.forEach((date, at) => {
    // The name of a month is wider than one night.
    const isCrowded = at === 0 && dates[1]?.endsWith('-01') === true;
    if ((at === 0 && !isCrowded) || date.endsWith('-01'))
      months = `${months.padEnd(name + at * CELL + 1)}${date.slice(0, 7)}`;
  });
  const days = dates.map((date) =>
    padToWidth(`${WEEKDAYS[dayOfWeek(date)] ?? ''}${date.slice(8)}`, CELL, 'right'),
  );
  const lines = rows.map(({ label, nights }) => {
    const head = padToWidth(truncateToWidth(printable(label), name), name, 'left');
    return head + dates.map((date) => renderNight(nights.get(date), colour)).join('');
  });
  return [months, ' '.repeat(name) + days.join(''), ...lines].map((line) => line.trimEnd()).join('\n');
}

function renderNight(differences: readonly ListedDifference[] | undefined, colour: boolean): string {
  const worst = worstOf(differences);
  const text = padToWidth(worst?.letter ?? '.', CELL, 'right');
  return colour && worst !== undefined ? `\u001b[${worst.colour}m${text}\u001b[39m` : text;
}

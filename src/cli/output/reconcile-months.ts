import { addDays, dayOfWeek, nightsOf, type LocalDate } from '../../core/model/local-date.js';
import type { ListedDifference } from '../../core/reconcile/list-differences.js';
import { escapeHtml } from './escape-html.js';
import { worstOf, type GridRow } from './reconcile-grid.js';

/** A month of a comparison, with the rooms and rate plans in which something differs in it. */
export interface MonthOfRun {
  /** `YYYY-MM`. */
  readonly month: string;
  /** All of its dates: each month is as wide as it is, also where the comparison begins within it. */
  readonly dates: readonly LocalDate[];
  readonly compared: (date: LocalDate) => boolean;
  readonly rows: readonly GridRow[];
  /** Nights of rooms and rate plans that differ. */
  readonly nights: number;
}

const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const SATURDAY = 5;
/** Widths, so that a narrow screen scrolls instead of pressing the days together. */
const NAME_EM = 17;
const NIGHT_EM = 2.1;
const NAMES = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

/** "March 2027" */
export function titleOf(month: string): string {
  return `${NAMES[Number(month.slice(5)) - 1] ?? month} ${month.slice(0, 4)}`;
}

/** Months in which anything differs, in their order. */
export function monthsOf(
  rows: readonly GridRow[],
  { from, to }: { readonly from: LocalDate; readonly to: LocalDate },
): MonthOfRun[] {
  const months = new Set(rows.flatMap(({ nights }) => [...nights.keys()].map((date) => date.slice(0, 7))));
  return [...months].sort().map((month) => {
    const dates = datesOf(month);
    // In one order in every month: a room, then its rate plans.
    const own = rows
      .filter(({ nights }) => dates.some((date) => nights.has(date)))
      .sort((a, b) => (a.label < b.label ? -1 : 1));
    const nights = own.reduce((sum, row) => sum + dates.filter((date) => row.nights.has(date)).length, 0);
    return { month, dates, compared: (date) => date >= from && date <= to, rows: own, nights };
  });
}

function datesOf(month: string): LocalDate[] {
  const first = `${month}-01`;
  return nightsOf(first, addDays(first, 31)).filter((date) => date.startsWith(month));
}

/** A table with a column for each day and a row for each room and rate plan. */
export function renderMonth(month: MonthOfRun): string {
  const { dates, rows } = month;
  const days = dates.map(
    (date) =>
      `<th${weekendOf(date)}><small>${WEEKDAYS[dayOfWeek(date)] ?? ''}</small>${String(Number(date.slice(8)))}</th>`,
  );
  return `<h3 id="m${month.month}">${titleOf(month.month)}</h3>
<div class="scroll"><table class="month" style="width:${String(NAME_EM + dates.length * NIGHT_EM)}em"><colgroup><col style="width:${String(NAME_EM)}em"><col span="${String(dates.length)}"></colgroup>
<thead><tr><th class="name">room / rate plan</th>${days.join('')}</tr></thead>
<tbody>${rows.map((row) => rowOf(row, month)).join('\n')}</tbody></table></div>`;
}

function rowOf({ label, nights }: GridRow, { dates, compared }: MonthOfRun): string {
  const cells = dates.map((date) => {
    const found = nights.get(date);
    const worst = worstOf(found);
    if (found !== undefined && worst !== undefined)
      return `<td class="${worst.kind}" title="${escapeHtml(wordsOf(date, found))}">${worst.letter}</td>`;
    return compared(date) ? `<td${weekendOf(date)}></td>` : '<td class="off">-</td>';
  });
  const name = escapeHtml(label);
  return `<tr><th class="name" title="${name}">${name}</th>${cells.join('')}</tr>`;
}

function weekendOf(date: LocalDate): string {
  return dayOfWeek(date) >= SATURDAY ? ' class="we"' : '';
}

function wordsOf(date: LocalDate, found: readonly ListedDifference[]): string {
  const lines = found.map(
    ({ field, class: kind, ours, theirs }) =>
      `${field} (${kind}): ours ${String(ours ?? 'none')}, theirs ${String(theirs ?? 'none')}`,
  );
  return [date, ...lines].join('\n');
}

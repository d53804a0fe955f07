import type { ListedDifference } from '../../core/reconcile/list-differences.js';
import type { BookingDifference } from '../../core/reconcile/booking-difference.js';
import { BOOKING_COLUMNS, DIFFERENCE_COLUMNS, pendingText, type DescribedRun } from '../describe-run.js';
import { escapeHtml } from './escape-html.js';
import { gridRows, KINDS } from './reconcile-grid.js';
import { monthsOf, renderMonth, titleOf, type MonthOfRun } from './reconcile-months.js';
import type { Column } from './table.js';

/** White on each of these is read by everybody (4.5 : 1 and more), and each has a letter too. */
const COLOURS: Readonly<Record<string, string>> = {
  conflicting: '#c62828',
  extra: '#7b1fa2',
  stale: '#a84300',
  missing: '#00696f',
};

/** One self-contained page: a calendar of what differs, month by month, and a table of every difference. Nothing of a partner is taken as markup. */
export function renderReconcilePage(run: DescribedRun, differences: readonly ListedDifference[]): string {
  const title = `${run.hotel} with ${run.partner}`;
  const months = monthsOf(gridRows(differences), run);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<dl>${factsOf(run)
    .map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`)
    .join('')}</dl>
${months.length === 0 ? '<p>No night differs.</p>' : calendarOf(months)}
${tableOf('Every difference', DIFFERENCE_COLUMNS, differences)}
${tableOf<BookingDifference>('Bookings', BOOKING_COLUMNS, run.bookings?.differences ?? [])}</body></html>
`;
}

function factsOf(run: DescribedRun): (readonly [string, string])[] {
  return [
    ['run', run.run_id],
    ['nights', `${run.from} to ${run.to}`],
    ['their copy', run.source],
    ['differences', String(run.total)],
    [pendingText(run.side), String(run.pending)],
    ['compared', (run.finished_at ?? '').slice(0, 16).replace('T', ' ')],
  ];
}

/** Months in which nothing differs are left out; the list above says how many nights differ in the others. */
function calendarOf(months: readonly MonthOfRun[]): string {
  const links = months.map(
    ({ month, nights }) => `<a href="#m${month}">${titleOf(month)} <b>${String(nights)}</b></a>`,
  );
  const legend = KINDS.map(({ kind, letter }) => `<span class="${kind}">${letter}</span> ${kind}`);
  return `<h2>Calendar</h2>
<p>The worst that differs in each night; point at one to read what. ${legend.join(' &nbsp; ')} &nbsp; -: not compared</p>
<nav>${links.join('\n')}</nav>
${months.map(renderMonth).join('\n')}`;
}

function tableOf<T>(heading: string, columns: readonly Column<T>[], lines: readonly T[]): string {
  if (lines.length === 0) return '';
  const headers = columns.map(({ header }) => `<th>${header.toLowerCase()}</th>`);
  const rows = lines.map((one) => {
    const cells = columns.map(({ value }) => `<td>${escapeHtml(String(value(one) ?? ''))}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<h2>${heading}</h2>
<div class="scroll"><table class="list"><thead><tr>${headers.join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>
`;
}

const STYLE = `body{font:14px/1.4 system-ui,sans-serif;margin:2em auto;max-width:83em;padding:0 1em;color:#1b1b1b}
h1{font-size:1.6em}h2{font-size:1.25em;margin:1.6em 0 .4em}h3{font-size:1.05em;margin:1.2em 0 .3em}
table{border-collapse:collapse}td,th{border:1px solid #d5d5d5;padding:2px 6px;text-align:left;vertical-align:top}
th{background:#f3f4f6;font-weight:600}.scroll{overflow-x:auto;margin:.3em 0 1em}
.month{table-layout:fixed;font-variant-numeric:tabular-nums}
.month td,.month thead th{text-align:center;padding:2px 0}.month th.name{text-align:left;padding:2px 6px}
.month th.name{overflow-wrap:anywhere;position:sticky;left:0}
.month .we{background:#e3e8ef}.month td.off{background:#fafafa;color:#bbb}.month small{display:block;font-weight:400;color:#555}
.list td{overflow-wrap:anywhere}.list tbody tr:nth-child(even){background:#fafafa}.list th{position:sticky;top:0}
nav{display:flex;flex-wrap:wrap;gap:.4em 1em;margin:.6em 0}nav a{color:#0b57d0}
dl{display:grid;grid-template-columns:10em 1fr;margin:0}dt{color:#555}dd{margin:0}
${Object.entries(COLOURS)
  .map(([kind, colour]) => `.${kind},.month td.${kind}{background:${colour};color:#fff;font-weight:600}`)
  .join('')}p span{padding:0 5px;border-radius:2px}
@media print{body{margin:0;max-width:none}.month{break-inside:avoid}*{print-color-adjust:exact}}`;

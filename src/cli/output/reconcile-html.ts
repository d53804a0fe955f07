import { addDays, nightsOf } from '../../core/model/local-date.js';
import type { ListedDifference } from '../../core/reconcile/list-differences.js';
import type { BookingDifference } from '../../core/reconcile/booking-difference.js';
import { BOOKING_COLUMNS, type DescribedRun } from '../describe-run.js';
import { gridRows, KINDS, worstOf, type GridRow } from './reconcile-grid.js';

const COLOURS: Readonly<Record<string, string>> = {
  conflicting: '#c62828',
  extra: '#8e24aa',
  stale: '#ef8f00',
  missing: '#00838f',
};

/** Columns of the page's calendar: of a range without end the first nights, and all differences in the table. */
const MOST_NIGHTS = 400;

/** One self-contained page: a calendar of what differs and a table of every difference. Nothing of a partner is taken as markup. */
export function renderReconcilePage(run: DescribedRun, differences: readonly ListedDifference[]): string {
  const title = `${run.hotel} with ${run.partner}`;
  const dates = nightsOf(run.from, addDays(run.to, 1)).slice(0, MOST_NIGHTS);
  const facts = [
    ['run', run.run_id],
    ['nights', `${run.from} to ${run.to}`],
    ['their copy', run.source],
    ['differences', String(run.total)],
    ['about to be told', String(run.pending)],
    ['compared', run.finished_at],
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>
<h1>${escape(title)}</h1>
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escape(value ?? '')}</dd>`).join('')}</dl>
<p>${KINDS.map(({ kind, letter }) => `<span class="${kind}">${letter}</span> ${kind}`).join(' &nbsp; ')}</p>
<div class="scroll"><table class="grid"><thead><tr><th></th>${dates
    .map((date) => `<th>${date.slice(5).replace('-', '<br>')}</th>`)
    .join('')}</tr></thead><tbody>${gridRows(differences)
    .map((row) => gridLine(row, dates))
    .join('\n')}</tbody></table></div>
<table><thead><tr>${HEADERS.map((header) => `<th>${header}</th>`).join('')}</tr></thead>
<tbody>${differences.map(tableLine).join('\n')}</tbody></table>
${bookingTable(run.bookings?.differences ?? [])}</body></html>
`;
}

const HEADERS = ['night', 'room', 'rate plan', 'field', 'class', 'ours', 'theirs', 'likely cause', 'since'];

const STYLE = `body{font:14px system-ui,sans-serif;margin:2em}table{border-collapse:collapse;margin:1em 0}
td,th{border:1px solid #ddd;padding:2px 6px;text-align:left}.grid td{text-align:center}.scroll{overflow-x:auto}
dt{float:left;clear:left;width:10em;color:#666}dd{margin-left:11em}${Object.entries(COLOURS)
  .map(([kind, colour]) => `.${kind}{background:${colour};color:#fff;padding:0 4px}`)
  .join('')}`;

function gridLine({ label, nights }: GridRow, dates: readonly string[]): string {
  const cells = dates.map((date) => {
    const found = nights.get(date);
    const worst = worstOf(found);
    if (found === undefined || worst === undefined) return '<td></td>';
    const words = found.map(({ field, ours, theirs }) => `${field}: ${String(ours)} / ${String(theirs)}`);
    return `<td class="${worst.kind}" title="${escape(words.join('\n'))}">${worst.letter}</td>`;
  });
  return `<tr><th>${escape(label)}</th>${cells.join('')}</tr>`;
}

function tableLine(one: ListedDifference): string {
  const values = [
    one.date,
    one.room ?? one.room_code,
    one.rate ?? one.rate_code ?? '',
    one.field,
    one.class,
    String(one.ours ?? ''),
    String(one.theirs ?? ''),
    one.cause.replaceAll('_', ' '),
    one.since ?? '',
  ];
  return `<tr>${values.map((value) => `<td>${escape(value)}</td>`).join('')}</tr>`;
}

const BOOKING_HEADERS = BOOKING_COLUMNS.map(({ header }) => header.toLowerCase());

function bookingTable(bookings: readonly BookingDifference[]): string {
  if (bookings.length === 0) return '';
  const lines = bookings.map((one) => {
    const cells = BOOKING_COLUMNS.map(({ value }) => `<td>${escape(String(value(one) ?? ''))}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<h2>Bookings</h2>
<table><thead><tr>${BOOKING_HEADERS.map((header) => `<th>${header}</th>`).join('')}</tr></thead>
<tbody>${lines.join('\n')}</tbody></table>
`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

import {
  BOOLEAN_RESTRICTIONS,
  NUMBER_RESTRICTIONS,
  type AriAmount,
  type Restrictions,
} from '../core/model/ari.js';
import type { DecodeDocument } from './decode-files.js';
import { renderFacts, renderTable } from './output/table.js';

type Update = DecodeDocument['updates'][number];
type Cell = NonNullable<DecodeDocument['calendar']>[number];

const DAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

/** A decoded message for people: what it is, its instructions, its nights, its faults. */
export function renderDecoded(document: DecodeDocument, width: number): string {
  const parts = [
    renderFacts([
      ['file', document.file],
      ['message', document.message],
      ['connector', document.connector],
      ['verdict', document.verdict],
      ['hotel', document.hotel_code],
      ['complete set', document.complete_set],
    ]),
  ];
  if (document.updates.length > 0) parts.push(renderUpdates(document.updates, width));
  if (document.calendar !== undefined && document.calendar.length > 0)
    parts.push(renderCells(document.calendar, width));
  const faults = document.faults.map((fault) => {
    const numbers = fault.ota === undefined ? '' : ` OTA ${fault.ota.type}/${fault.ota.code}`;
    const line = fault.line === undefined ? '' : ` (line ${fault.line})`;
    return `${fault.at}${line}: ${fault.text} [${fault.code}${numbers}]`;
  });
  if (faults.length > 0) parts.push(faults.join('\n'));
  return parts.join('\n\n');
}

function renderUpdates(updates: readonly Update[], width: number): string {
  return renderTable(
    updates,
    [
      { header: 'ROOM', value: (update) => update.room_code ?? '(every)' },
      { header: 'UNIT', value: (update) => update.unit_code },
      { header: 'RATE', value: (update) => update.rate_code },
      { header: 'FROM', value: (update) => update.from },
      { header: 'TO', value: (update) => update.to },
      { header: 'DAYS', value: (update) => describeDays(update.days) },
      { header: 'AVAIL', value: (update) => update.available, align: 'right' },
      { header: 'SETS', value: (update) => describeFields(update.set), shrink: true },
      { header: 'AMOUNTS', value: (update) => describeAmounts(update.amounts), shrink: true },
    ],
    { width },
  );
}

function renderCells(cells: readonly Cell[], width: number): string {
  return renderTable(
    cells,
    [
      { header: 'ROOM', value: (cell) => cell.room_code ?? '(every)' },
      { header: 'RATE', value: (cell) => cell.rate_code },
      { header: 'NIGHT', value: (cell) => cell.date },
      { header: 'AVAIL', value: (cell) => cell.available, align: 'right' },
      { header: 'SETS', value: (cell) => describeFields(restrictionsOf(cell)), shrink: true },
      { header: 'AMOUNTS', value: (cell) => describeAmounts(cell.amounts ?? []), shrink: true },
    ],
    { width },
  );
}

function restrictionsOf(cell: Cell): Restrictions {
  const fields = [...BOOLEAN_RESTRICTIONS, ...NUMBER_RESTRICTIONS].filter(
    (field) => cell[field] !== undefined,
  );
  return Object.fromEntries(fields.map((field) => [field, cell[field]]));
}

/** "closed, min_stay_arrival 3, max_advance_days cleared" */
function describeFields(set: Restrictions): string {
  return Object.entries(set)
    .map(([field, value]) => (value === null ? `${field} cleared` : `${field} ${String(value)}`))
    .join(', ');
}

function describeAmounts(amounts: readonly AriAmount[]): string {
  return amounts
    .map((entry) =>
      `${entry.extra === undefined ? (entry.guests ?? 'room') : 'extra'}: ${entry.amount} ${entry.currency ?? ''}`.trim(),
    )
    .join(', ');
}

function describeDays(days: Update['days']): string {
  return days === null ? 'all' : DAYS.filter((_, at) => days[at] === true).join(' ');
}

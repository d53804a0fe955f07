import {
  BOOLEAN_RESTRICTIONS,
  NUMBER_RESTRICTIONS,
  type AriAmount,
  type Restrictions,
} from '../core/model/ari.js';
import type { JsonValue } from '../core/model/connector.js';
import type { DecodeDocument } from './decode-files.js';
import { renderOutline } from './output/outline.js';
import { renderFacts, renderTable } from './output/table.js';
import { renderReservations } from './render-reservations.js';

type Update = DecodeDocument['updates'][number];
type Cell = NonNullable<DecodeDocument['calendar']>[number];
type Fault = DecodeDocument['faults'][number];
type Product = NonNullable<DecodeDocument['products']>[number];
type RevisionVerdicts = NonNullable<DecodeDocument['verdicts']>;

const DAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

/** A decoded message for people: what it is, its instructions or reservations, its nights, its faults. */
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
  parts.push(...renderContent(document, width));
  if (document.calendar !== undefined && document.calendar.length > 0)
    parts.push(renderCells(document.calendar, width));
  for (const faults of [document.faults, document.notes ?? []])
    if (faults.length > 0) parts.push(faults.map(describeFault).join('\n'));
  return parts.join('\n\n');
}

function describeFault(fault: Fault): string {
  const numbers = fault.ota === undefined ? '' : ` OTA ${fault.ota.type}/${fault.ota.code}`;
  const line = fault.line === undefined ? '' : ` (line ${fault.line})`;
  return `${fault.at}${line}: ${fault.text} [${fault.code}${numbers}]`;
}

/** What the message holds, whatever kind it is of. */
function renderContent(document: DecodeDocument, width: number): string[] {
  const { updates, more = [], reservations, products = [], verdicts = [] } = document;
  return [
    ...(updates.length > 0 ? [renderUpdates(updates, width)] : []),
    ...more.map((part) => `hotel  ${part.hotel_code}\n\n${renderUpdates(part.updates, width)}`),
    ...(products.length > 0 ? [renderProducts(products, width)] : []),
    ...(reservations.length > 0 ? [renderReservations(reservations, width)] : []),
    ...(verdicts.length > 0 ? [renderVerdicts(verdicts, width)] : []),
    ...(document.document === undefined ? [] : [renderDocument(document.topic, document.document)]),
  ];
}

function renderDocument(topic: string | undefined, document: JsonValue): string {
  const outline = renderOutline(document);
  return `${topic ?? 'document'}${outline === '' ? '' : `\n${outline.replace(/^/gm, '  ')}`}`;
}

/** The codes alone of what a rate plan holds beside its prices, which stand among the instructions. */
function renderProducts(products: readonly Product[], width: number): string {
  return renderTable(
    products,
    [
      { header: 'RATE PLAN', value: (plan) => plan.rate_code },
      { header: 'ACTION', value: (plan) => plan.action },
      { header: 'CURRENCY', value: (plan) => plan.currency },
      { header: 'PRICING', value: (plan) => plan.terms?.pricing },
      { header: 'RULES', value: (plan) => plan.rules.length, align: 'right' },
      { header: 'SEASONS', value: (plan) => plan.rates.length, align: 'right' },
      {
        header: 'SUPPLEMENTS',
        value: (plan) => plan.supplements.map(({ code }) => code).join(', ') || null,
        shrink: true,
      },
      { header: 'OFFERS', value: (plan) => describeOffers(plan) || null, shrink: true },
    ],
    { width },
  );
}

/** "1 of 7 nights free, 1 child under 12 free" */
function describeOffers({ offer_rule, free_nights, family }: Product): string {
  return [
    ...(offer_rule === null ? [] : ['conditions']),
    ...(free_nights === null ? [] : [`${free_nights.free} of ${free_nights.required} nights free`]),
    ...(family === null ? [] : [`${family.free} child under ${family.max_age} free`]),
  ].join(', ');
}

function renderVerdicts(verdicts: RevisionVerdicts, width: number): string {
  return renderTable(
    verdicts,
    [
      { header: 'NUMBER', value: (verdict) => verdict.revision_id },
      { header: 'OF', value: (verdict) => verdict.of ?? (verdict.of === null ? 'either' : 'revision') },
      { header: 'OUTCOME', value: (verdict) => verdict.outcome },
      { header: 'PMS REFERENCE', value: (verdict) => verdict.pms_reference },
      { header: 'REASON', value: (verdict) => verdict.reason, shrink: true },
    ],
    { width },
  );
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
    .map((entry) => `${describeParty(entry)}: ${entry.amount} ${entry.currency ?? ''}`.trim())
    .join(', ');
}

/** Whom a price is for: "room", "2", "one adult more", "child", "2, stay of 3". */
function describeParty({ guests, extra, length_of_stay }: AriAmount): string {
  const whom = extra === 'adult' ? 'one adult more' : (extra ?? guests ?? 'room');
  return length_of_stay === undefined ? String(whom) : `${whom}, stay of ${length_of_stay}`;
}

function describeDays(days: Update['days']): string {
  return days === null ? 'all' : DAYS.filter((_, at) => days[at] === true).join(' ');
}

import type { App } from '../core/app.js';
import type { BookingDifference } from '../core/reconcile/booking-difference.js';
import type { Difference } from '../core/reconcile/difference.js';
import type { ListedDifference } from '../core/reconcile/list-differences.js';
import type { Run } from '../core/reconcile/run.js';
import type { CellValue, Column } from './output/table.js';

/** A run as its JSON document: the first differences, and how many more there are. */
export interface DescribedRun extends Omit<Run, 'totals'>, RunTotals {
  readonly differences: readonly ListedDifference[];
  readonly total: number;
  /** Those that are not listed here: `reconcile report`. */
  readonly differences_left: number;
}

type RunTotals = Omit<Run['totals'], 'differences'>;

export async function describeRun(
  app: Pick<App, 'reconcile'>,
  run: Run & { readonly differences: readonly Difference[] },
  most: number,
): Promise<DescribedRun> {
  const { run_id, hotel, partner, side, source, from, to, nights, totals, bookings, warnings } = run;
  const { differences: total, ...counts } = totals;
  const differences = await app.reconcile.list(hotel, run.differences.slice(0, most));
  return {
    ...{ run_id, hotel, partner, side, source, from, to, nights, total, ...counts },
    ...{ differences, differences_left: total - differences.length, bookings, warnings },
    ...{ started_at: run.started_at, finished_at: run.finished_at },
  };
}

/** Whether a person has anything to look at. */
export function differs({ total, bookings }: Pick<DescribedRun, 'total' | 'bookings'>): boolean {
  return total > 0 || (bookings?.total ?? 0) > 0;
}

/** One line: "HV01 with stayfinder: 3 value(s) differ (2 missing, 1 stale) in 812 nights." */
export function runLine({
  hotel,
  partner,
  side,
  nights,
  total,
  pending,
  by_class,
  bookings,
}: DescribedRun): string {
  const classes = Object.entries(by_class).map(([kind, count]) => `${count} ${kind}`);
  const found = total === 0 ? 'nothing differs' : `${total} value(s) differ (${classes.join(', ')})`;
  const waits = pending === 0 ? '' : `; ${pending} night(s) are ${pendingText(side)}`;
  const their = bookings?.source === 'journal' ? 'the journal' : 'their list';
  const booked =
    bookings === null || bookings.total + bookings.compared === 0
      ? ''
      : `; ${bookings.total} booking(s) differ, ${bookings.compared} of ours held against ${their}`;
  return `${hotel} with ${partner}: ${found} in ${nights} nights${waits}${booked}.`;
}

/** Why nights that differ count as no difference: a PMS is told none, its counts follow the bookings that it takes. */
export function pendingText(side: DescribedRun['side']): string {
  return side === 'pms' ? 'left out, for bookings moved rooms since it spoke' : 'about to be told';
}

/** What a person does next about what a run found: no repair tells a booking, its message or its PMS has to. */
export function nextSteps(run: DescribedRun): string {
  const { run_id, partner, side, total } = run;
  const mend =
    total > 0
      ? `reconcile fix ${run_id} --dry-run`
      : side === 'pms'
        ? `booking feed --partner ${partner}`
        : ofChannel(run);
  return `Next: bellhop reconcile report ${run_id}, bellhop ${mend}`;
}

/** A message mends what is wrong here; what a channel has lost stands here, and is looked at here. */
function ofChannel({ hotel, partner, bookings }: DescribedRun): string {
  const { lost, others } = lostThere(bookings);
  const id = lost[0]?.booking_id ?? null;
  return id !== null && others === 0
    ? `booking show ${id}`
    : `message list --hotel ${hotel} --partner ${partner} --direction in`;
}

/** Those that stand here and that a channel does not list, and how many differ otherwise. */
function lostThere(bookings: DescribedRun['bookings']): {
  readonly lost: readonly BookingDifference[];
  readonly others: number;
} {
  const lost = bookings?.differences.filter((one) => one.class === 'missing') ?? [];
  return { lost, others: (bookings?.total ?? 0) - lost.length };
}

/** Why `reconcile fix` leaves them; null where no booking differs. */
export function bookingsLeft({ bookings, side }: DescribedRun): string | null {
  if (bookings === null || bookings.total === 0) return null;
  const { lost, others } = lostThere(bookings);
  const ofMessage =
    'see what became of its message ("message show"), then "message replay" or the channel sends it again';
  const ofLost =
    'what is missing there stands here: tell the channel, or cancel it here if its guest did ("booking cancel")';
  const remedy =
    side === 'pms'
      ? 'the PMS fetches and acknowledges them'
      : [...(others > 0 ? [ofMessage] : []), ...(lost.length > 0 ? [ofLost] : [])].join('; ');
  return `${bookings.total} booking(s) differ, which no repair of values changes: ${remedy}.`;
}

export const DIFFERENCE_COLUMNS: readonly Column<ListedDifference>[] = [
  { header: 'NIGHT', value: (one) => one.date },
  { header: 'ROOM', value: (one) => one.room ?? one.room_code, shrink: true },
  { header: 'RATE', value: (one) => one.rate ?? one.rate_code, shrink: true },
  { header: 'FIELD', value: (one) => one.field },
  { header: 'CLASS', value: (one) => one.class },
  { header: 'OURS', value: (one) => shown(one.ours), shrink: true },
  { header: 'THEIRS', value: (one) => shown(one.theirs), shrink: true },
  { header: 'CAUSE', value: (one) => one.cause.replaceAll('_', ' ') },
  { header: 'SINCE', value: (one) => one.since?.slice(0, 16).replace('T', ' ') },
];

/** Columns of a terminal from which on all of them stand side by side. */
const WIDE = 110;

/** A narrow terminal has no room for the time, which the page and the JSON document have, nor for whole words. */
export function differenceColumns(width: number): readonly Column<ListedDifference>[] {
  if (width >= WIDE) return DIFFERENCE_COLUMNS;
  return DIFFERENCE_COLUMNS.filter(({ header }) => header !== 'SINCE').map((column) =>
    column.header === 'FIELD' || column.header === 'CLASS' ? { ...column, shrink: true } : column,
  );
}

export const BOOKING_COLUMNS: readonly Column<BookingDifference>[] = [
  { header: 'BOOKING', value: (one) => one.booking_id },
  { header: 'REFERENCE', value: (one) => one.reference, shrink: true },
  { header: 'CHECK-IN', value: (one) => one.check_in },
  { header: 'CHECK-OUT', value: (one) => one.check_out },
  { header: 'CLASS', value: (one) => one.class },
  { header: 'OURS', value: (one) => one.ours, shrink: true },
  { header: 'THEIRS', value: (one) => one.theirs, shrink: true },
  // Runs from before causes were told have none.
  { header: 'CAUSE', value: (one) => (one.cause ?? null)?.replaceAll('_', ' '), below: true },
];

export function shown(value: ListedDifference['ours']): CellValue {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}

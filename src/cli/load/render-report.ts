import { renderBars } from '../output/bar-chart.js';
import { counted } from '../output/counted.js';
import { renderTable, type Column } from '../output/table.js';
import { sparkline } from './sparkline.js';
import { holds } from './proof.js';
import type { LoadReport, OperationReport } from './load-report.js';

export interface RenderOptions {
  /** Columns of the terminal; Infinity off a terminal. */
  readonly width: number;
  readonly bold: boolean;
  /** Charts are for a terminal. */
  readonly charts: boolean;
}

const OFF_TERMINAL = 80;
const NAME = 11;
const POINTS = [
  ['p50', 'p50_ms'],
  ['p99', 'p99_ms'],
  ['max', 'max_ms'],
] as const;

const COLUMNS: readonly Column<OperationReport>[] = [
  { header: 'OPERATION', value: ({ operation }) => operation },
  { header: 'REQUESTS', value: ({ requests }) => requests, align: 'right' },
  { header: 'RATE/S', value: ({ rate }) => rate.toFixed(1), align: 'right' },
  { header: 'P50 MS', value: ({ p50_ms }) => showMs(p50_ms), align: 'right' },
  { header: 'P90 MS', value: ({ p90_ms }) => showMs(p90_ms), align: 'right' },
  { header: 'P99 MS', value: ({ p99_ms }) => showMs(p99_ms), align: 'right' },
  { header: 'P99.9 MS', value: ({ p999_ms }) => showMs(p999_ms), align: 'right' },
  { header: 'MAX MS', value: ({ max_ms }) => showMs(max_ms), align: 'right' },
  { header: 'ERRORS', value: ({ errors }) => errors, align: 'right' },
];

/** A report for people: what was asked for, the times, what was answered, and what was proven. */
export function renderReport(report: LoadReport, { width, bold, charts }: RenderOptions): string {
  const columns = Number.isFinite(width) ? width : OFF_TERMINAL;
  const blocks = [
    headline(report),
    renderTable(report.operations, COLUMNS, { width, bold }),
    ...(charts ? chartsOf(report, columns) : []),
    [
      ...under('answers', outcomeLines(report)),
      ...under('generator', generatorLines(report)),
      ...under('expected', expectationLines(report)),
      ...under('proof', proofLines(report)),
    ].join('\n'),
  ];
  return blocks.join('\n\n');
}

/** Lines beside their name. */
function under(name: string, lines: readonly string[]): string[] {
  return lines.map((line, at) => `${(at === 0 ? name : '').padEnd(NAME)}${line}`);
}

/** Three digits, as many as the histograms hold. */
export function showMs(milliseconds: number): string {
  if (milliseconds >= 100) return milliseconds.toFixed(0);
  return milliseconds >= 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(2);
}

export function headline({ run }: LoadReport): string {
  const warmUp = run.warm_up_s === 0 ? '' : ` after ${run.warm_up_s} s of warm-up`;
  const what = `${run.scenario}: ${run.arrivals} arrivals, ${run.rate}/s for ${run.duration_s} s${warmUp}`;
  const data = `${counted(run.hotels, 'hotel')} of ${counted(run.rooms, 'room type')}, seed ${run.seed}`;
  const cut = run.cut_short ? '\nInterrupted: the figures are of the time until then.' : '';
  return `${what}\n${data}, ${run.gateway}, ${run.started_at.slice(0, 19)}Z${cut}`;
}

function chartsOf({ operations, seconds }: LoadReport, width: number): string[] {
  const bars = operations
    .filter(({ requests }) => requests > 0)
    .flatMap((operation) =>
      POINTS.map(([name, field]) => ({
        label: `${operation.operation} ${name}`,
        value: operation[field],
        text: `${showMs(operation[field])} ms`,
      })),
    );
  const latencies = bars.length === 0 ? [] : [renderBars(bars, { width })];
  if (seconds.length < 2) return latencies;
  const slowest = seconds.map(({ max_ms }) => max_ms);
  const most = `${showMs(Math.max(...slowest))} ms`;
  const name = 'slowest of each second';
  const line = sparkline(slowest, width - name.length - most.length - 2);
  return [...latencies, `${name} ${line} ${most}`];
}

function outcomeLines({ operations }: LoadReport): string[] {
  return operations
    .filter(({ requests }) => requests > 0)
    .map(({ operation, outcomes }) => {
      const counts = Object.entries(outcomes).map(([code, count]) => `${count} ${code}`);
      return `${operation}: ${counts.join(', ')}`;
    });
}

function generatorLines({ lag, starts }: LoadReport): string[] {
  const late = `${showMs(lag.p99_ms)} ms late at p99 (${showMs(lag.bound_ms)} ms allowed)`;
  if (starts.dropped === 0) return [`${late}, no start dropped`];
  return [late, `${starts.dropped} of ${starts.planned} starts DROPPED: too many were unanswered`];
}

function expectationLines({ expectations }: LoadReport): string[] {
  return expectations.map(
    ({ expected, actual, met }) => `${met ? 'met' : 'MISSED'}: ${expected} (${actual})`,
  );
}

/** What was proven, or what is wrong. */
export function proofLines({ proof }: Pick<LoadReport, 'proof'>): string[] {
  const unanswered =
    proof.unanswered === 0
      ? []
      : [
          `${counted(proof.unanswered, 'request')} without an answer that decides; ${proof.unanswered_booked} booked`,
        ];
  return [
    `oversold: ${proof.oversold}, lost: ${proof.lost}, doubled: ${proof.doubled}, phantom: ${proof.phantom}`,
    `of ${counted(proof.booked, 'booking')} answered, the warm-up's too`,
    ...(proof.saga === undefined ? [] : sagaLines(proof.saga)),
    ...unanswered,
    tablesLine(proof),
    ...(holds(proof) ? [] : ['BROKEN:']),
    ...proof.findings,
  ];
}

function sagaLines(saga: NonNullable<LoadReport['proof']['saga']>): string[] {
  const held = saga.held === 0 ? '' : `, ${saga.held} still held`;
  const ended = `ended: ${saga.confirmed} confirmed, ${saga.failed} failed, ${saga.cancelled} cancelled${held}`;
  const nights = `nights not free as sold: ${saga.nights_wrong}`;
  if (saga.money_wrong === null) return [ended, nights];
  return [
    ended,
    `payments: ${saga.taken} taken, ${saga.declined} declined, ${saga.refunded} refunded in part or whole`,
    `money wrong: ${saga.money_wrong}, open: ${saga.open}, ${nights}`,
  ];
}

function tablesLine({ invariants_broken }: LoadReport['proof']): string {
  if (invariants_broken === null) return 'read back over HTTP: the tables are out of reach';
  if (invariants_broken === 0) return 'every invariant of the tables holds';
  return `${counted(invariants_broken, 'violation')} of the invariants of the tables`;
}

import { renderBars } from '../output/bar-chart.js';
import { renderTable, type Column } from '../output/table.js';
import type { LoadReport, OperationReport } from './load-report.js';
import { showMs } from './render-report.js';

/** One figure of both runs; `ratio` is the second by the first, null where the first is nothing. */
export interface ComparedFigure {
  readonly operation: string;
  readonly figure: string;
  readonly a: number;
  readonly b: number;
  readonly ratio: number | null;
}

export interface Comparison {
  readonly figures: readonly ComparedFigure[];
  /** In what the runs differ besides their times: figures of unlike runs say little about the gateway. */
  readonly unlike: readonly string[];
}

const TIMES = ['p50_ms', 'p90_ms', 'p99_ms', 'p999_ms', 'max_ms'] as const;
const COMPARED_SETTINGS = [
  ...(['scenario', 'arrivals', 'rate', 'duration_s', 'warm_up_s', 'seed', 'hotels', 'rooms'] as const),
  'max_in_flight',
] as const;

const COLUMNS: readonly Column<ComparedFigure>[] = [
  { header: 'OPERATION', value: ({ operation }) => operation },
  { header: 'FIGURE', value: ({ figure }) => nameOf(figure) },
  { header: 'A', value: ({ figure, a }) => show(figure, a), align: 'right' },
  { header: 'B', value: ({ figure, b }) => show(figure, b), align: 'right' },
  { header: 'B/A', value: ({ ratio }) => ratio?.toFixed(2), align: 'right' },
];

/** Figure by figure, for the operations that both runs have. */
export function compareReports(a: LoadReport, b: LoadReport): Comparison {
  const whole = [
    figure('all', { figure: 'throughput', a: a.throughput, b: b.throughput }),
    figure('all', { figure: 'error_rate', a: a.error_rate, b: b.error_rate }),
    figure('all', { figure: 'dropped', a: a.starts.dropped, b: b.starts.dropped }),
  ];
  const both = a.operations.flatMap((first) => {
    const second = b.operations.find(({ operation }) => operation === first.operation);
    return second === undefined ? [] : compareOperation(first, second);
  });
  return { figures: [...both, ...whole], unlike: differencesOf(a, b) };
}

function compareOperation(a: OperationReport, b: OperationReport): ComparedFigure[] {
  return [
    figure(a.operation, { figure: 'rate', a: a.rate, b: b.rate }),
    ...TIMES.map((name) => figure(a.operation, { figure: name, a: a[name], b: b[name] })),
  ];
}

function figure(operation: string, of: { figure: string; a: number; b: number }): ComparedFigure {
  return { operation, ...of, ratio: of.a === 0 ? null : Math.round((of.b / of.a) * 1_000) / 1_000 };
}

function differencesOf(a: LoadReport, b: LoadReport): string[] {
  const settings = COMPARED_SETTINGS.filter((name) => a.run[name] !== b.run[name]).map(
    (name) => `${name} ${a.run[name]} and ${b.run[name]}`,
  );
  const machine = a.machine.cpu === b.machine.cpu && a.machine.cpus === b.machine.cpus;
  return machine ? settings : [...settings, `the machine: ${nameMachine(a)} and ${nameMachine(b)}`];
}

function nameMachine({ machine }: LoadReport): string {
  return `${machine.cpus} x ${machine.cpu}`;
}

export function renderComparison(
  { figures }: Comparison,
  { width, bold, charts }: { readonly width: number; readonly bold: boolean; readonly charts: boolean },
): string {
  const table = renderTable(figures, COLUMNS, { width, bold });
  if (!charts) return table;
  const bars = figures
    .filter(({ figure: name }) => name === 'p50_ms' || name === 'p99_ms')
    .flatMap(({ operation, figure: name, a, b }) => [
      { label: `${operation} ${nameOf(name)} A`, value: a, text: `${showMs(a)} ms` },
      {
        label: `${nameOf(name)} B`.padStart(`${operation} ${nameOf(name)} B`.length),
        value: b,
        text: `${showMs(b)} ms`,
      },
    ]);
  return `${table}\n\n${renderBars(bars, { width })}`;
}

function nameOf(name: string): string {
  return name === 'p999_ms' ? 'p99.9 ms' : name.replace('_', ' ');
}

function show(name: string, value: number): string {
  if (name.endsWith('_ms')) return showMs(value);
  if (name === 'error_rate') return `${(value * 100).toFixed(2)}%`;
  return name === 'dropped' ? String(value) : value.toFixed(1);
}

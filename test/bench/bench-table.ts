import { renderTable, type Column } from '../../src/cli/output/table.js';
import type { BenchLine } from './bench-line.js';

const COLUMNS: readonly Column<BenchLine>[] = [
  { header: 'BENCH', value: (line) => line.bench },
  { header: 'CASE', value: (line) => line.case },
  { header: 'FIGURE', value: (line) => line.figure, align: 'right' },
  { header: 'UNIT', value: (line) => line.unit },
  { header: 'LIMIT', value: (line) => line.limit, align: 'right' },
  { header: 'LIMIT OF', value: (line) => line.limit_of },
  { header: 'RATIO', value: (line) => line.ratio?.toFixed(2), align: 'right' },
  { header: 'P50 MS', value: (line) => line.p50_ms, align: 'right' },
  { header: 'P99 MS', value: (line) => line.p99_ms, align: 'right' },
];

export function renderBenches(lines: readonly BenchLine[]): string {
  return renderTable(lines, COLUMNS, { width: Number.POSITIVE_INFINITY });
}

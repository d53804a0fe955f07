import { renderTable } from '../../src/cli/output/table.js';
const COLUMNS = [
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
export function renderBenches(lines) {
    return renderTable(lines, COLUMNS, { width: Number.POSITIVE_INFINITY });
}
//# sourceMappingURL=bench-table.js.map
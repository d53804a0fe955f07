import { displayWidth, padToWidth, printable, truncateToWidth } from './display-width.js';
const GAP = 2;
const NARROWEST = 6;
/** Rows as aligned plain text, header first; without rows the header alone. */
export function renderTable(rows, columns, options) {
    const cells = rows.map((row) => columns.map((column) => show(column.value(row))));
    const widths = columns.map((column, at) => Math.max(displayWidth(column.header), ...cells.map((row) => displayWidth(row[at] ?? ''))));
    fit(widths, columns, options.width);
    const line = (values) => columns
        .map((column, at) => {
        const width = widths[at] ?? 0;
        return padToWidth(truncateToWidth(values[at] ?? '', width), width, column.align ?? 'left');
    })
        .join(' '.repeat(GAP))
        .trimEnd();
    const header = line(columns.map((column) => column.header));
    return [options.bold === true ? `\u001b[1m${header}\u001b[22m` : header, ...cells.map(line)].join('\n');
}
/** Name and value pairs, one a line, the values aligned. */
export function renderFacts(facts) {
    const width = Math.max(0, ...facts.map(([name]) => displayWidth(name)));
    return facts
        .map(([name, value]) => `${padToWidth(name, width, 'left')}  ${show(value)}`.trimEnd())
        .join('\n');
}
function show(value) {
    if (value === null || value === undefined)
        return '-';
    if (typeof value === 'boolean')
        return value ? 'yes' : 'no';
    return printable(String(value));
}
/** Takes from the widest shrinkable column until the line fits or nothing is left to take. */
function fit(widths, columns, available) {
    let excess = widths.reduce((sum, width) => sum + width, GAP * (columns.length - 1)) - available;
    while (excess > 0) {
        let widest = -1;
        columns.forEach((column, at) => {
            const width = widths[at] ?? 0;
            if (column.shrink === true && width > NARROWEST && (widest < 0 || width > (widths[widest] ?? 0)))
                widest = at;
        });
        if (widest < 0)
            return;
        widths[widest] = (widths[widest] ?? 0) - 1;
        excess -= 1;
    }
}
//# sourceMappingURL=table.js.map
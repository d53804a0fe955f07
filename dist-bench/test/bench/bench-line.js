/** `limit` null: nothing to compare with. */
export function benchLine(name, ours, limit) {
    return {
        bench: name.bench,
        case: name.case,
        figure: rounded(ours.figure),
        unit: name.unit,
        limit: limit === null ? null : rounded(limit.figure),
        limit_of: name.limit_of,
        ratio: limit === null ? null : Math.round((ours.figure / limit.figure) * 100) / 100,
        p50_ms: rounded(ours.p50_ms),
        p99_ms: rounded(ours.p99_ms),
        max_ms: rounded(ours.max_ms),
        ...(limit === null ? {} : { limit_p99_ms: rounded(limit.p99_ms) }),
    };
}
function rounded(value) {
    return value >= 1_000 ? Math.round(value) : Math.round(value * 100) / 100;
}
/** The middle value; of an even number the mean of the middle two. */
export function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
    const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
    return (upper + lower) / 2;
}
//# sourceMappingURL=bench-line.js.map
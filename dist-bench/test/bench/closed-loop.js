import { build } from 'hdr-histogram-js';
import { median } from './bench-line.js';
/** So many callers, each sending its next call when its last was answered. */
export async function closedLoop({ callers, milliseconds, call, pause = 0 }) {
    const times = timeHistogram();
    const start = performance.now();
    const end = start + milliseconds;
    let calls = 0;
    await Promise.all(Array.from({ length: callers }, async (_, caller) => {
        while (performance.now() < end) {
            const sent = performance.now();
            await call(caller);
            times.recordValue(Math.max(1, Math.round((performance.now() - sent) * 1_000)));
            calls += 1;
            if (pause > 0)
                await new Promise((resolve) => setTimeout(resolve, pause));
        }
    }));
    return { rate: (calls * 1_000) / (performance.now() - start), times };
}
/** Holds 1 microsecond to 10 minutes with three digits. */
export function timeHistogram() {
    return build({ lowestDiscernibleValue: 1, highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: 3 });
}
/** The median rate of several runs and the percentiles of all their calls together. */
export function summarise(runs) {
    const times = timeHistogram();
    for (const run of runs)
        times.add(run.times);
    return { figure: median(runs.map((run) => run.rate)), ...percentiles(times) };
}
export function percentiles(times) {
    return {
        p50_ms: times.getValueAtPercentile(50) / 1_000,
        p99_ms: times.getValueAtPercentile(99) / 1_000,
        max_ms: times.maxValue / 1_000,
    };
}
//# sourceMappingURL=closed-loop.js.map
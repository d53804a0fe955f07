import { fromSqlTime } from '../platform/sql-time.js';
/** Counting stops here: an outage must not make the measuring slow. */
const COUNTED = 100_000;
const EVERY_MS = 5_000;
/**
 * Tells how much waits in the outbox and for how long, at most every 5 s. Every relay tells, leader or not, so that
 * the alarm also sounds when nobody leads.
 */
export function createOutboxGauges({ database, clock, metrics }) {
    let measuredAt = -Infinity;
    return {
        /** After a batch that emptied the outbox: no query is needed to know. */
        empty() {
            metrics.outboxRows.set(0);
            metrics.outboxAge.set(0);
            measuredAt = performance.now();
        },
        async measure() {
            if (performance.now() - measuredAt < EVERY_MS)
                return;
            measuredAt = performance.now();
            const [row] = await database.rows(`SELECT COUNT(*) AS waiting, MIN(occurred_at) AS oldest
         FROM (SELECT occurred_at FROM outbox ORDER BY outbox_id LIMIT ${COUNTED}) AS oldest_first`);
            metrics.outboxRows.set(Number(row?.waiting ?? 0));
            const oldest = row?.oldest ?? null;
            const age = oldest === null ? 0 : clock.now().getTime() - fromSqlTime(oldest).getTime();
            metrics.outboxAge.set(Math.max(0, age / 1_000));
        },
    };
}
//# sourceMappingURL=outbox-gauges.js.map
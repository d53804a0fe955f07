import { toSqlTime } from './platform/sql-time.js';
/** Rows a statement, so that a large backlog never locks much or for long. */
const PART = 1_000;
const DAY_MS = 86_400_000;
/** Consumers read the log within minutes; a week lets one be repaired. */
const EVENT_DAYS = 7;
export function createHousekeeping({ database, clock, metrics, journal, messageDays }) {
    async function deleteInParts(sql, before) {
        let total = 0;
        for (;;) {
            const { affectedRows } = await database.run(`${sql} LIMIT ${PART}`, [before]);
            total += affectedRows;
            if (affectedRows < PART)
                return total;
        }
    }
    return {
        async run() {
            const now = clock.now().getTime();
            const keys = await deleteInParts('DELETE FROM idempotency_keys WHERE expires_at < ?', toSqlTime(new Date(now)));
            const events = await deleteInParts('DELETE FROM event_log WHERE occurred_at < ? ORDER BY event_id', toSqlTime(new Date(now - EVENT_DAYS * DAY_MS)));
            const messages = await journal.prune(messageDays);
            const [waiting] = await database.rows("SELECT COUNT(*) AS revisions FROM reservation_revisions WHERE state IN ('PENDING', 'HANDED_OUT', 'FAILED')");
            metrics.unacknowledged.set(Number(waiting?.revisions ?? 0));
            return keys + events + messages;
        },
    };
}
//# sourceMappingURL=housekeeping.js.map
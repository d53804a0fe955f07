import { fromSqlTime } from '../platform/sql-time.js';
const MAX_LIMIT = 1_000;
/** The event bus of the embedded form: one log in order of delivery, and for each consumer how far it has come. */
export function createEventLog({ database }) {
    return {
        /** Events in order. The one relay gives the ids and commits in their order, so nothing turns up behind a reader. */
        async read(query) {
            const { condition, parameters } = conditions(query);
            const rows = await database.rows(`SELECT event_id, outbox_id, topic, type, hotel_id, subject, version, data, request_id, occurred_at
         FROM event_log WHERE ${condition} ORDER BY event_id LIMIT ?`, [...parameters, Math.min(query.limit, MAX_LIMIT)]);
            return rows.map(toEvent);
        },
        /** The newest event_id, '0' while there is none. */
        async last() {
            const [row] = await database.rows('SELECT event_id FROM event_log ORDER BY event_id DESC LIMIT 1');
            return row?.event_id ?? '0';
        },
        /** The event_id up to which the consumer has worked, '0' for a new one. */
        async cursor(consumer) {
            const [row] = await database.rows('SELECT event_id FROM event_cursors WHERE consumer = ?', [consumer]);
            return row?.event_id ?? '0';
        },
        /** Records that everything up to `eventId` is worked. Goes only forwards: a late commit of a slow twin is ignored. */
        async commit(consumer, eventId) {
            await database.run(`INSERT INTO event_cursors (consumer, event_id) VALUES (?, ?)
         ON DUPLICATE KEY UPDATE updated_at = IF(VALUES(event_id) > event_id, CURRENT_TIMESTAMP(3), updated_at),
           event_id = GREATEST(event_id, VALUES(event_id))`, [consumer, eventId]);
        },
    };
}
function conditions(query) {
    const parts = ['event_id > ?'];
    const parameters = [query.after];
    if (query.type !== undefined) {
        parts.push('type = ?');
        parameters.push(query.type);
    }
    if (query.hotel_id !== undefined) {
        parts.push('hotel_id = ?');
        parameters.push(query.hotel_id);
    }
    return { condition: parts.join(' AND '), parameters };
}
function toEvent(row) {
    // Written by writeOutbox from a typed event and by nobody else, so topic, type and data belong together.
    const data = JSON.parse(row.data);
    return { ...row, data, occurred_at: fromSqlTime(row.occurred_at).toISOString() };
}
//# sourceMappingURL=event-log.js.map
import type { Id } from '../model/ids.js';
import type { Queryable, SqlParameter } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import type { EventType, LoggedEvent, Topic } from './types.js';

const MAX_LIMIT = 1_000;

export interface EventQuery {
  /** Events after this event_id, exclusive; '0' reads from the start. */
  readonly after: Id;
  /** At most 1,000 are given. */
  readonly limit: number;
  readonly type?: EventType | undefined;
  readonly hotel_id?: Id | undefined;
  readonly topics?: readonly Topic[] | undefined;
}

export type EventLog = ReturnType<typeof createEventLog>;

type EventRow = Omit<LoggedEvent, 'data'> & { readonly data: string };

/** The event bus of the embedded form: one log in order of delivery, and for each consumer how far it has come. */
export function createEventLog({ database }: { readonly database: Queryable }) {
  return {
    /** Events in order. The one relay gives the ids and commits in their order, so nothing turns up behind a reader. */
    async read(query: EventQuery): Promise<LoggedEvent[]> {
      const { condition, parameters } = conditions(query);
      const rows = await database.rows<EventRow>(
        `SELECT event_id, outbox_id, topic, type, hotel_id, subject, version, data, request_id, occurred_at
         FROM event_log WHERE ${condition} ORDER BY event_id LIMIT ?`,
        [...parameters, Math.min(query.limit, MAX_LIMIT)],
      );
      return rows.map(toEvent);
    },

    /** The newest event_id, '0' while there is none. */
    async last(): Promise<Id> {
      const [row] = await database.rows<{ event_id: Id }>(
        'SELECT event_id FROM event_log ORDER BY event_id DESC LIMIT 1',
      );
      return row?.event_id ?? '0';
    },

    /** Events of these topics after `eventId`, exclusive. */
    async countAfter(eventId: Id, topics: readonly Topic[]): Promise<number> {
      const [row] = await database.rows<{ events: string }>(
        'SELECT COUNT(*) AS events FROM event_log WHERE event_id > ? AND topic IN (?)',
        [eventId, topics],
      );
      return Number(row?.events ?? 0);
    },

    /** The event_id up to which the consumer has worked, '0' for a new one. */
    async cursor(consumer: string): Promise<Id> {
      const [row] = await database.rows<{ event_id: Id }>(
        'SELECT event_id FROM event_cursors WHERE consumer = ?',
        [consumer],
      );
      return row?.event_id ?? '0';
    },

    /** Records that everything up to `eventId` is worked. Goes only forwards: a late commit of a slow twin is ignored. */
    async commit(consumer: string, eventId: Id): Promise<void> {
      await database.run(
        `INSERT INTO event_cursors (consumer, event_id) VALUES (?, ?)
         ON DUPLICATE KEY UPDATE updated_at = IF(VALUES(event_id) > event_id, CURRENT_TIMESTAMP(3), updated_at),
           event_id = GREATEST(event_id, VALUES(event_id))`,
        [consumer, eventId],
      );
    },
  };
}

function conditions(query: EventQuery): { condition: string; parameters: SqlParameter[] } {
  const parts = ['event_id > ?'];
  const parameters: SqlParameter[] = [query.after];
  if (query.type !== undefined) {
    parts.push('type = ?');
    parameters.push(query.type);
  }
  if (query.hotel_id !== undefined) {
    parts.push('hotel_id = ?');
    parameters.push(query.hotel_id);
  }
  if (query.topics !== undefined) {
    parts.push('topic IN (?)');
    parameters.push(query.topics);
  }
  return { condition: parts.join(' AND '), parameters };
}

function toEvent(row: EventRow): LoggedEvent {
  // Written by writeOutbox from a typed event and by nobody else, so topic, type and data belong together.
  const data: unknown = JSON.parse(row.data);
  return { ...row, data, occurred_at: fromSqlTime(row.occurred_at).toISOString() } as LoggedEvent;
}

/** True when `a` stands behind `b` in the log. Ids are numbers of up to 20 digits, so they are compared as text by length first. */
export function isLater(a: Id, b: Id): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}

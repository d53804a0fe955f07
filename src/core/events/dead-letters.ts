import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Database, SqlParameter } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import type { BusEvent } from './event-bus.js';

export const DEAD_LETTER_STATES = ['PARKED', 'RETRIED', 'DISCARDED'] as const;
export type DeadLetterState = (typeof DEAD_LETTER_STATES)[number];

const MAX_CAUSE = 1_000;
const MAX_LIMIT = 1_000;

/** What a consumer could not work on. Event fields are null where the message could not be read. */
export interface DeadLetter {
  readonly dead_letter_id: Id;
  readonly consumer: string;
  /** The event's outbox_id, or topic/partition/offset of a message that could not be read. */
  readonly source: string;
  readonly topic: string;
  readonly type: string | null;
  readonly hotel_id: Id | null;
  readonly subject: string | null;
  readonly version: number | null;
  readonly cause: string;
  readonly attempts: number;
  readonly state: DeadLetterState;
  /** ISO 8601, UTC. */
  readonly parked_at: string;
  /** When it was retried or discarded, ISO 8601, UTC. */
  readonly decided_at: string | null;
}

export interface ShownDeadLetter extends DeadLetter {
  readonly event: BusEvent | null;
}

export interface ParkedEvent {
  readonly consumer: string;
  readonly source: string;
  readonly topic: string;
  /** null for a message that could not be read: there is nothing to hand to the consumer again. */
  readonly event: BusEvent | null;
  readonly cause: string;
}

export interface DeadLetterQuery {
  readonly consumer?: string | undefined;
  readonly state?: DeadLetterState | undefined;
  /** At most 1,000 are given. */
  readonly limit: number;
  /** Only older ones than this, exclusive. */
  readonly before?: Id | undefined;
}

export type DeadLetters = ReturnType<typeof createDeadLetters>;

const COLUMNS = `dead_letter_id, consumer, source, topic, type, hotel_id, subject, version, cause, attempts, state,
  parked_at, decided_at`;

/** Events set aside, so that one bad event does not hold up all that follow, and is not lost either. */
export function createDeadLetters({ database }: { readonly database: Database }) {
  return {
    /** Sets an event aside. The same once more counts as another attempt; what was discarded stays so. */
    async park({ consumer, source, topic, event, cause }: ParkedEvent): Promise<void> {
      await database.run(
        `INSERT INTO dead_letters (consumer, source, topic, type, hotel_id, subject, version, event, cause)
         VALUES ?
         ON DUPLICATE KEY UPDATE cause = VALUES(cause), attempts = attempts + 1,
           state = IF(state = 'DISCARDED', state, 'PARKED')`,
        [
          [
            [
              consumer,
              source,
              topic,
              event?.type ?? null,
              event?.hotel_id ?? null,
              event?.subject ?? null,
              event?.version ?? null,
              event === null ? null : JSON.stringify(event),
              cause.slice(0, MAX_CAUSE),
            ],
          ],
        ],
      );
    },

    /** The newest first. */
    async list(query: DeadLetterQuery): Promise<DeadLetter[]> {
      const { condition, parameters } = conditions(query);
      const rows = await database.rows<DeadLetter>(
        `SELECT ${COLUMNS} FROM dead_letters WHERE ${condition} ORDER BY dead_letter_id DESC LIMIT ?`,
        [...parameters, Math.min(query.limit, MAX_LIMIT)],
      );
      return rows.map(withTimes);
    },

    /** @throws AppError NOT_FOUND */
    async show(id: Id): Promise<ShownDeadLetter> {
      const [row] = await database.rows<DeadLetter & { event: string | null }>(
        `SELECT ${COLUMNS}, event FROM dead_letters WHERE dead_letter_id = ?`,
        [id],
      );
      if (row === undefined) {
        throw new AppError('NOT_FOUND', `There is no dead letter ${id}.`, { next: 'bellhop dlq list' });
      }
      // Written by `park` from an event that had been read, and by nobody else.
      const event = row.event === null ? null : (JSON.parse(row.event) as BusEvent);
      return { ...withTimes(row), event };
    },

    /** Notes the end of a parked one. @returns false when it was not parked (any more). */
    async decide(id: Id, state: Exclude<DeadLetterState, 'PARKED'>): Promise<boolean> {
      const { affectedRows } = await database.run(
        `UPDATE dead_letters SET state = ?, decided_at = CURRENT_TIMESTAMP(3)
         WHERE dead_letter_id = ? AND state = 'PARKED'`,
        [state, id],
      );
      return affectedRows === 1;
    },

    /** How many wait for somebody to decide. */
    async parked(): Promise<number> {
      const [row] = await database.rows<{ parked: string }>(
        "SELECT COUNT(*) AS parked FROM dead_letters WHERE state = 'PARKED'",
      );
      return Number(row?.parked ?? 0);
    },
  };
}

function conditions(query: DeadLetterQuery): { condition: string; parameters: SqlParameter[] } {
  const parts = ['1 = 1'];
  const parameters: SqlParameter[] = [];
  const add = (part: string, value: string | undefined): void => {
    if (value === undefined) return;
    parts.push(part);
    parameters.push(value);
  };
  add('consumer = ?', query.consumer);
  add('state = ?', query.state);
  add('dead_letter_id < ?', query.before);
  return { condition: parts.join(' AND '), parameters };
}

function withTimes<T extends DeadLetter>(row: T): T {
  const iso = (time: string): string => fromSqlTime(time).toISOString();
  return {
    ...row,
    parked_at: iso(row.parked_at),
    decided_at: row.decided_at === null ? null : iso(row.decided_at),
  };
}

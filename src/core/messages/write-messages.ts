import type { Id } from '../model/ids.js';
import type { Database, SqlValue } from '../platform/database.js';
import { createWriteLane } from '../platform/write-lane.js';

/** Characters of one statement: beside the largest single message it stays below the 16 MB that MariaDB takes. */
const ROOM = 1_000_000;

const ANSWER = `SELECT CAST(? AS SIGNED) AS message_id, ? AS outcome, ? AS cause, ? AS answer, ? AS answered_at,
  ? AS kind, ? AS hotel_code`;

/** What the answer calls the message, or what stands there. MySQL 8 mixes no collations, so it is made ASCII by name. */
const KIND = 'COALESCE(CONVERT(a.kind USING ascii) COLLATE ascii_bin, m.kind)';

export interface MessageRow {
  readonly message_id: Id;
  readonly partner_id: Id;
  readonly hotel_code: string | null;
  readonly connector: string;
  readonly kind: string;
  readonly request_id: string;
  readonly content_type: string;
  /** Packed, base64. */
  readonly body: string;
  readonly body_bytes: number;
  readonly received_at: string;
}

export interface AnswerRow {
  readonly message_id: Id;
  readonly outcome: string;
  readonly cause: string | null;
  /** Packed, base64. */
  readonly answer: string;
  readonly answered_at: string;
  /** Null leaves what the message was received with. */
  readonly kind: string | null;
  readonly hotel_code: string | null;
}

export interface WriteMessages {
  insert(row: MessageRow): Promise<void>;
  /** @throws whatever `missing` makes, when there is no such message */
  answer(row: AnswerRow): Promise<void>;
}

/** Messages that come together are written together: a commit each would cost more than the rest of a small message. */
export function createWriteMessages(
  database: Database,
  missing: (messageIds: readonly Id[]) => Error,
): WriteMessages {
  return {
    insert: createWriteLane({
      write: (rows) => insertRows(database, rows),
      sizeOf: ({ body }) => body.length,
      room: ROOM,
    }),
    answer: createWriteLane({
      write: (rows) => updateRows(database, rows, missing),
      sizeOf: ({ answer }) => answer.length,
      room: ROOM,
    }),
  };
}

/** Base64, for the driver would write bytes as hexadecimal: a large body that does not shrink would be too large. */
async function insertRows(database: Database, rows: readonly MessageRow[]): Promise<void> {
  await database.run(
    `INSERT INTO messages (message_id, direction, partner_id, hotel_code, connector, kind, outcome, request_id,
       content_type, body, body_bytes, received_at)
     VALUES ${rows.map(() => "(?, 'in', ?, ?, ?, ?, 'RECEIVED', ?, ?, FROM_BASE64(?), ?, ?)").join(', ')}`,
    rows.flatMap((row): SqlValue[] => [
      row.message_id,
      row.partner_id,
      row.hotel_code,
      row.connector,
      row.kind,
      row.request_id,
      row.content_type,
      row.body,
      row.body_bytes,
      row.received_at,
    ]),
  );
}

async function updateRows(
  database: Database,
  rows: readonly AnswerRow[],
  missing: (messageIds: readonly Id[]) => Error,
): Promise<void> {
  const { affectedRows } = await database.run(
    `UPDATE messages m JOIN (${rows.map(() => ANSWER).join(' UNION ALL ')}) a ON a.message_id = m.message_id
     SET m.outcome = a.outcome, m.cause = a.cause, m.answer = FROM_BASE64(a.answer),
       m.answered_at = a.answered_at, m.kind = ${KIND},
       m.hotel_code = COALESCE(a.hotel_code, m.hotel_code)`,
    rows.flatMap((row): SqlValue[] => [
      row.message_id,
      row.outcome,
      row.cause,
      row.answer,
      row.answered_at,
      row.kind,
      row.hotel_code,
    ]),
  );
  // The others are written; written once more, each alone, they are the same.
  if (affectedRows !== rows.length) throw missing(rows.map(({ message_id }) => message_id));
}

import type { Id } from '../model/ids.js';
import type { Database, SqlValue } from '../platform/database.js';
import { isOtherCount } from '../platform/sql-errors.js';
import { sql, type SqlText } from '../platform/sql-text.js';
import { createWriteLane } from '../platform/write-lane.js';

/** Characters of one statement: beside the largest single message it stays below the 16 MB that MariaDB takes. */
const ROOM = 1_000_000;

/** What the answer calls the message and its hotel, or what stands there. */
const ANSWERED = `outcome = VALUES(outcome), cause = VALUES(cause), answer = VALUES(answer), answered_at = VALUES(answered_at),
  kind = IF(VALUES(kind) = '', kind, VALUES(kind)), hotel_code = COALESCE(VALUES(hotel_code), hotel_code),
  content = VALUES(content), echo_token = VALUES(echo_token), rooms = VALUES(rooms), first_date = VALUES(first_date),
  last_date = VALUES(last_date)`;

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
  readonly about: AboutColumns;
}

/** See MessageAbout. */
export interface AboutColumns {
  readonly content: string | null;
  readonly echo_token: string | null;
  readonly rooms: string | null;
  readonly first_date: string | null;
  readonly last_date: string | null;
}

/** A message that was sent, with what came back: whole at once. */
export interface SentRow extends MessageRow {
  readonly outcome: string;
  readonly cause: string | null;
  /** Packed, base64; null where there was no answer. */
  readonly answer: string | null;
  readonly answered_at: string;
  readonly about: AboutColumns;
  readonly delivery_id: Id | null;
  readonly attempt: number | null;
}

export interface WriteMessages {
  insert(row: MessageRow): Promise<void>;
  /** @throws whatever `missing` makes, when there is no such message */
  answer(row: AnswerRow): Promise<void>;
  sent(row: SentRow): Promise<void>;
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
    sent: createWriteLane({
      write: (rows) => insertSent(database, rows),
      sizeOf: ({ body, answer }) => body.length + (answer?.length ?? 0),
      room: ROOM,
    }),
  };
}

/** Base64, for the driver would write bytes as hexadecimal: a large body that does not shrink would be too large. */
async function insertRows(database: Database, rows: readonly MessageRow[]): Promise<void> {
  await database.run(
    `INSERT INTO messages (message_id, direction, partner_id, hotel_code, connector, kind, outcome, request_id,
       content_type, body, body_bytes, received_at) VALUES ?`,
    [rows.map(receivedValues)],
  );
}

function receivedValues(row: MessageRow): SqlText {
  return sql`(${row.message_id}, 'in', ${row.partner_id}, ${row.hotel_code}, ${row.connector}, ${row.kind}, 'RECEIVED',
    ${row.request_id}, ${row.content_type}, FROM_BASE64(${row.body}), ${row.body_bytes}, ${row.received_at})`;
}

async function insertSent(database: Database, rows: readonly SentRow[]): Promise<void> {
  const places =
    "(?, 'out', ?, ?, ?, ?, ?, ?, ?, ?, FROM_BASE64(?), ?, FROM_BASE64(?), ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  await database.run(
    `INSERT INTO messages (message_id, direction, partner_id, hotel_code, connector, kind, outcome, cause, request_id,
       content_type, body, body_bytes, answer, received_at, answered_at, content, echo_token, rooms, first_date,
       last_date, delivery_id, attempt)
     VALUES ${rows.map(() => places).join(', ')}`,
    rows.flatMap((row): SqlValue[] => [
      ...[row.message_id, row.partner_id, row.hotel_code, row.connector, row.kind, row.outcome, row.cause],
      ...[row.request_id, row.content_type, row.body, row.body_bytes, row.answer, row.received_at],
      ...[row.answered_at, ...aboutValues(row.about), row.delivery_id, row.attempt],
    ]),
  );
}

function aboutValues({ content, echo_token, rooms, first_date, last_date }: AboutColumns): SqlValue[] {
  return [content, echo_token, rooms, first_date, last_date];
}

/**
 * As an upsert, whose rows cost the server less than those of a join. One whose message does not exist would be written
 * as a new row: then fewer than two changes a row are counted, and all of them are rolled back.
 */
async function updateRows(
  database: Database,
  rows: readonly AnswerRow[],
  missing: (messageIds: readonly Id[]) => Error,
): Promise<void> {
  try {
    await database.inTransaction((tx) =>
      tx.laterExactly(
        2 * rows.length,
        `INSERT INTO messages (message_id, outcome, cause, answer, answered_at, kind, hotel_code, content, echo_token, rooms,
           first_date, last_date, direction, partner_id, connector, request_id, content_type, body, body_bytes)
         VALUES ? ON DUPLICATE KEY UPDATE ${ANSWERED}`,
        [rows.map(answerValues)],
      ),
    );
  } catch (error) {
    if (isOtherCount(error)) throw missing(rows.map(({ message_id }) => message_id));
    throw error;
  }
}

function answerValues({ about, ...row }: AnswerRow): SqlText {
  const { content, echo_token, rooms, first_date, last_date } = about;
  return sql`(${row.message_id}, ${row.outcome}, ${row.cause}, FROM_BASE64(${row.answer}), ${row.answered_at},
    ${row.kind ?? ''}, ${row.hotel_code}, ${content}, ${echo_token}, ${rooms}, ${first_date}, ${last_date},
    'in', 0, '', '', '', '', 0)`;
}

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError } from '../model/errors.js';
import { isId, type Id } from '../model/ids.js';
import type { Database, SqlParameter } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';

const uncompress = promisify(gunzip);
const MAX_LIMIT = 1_000;

export interface JournalEntry {
  readonly message_id: Id;
  readonly partner_id: Id;
  readonly connector: string;
  readonly kind: string;
  readonly hotel_code: string | null;
  /** RECEIVED while it is being worked on, or when that was cut short. */
  readonly outcome: string;
  readonly cause: string | null;
  readonly request_id: string;
  readonly content_type: string;
  /** Size as received. */
  readonly body_bytes: number;
  /** ISO 8601, UTC. */
  readonly received_at: string;
  readonly answered_at: string | null;
}

export interface JournalledMessage extends JournalEntry {
  readonly body: string;
  readonly answer: string | null;
  /** The bytes behind `body`, to be decoded or sent again. */
  readonly bytes: Uint8Array;
}

export interface JournalQuery {
  readonly partner_id?: Id | undefined;
  readonly outcome?: string | undefined;
  readonly kind?: string | undefined;
  readonly hotel_code?: string | undefined;
  /** At most 1,000 are given. */
  readonly limit: number;
  /** Only messages older than this one: the last of the page before. */
  readonly before?: Id | undefined;
}

export interface ReadJournal {
  /** Newest first. */
  list(query: JournalQuery): Promise<JournalEntry[]>;
  /** One message with its redacted text. @throws AppError MESSAGE_NOT_FOUND */
  show(id: Id): Promise<JournalledMessage>;
}

const ENTRY_COLUMNS = `message_id, partner_id, connector, kind, hotel_code, outcome, cause, request_id, content_type,
  body_bytes, received_at, answered_at`;
const FILTERS = ['partner_id', 'outcome', 'kind', 'hotel_code'] as const;

interface MessageRow extends JournalEntry {
  readonly body: Buffer;
  readonly answer: Buffer | null;
}

export function createReadJournal({ database }: { readonly database: Database }): ReadJournal {
  return {
    async list(query) {
      const conditions = ['TRUE'];
      const parameters: SqlParameter[] = [];
      for (const column of FILTERS) {
        const value = query[column];
        if (value === undefined) continue;
        conditions.push(`${column} = ?`);
        parameters.push(value);
      }
      if (query.before !== undefined) {
        conditions.push('message_id < ?');
        parameters.push(query.before);
      }
      const rows = await database.rows<JournalEntry>(
        `SELECT ${ENTRY_COLUMNS} FROM messages WHERE ${conditions.join(' AND ')} ORDER BY message_id DESC LIMIT ?`,
        [...parameters, Math.min(query.limit, MAX_LIMIT)],
      );
      return rows.map(toEntry);
    },

    async show(id) {
      const [row] = isId(id)
        ? await database.rows<MessageRow>(
            `SELECT ${ENTRY_COLUMNS}, body, answer FROM messages WHERE message_id = ?`,
            [id],
          )
        : [];
      if (row === undefined) {
        throw new AppError('MESSAGE_NOT_FOUND', `No message ${id} is in the journal.`, {
          next: 'bellhop message list',
        });
      }
      const { body, answer, ...entry } = row;
      const bytes = await uncompress(body);
      return {
        ...toEntry(entry),
        body: toText(bytes),
        answer: answer === null ? null : toText(await uncompress(answer)),
        bytes,
      };
    },
  };
}

function toEntry(row: JournalEntry): JournalEntry {
  return {
    ...row,
    received_at: isoTime(row.received_at),
    answered_at: row.answered_at === null ? null : isoTime(row.answered_at),
  };
}

function isoTime(text: string): string {
  return fromSqlTime(text).toISOString();
}

/** For people: UTF-16 by its mark, UTF-8 where it is valid, else Latin-1, in which every byte is something. */
function toText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError } from '../model/errors.js';
import { isId, type Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Database } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import { journalConditions, type JournalFilter } from './journal-filter.js';
import { readRooms } from './message-about.js';

const uncompress = promisify(gunzip);
const MAX_LIMIT = 1_000;

export interface JournalEntry {
  readonly message_id: Id;
  /** in: received; out: sent by a delivery. */
  readonly direction: 'in' | 'out';
  readonly partner_id: Id;
  readonly connector: string;
  readonly kind: string;
  /** What sort of message it was: ari, reservations, read, ...; null where it could not be read. */
  readonly content: string | null;
  readonly hotel_code: string | null;
  /** RECEIVED while it is being worked on, or when that was cut short. */
  readonly outcome: string;
  readonly cause: string | null;
  readonly request_id: string;
  /** The sender's own token of correlation, where its contract has one. */
  readonly echo_token: string | null;
  readonly content_type: string;
  /** Size as received. */
  readonly body_bytes: number;
  /** Room codes of the partner's that it names, at most some sixty. */
  readonly rooms: readonly string[];
  readonly rooms_more: boolean;
  /** The first and the last night that it touches. */
  readonly first_date: LocalDate | null;
  readonly last_date: LocalDate | null;
  readonly delivery_id: Id | null;
  readonly attempt: number | null;
  /** ISO 8601, UTC. */
  readonly received_at: string;
  readonly answered_at: string | null;
  /** When body and answer were taken out, for their age or because somebody asked to be forgotten. */
  readonly emptied_at: string | null;
  readonly emptied_for: string | null;
}

export interface JournalledMessage extends JournalEntry {
  readonly body: string;
  readonly answer: string | null;
  /** The bytes behind `body`, to be decoded or sent again. */
  readonly bytes: Uint8Array;
}

export interface JournalQuery extends JournalFilter {
  /** At most 1,000 are given. */
  readonly limit: number;
  /** Newest first; oldest_first for the order of receipt. */
  readonly oldest_first?: boolean;
}

export interface ReadJournal {
  /** Newest first, unless it is asked for otherwise. */
  list(query: JournalQuery): Promise<JournalEntry[]>;
  /** One message with its redacted text. @throws AppError MESSAGE_NOT_FOUND */
  show(id: Id): Promise<JournalledMessage>;
}

const ENTRY_COLUMNS = `message_id, direction, partner_id, connector, kind, content, hotel_code, outcome, cause, request_id,
  echo_token, content_type, body_bytes, rooms, first_date, last_date, delivery_id, attempt, received_at, answered_at,
  emptied_at, emptied_for`;

interface EntryRow extends Omit<JournalEntry, 'rooms' | 'rooms_more'> {
  readonly rooms: string | null;
}

interface MessageRow extends EntryRow {
  readonly body: Buffer;
  readonly answer: Buffer | null;
}

export function createReadJournal({ database }: { readonly database: Database }): ReadJournal {
  return {
    async list({ limit, oldest_first, ...filter }) {
      const { where, parameters } = journalConditions(filter);
      const rows = await database.rows<EntryRow>(
        `SELECT ${ENTRY_COLUMNS} FROM messages WHERE ${where}
         ORDER BY message_id ${oldest_first === true ? 'ASC' : 'DESC'} LIMIT ?`,
        [...parameters, Math.min(limit, MAX_LIMIT)],
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
      const bytes = await unpack(body);
      return {
        ...toEntry(entry),
        body: toText(bytes),
        answer: answer === null ? null : toText(await unpack(answer)),
        bytes,
      };
    },
  };
}

/** What was emptied is packed as nothing at all. */
async function unpack(packed: Buffer): Promise<Buffer> {
  return packed.length === 0 ? packed : uncompress(packed);
}

function toEntry({ rooms: text, ...row }: EntryRow): JournalEntry {
  const { rooms, more } = readRooms(text);
  return {
    ...row,
    rooms,
    rooms_more: more,
    received_at: isoTime(row.received_at),
    answered_at: row.answered_at === null ? null : isoTime(row.answered_at),
    emptied_at: row.emptied_at === null ? null : isoTime(row.emptied_at),
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

import { hideCardNumbers } from '../model/card-number.js';
import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Database } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { createDecideMessage, type DecideMessage } from './decide-message.js';
import { roomsText, type MessageAbout } from './message-about.js';
import { packBody } from './pack-body.js';
import { createReadJournal, type ReadJournal } from './read-journal.js';
import { redactBody } from './redact.js';
import { createRetireMessages, type RetireMessages } from './retire-messages.js';
import { createWriteMessages, type AboutColumns } from './write-messages.js';

/** Base64 of a body in one statement, below the 16 MB that MariaDB takes by default. */
const MAX_COMPRESSED = 11_500_000;

export type Outcome = 'RECEIVED' | 'APPLIED' | 'REFUSED' | 'PARKED' | 'FAILED' | 'ANSWERED';
/** What a partner made of a message that was sent to it. */
export type SentOutcome = 'ACCEPTED' | 'PARTIAL' | 'REJECTED' | 'RETRY';

export interface ReceivedMessage {
  readonly partner_id: Id;
  readonly connector: string;
  /** Root element or endpoint, as far as it is known before decoding. */
  readonly kind: string;
  readonly hotel_code: string | null;
  readonly request_id: string;
  readonly content_type: string;
  readonly body: Uint8Array;
}

export interface MessageAnswer {
  readonly outcome: Exclude<Outcome, 'RECEIVED'>;
  /** Why it was refused, parked or failed. */
  readonly cause?: string;
  readonly body: string;
  /** What decoding told of the message; absent or null leaves what `receive` was given. */
  readonly kind?: string;
  readonly hotel_code?: string | null;
  readonly about?: MessageAbout;
}

/** A message that was sent, after its answer came or did not. */
export interface SentMessage extends ReceivedMessage {
  readonly outcome: SentOutcome;
  readonly cause: string | null;
  /** null: there was no answer. */
  readonly answer: string | null;
  readonly about: MessageAbout;
  readonly delivery_id: Id | null;
  readonly attempt: number | null;
  readonly sent_at: Date;
}

export interface Journal extends ReadJournal, DecideMessage, RetireMessages {
  /** Writes a message down, redacted, before it is worked on (law 8). @returns its id. */
  receive(message: ReceivedMessage): Promise<Id>;
  /** Notes what became of it and what was answered. @throws AppError MESSAGE_NOT_FOUND */
  answer(id: Id, answer: MessageAnswer): Promise<void>;
  /** Writes down what was sent, redacted as what is received. @returns its id. */
  sent(message: SentMessage): Promise<Id>;
}

export interface JournalDeps {
  readonly database: Database;
  readonly nextId: NextId;
  readonly clock: Clock;
}

/** Every wire message and its answer, redacted and compressed: to be found, shown, decoded and replayed. */
export function createJournal({ database, nextId, clock }: JournalDeps): Journal {
  const write = createWriteMessages(database, noMessage);
  return {
    ...createReadJournal({ database }),
    ...createDecideMessage({ database }),
    ...createRetireMessages({ database, clock }),

    async receive(message) {
      const message_id = nextId();
      await write.insert({
        message_id,
        ...(await toRow(message)),
        received_at: toSqlTime(clock.now()),
      });
      return message_id;
    },

    async answer(message_id, { outcome, cause, body, kind, hotel_code, about }) {
      await write.answer({
        message_id,
        outcome,
        cause: causeText(cause),
        answer: await pack(Buffer.from(body), ''),
        answered_at: toSqlTime(clock.now()),
        kind: kind === undefined ? null : token(kind, 64),
        hotel_code: hotelCode(hotel_code ?? null),
        about: aboutColumns(about),
      });
    },

    async sent(message) {
      const message_id = nextId();
      const { outcome, cause, answer, about, delivery_id, attempt, sent_at } = message;
      await write.sent({
        message_id,
        ...(await toRow(message)),
        outcome,
        cause: causeText(cause ?? undefined),
        answer: answer === null ? null : await pack(Buffer.from(answer), ''),
        received_at: toSqlTime(sent_at),
        answered_at: toSqlTime(clock.now()),
        about: aboutColumns(about),
        delivery_id,
        attempt,
      });
      return message_id;
    },
  };
}

async function toRow(message: ReceivedMessage) {
  return {
    partner_id: message.partner_id,
    hotel_code: hotelCode(message.hotel_code),
    connector: token(message.connector, 32),
    kind: token(message.kind, 64),
    request_id: token(message.request_id, 64),
    content_type: token(message.content_type, 120),
    body: await pack(message.body, message.content_type),
    body_bytes: message.body.length,
  };
}

function aboutColumns(about: MessageAbout = { content: null }): AboutColumns {
  const { content, echo_token = null, rooms, first_date = null, last_date = null } = about;
  return {
    content: content === null ? null : token(content, 16),
    echo_token: echo_token === null ? null : token(echo_token, 128),
    rooms: roomsText(rooms),
    first_date: storable(first_date),
    last_date: storable(last_date),
  };
}

/** A slip of the keyboard may be a date of the year 20; the database has none before 1000. */
function storable(date: LocalDate | null): LocalDate | null {
  return date !== null && date >= '1000-01-01' ? date : null;
}

function causeText(cause: string | undefined): string | null {
  return cause === undefined ? null : fit(hideCardNumbers(cause), 1_000);
}

function noMessage([id]: readonly Id[]): AppError {
  return new AppError('MESSAGE_NOT_FOUND', `No message ${id ?? ''} is in the journal.`, {
    next: 'bellhop message list',
  });
}

/** Redacted, packed and as base64. */
async function pack(body: Uint8Array, contentType: string): Promise<string> {
  const packed = await packBody(await redactBody(body, contentType));
  if (packed.length <= MAX_COMPRESSED) return packed.toString('base64');
  return (await packBody(Buffer.from(`[${body.length} bytes were too large to be kept]`))).toString('base64');
}

/** A partner's own code, which may hold anything at all. */
function hotelCode(code: string | null): string | null {
  return code === null ? null : fit(hideCardNumbers(code), 64);
}

/** For columns of plain ASCII: a partner's root element or content type need not be. */
function token(text: string, length: number): string {
  return hideCardNumbers(text.replace(/[^\x20-\x7e]/g, '?')).slice(0, length);
}

/** At most `length` characters, none of them cut in two. */
function fit(text: string, length: number): string {
  return text.length <= length ? text : Array.from(text).slice(0, length).join('');
}

import type { Id } from '../../model/ids.js';
import type { Database, Queryable } from '../../platform/database.js';
import type { NextId } from '../../platform/snowflake.js';
import { toSqlTime } from '../../platform/sql-time.js';
import type { ComposedMessage } from './compose-messages.js';
import { wakeEndpoints } from './endpoint-line.js';
import { GIVE_UP_MS } from './retry-schedule.js';

/** Characters of one INSERT, far below the server's packet limit. */
const PART = 1_000_000;

export interface Writing {
  readonly now: Date;
  readonly nextId: NextId;
  /** What is there already is sent again, under the same id and as it was; otherwise it is left alone. */
  readonly again: boolean;
}

/** Puts messages in line, each (endpoint, event) once however often the event comes. */
export async function writeMessages(
  database: Database,
  messages: readonly ComposedMessage[],
  writing: Writing,
): Promise<void> {
  for (const part of partsOf(messages)) {
    const endpoints = part.map(({ endpoint_id }) => endpoint_id);
    await database.inTransaction(async (tx) => {
      await wakeEndpoints(tx, endpoints, toSqlTime(writing.now));
      await insert(tx, part, writing);
    });
  }
}

/** Puts one that is kept in line again, at its end; one that waits is due now where it stands, one on its way is left alone. */
export function sendAgain(
  database: Database,
  { message_id, endpoint_id }: { readonly message_id: Id; readonly endpoint_id: Id },
  { now, nextId }: Omit<Writing, 'again'>,
): Promise<void> {
  const due = toSqlTime(now);
  return database.inTransaction(async (tx) => {
    await wakeEndpoints(tx, [endpoint_id], due);
    // `seq` looks at the state before it changes. Whoever waits keeps its place, or those behind it would overtake it.
    await tx.run(
      `UPDATE webhook_messages SET seq = IF(state = 'PENDING', seq, ?), state = 'PENDING', due_at = ?, give_up_at = ?,
         attempt = 0, settled_at = NULL WHERE message_id = ? AND state <> 'SENDING'`,
      [nextId(), due, toSqlTime(new Date(now.getTime() + GIVE_UP_MS)), message_id],
    );
  });
}

async function insert(
  queryable: Queryable,
  messages: readonly ComposedMessage[],
  { now, nextId, again }: Writing,
): Promise<void> {
  const due = toSqlTime(now);
  const giveUp = toSqlTime(new Date(now.getTime() + GIVE_UP_MS));
  const rows = messages.map((message) => {
    const id = nextId();
    const { endpoint_id, outbox_id, type, hotel_id, body, occurred_at } = message;
    const line = [id, endpoint_id, outbox_id, type, hotel_id, id, body, 'PENDING'];
    return [...line, due, giveUp, toSqlTime(new Date(occurred_at)), due];
  });
  // `due_at` and `seq` look at the state before it changes, so they stand before it.
  const known = again
    ? `due_at = IF(state = 'SENDING', due_at, VALUES(due_at)), seq = IF(state = 'SENDING', seq, VALUES(seq)),
       give_up_at = VALUES(give_up_at), attempt = 0, settled_at = NULL, state = IF(state = 'SENDING', state, 'PENDING')`
    : 'message_id = message_id';
  await queryable.run(
    `INSERT INTO webhook_messages
       (message_id, endpoint_id, outbox_id, type, hotel_id, seq, body, state, due_at, give_up_at, occurred_at, created_at)
     VALUES ? ON DUPLICATE KEY UPDATE ${known}`,
    [rows],
  );
}

function* partsOf(messages: readonly ComposedMessage[]): Generator<ComposedMessage[]> {
  let part: ComposedMessage[] = [];
  let size = 0;
  for (const message of messages) {
    part.push(message);
    size += message.body.length + 200;
    if (size < PART) continue;
    yield part;
    part = [];
    size = 0;
  }
  if (part.length > 0) yield part;
}

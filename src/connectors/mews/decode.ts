import type { AriUpdate } from '../../core/model/ari.js';
import type {
  DecodedContent,
  DecodedMessage,
  DecodeOptions,
  Envelope,
  MessageFault,
} from '../../core/model/connector.js';
import type { Dialect } from '../../core/model/dialect.js';
import type { IncomingRoom } from '../../core/model/incoming-reservation.js';
import { FaultList } from '../shared/fault-list.js';
import { findDialect } from '../shared/find-dialect.js';
import { JsonFault, JsonReader } from '../shared/json-reader.js';
import { addSchemaFaults, type AddFault } from '../shared/schema-faults.js';
import { credentialsOf, readConfirmation, type Read } from './confirmation.js';
import { readGroup, readRoom } from './group.js';
import { headInput } from './mews-schema.js';
import { MEWS_DIALECTS } from './profile.js';
import { readItem } from './read-item.js';

/** The list that each operation is about. */
const LISTS = {
  updateAvailability: 'availabilities',
  updatePrices: 'ratePrices',
  updateRestrictions: 'restrictions',
  processGroup: 'reservations',
} as const;

/** A rate price with 99 numbers of guests, each with its amounts, and prices of ages beside them. */
const SHAPE = { partsPerItem: 4_000 } as const;

/** Verdicts on groups that Mews confirms later; the message id is the revision's (process-group.ts). */
const CONFIRMATIONS = ['processGroupConfirmation', 'confirmBooking'] as const;

type Listed = keyof typeof LISTS;
const LISTED = Object.keys(LISTS) as readonly Listed[];
export type MewsOperation = Listed | (typeof CONFIRMATIONS)[number];
export const MEWS_OPERATIONS: readonly MewsOperation[] = [...LISTED, ...CONFIRMATIONS];

/** A year of them would say no more. */
const MOST_NOTES = 20;

/** Leaves the reader when enough faults were found. */
class DecodingStopped extends Error {}

/** Reads the body of one operation; what is wrong comes back as faults with JSON pointers, never as an exception. */
export async function decodeMews(body: Uint8Array, options: DecodeOptions): Promise<DecodedMessage> {
  const faults = new FaultList(
    () => ({ at: '' }),
    () => {
      throw new DecodingStopped('enough faults');
    },
  );
  const operation = operationOf(body, options.action);
  const add: AddFault = (at, message, code = 'VALIDATION') => faults.add({ code, message, place: { at } });
  const notes: MessageFault[] = [];
  const note = (pointer: string, message: string): void => {
    if (notes.length < MOST_NOTES) notes.push({ pointer, code: 'UNSUPPORTED_UPDATE', message });
  };
  const dialect = findDialect(MEWS_DIALECTS, options);
  const read = await readBody(body, { operation, dialect, add, note });
  const envelope: Envelope = {
    message: operation,
    soap: false,
    echo_token: read?.messageId ?? null,
    version: null,
    credentials: read?.credentials ?? null,
  };
  const content = faults.isEmpty ? (read?.content ?? null) : null;
  return {
    envelope,
    content,
    faults: faults.all,
    ...(notes.length === 0 || content === null ? {} : { notes }),
  };
}

/** Named by the path it came to; a message in a file is known by the list that it has. */
function operationOf(body: Uint8Array, action: string | undefined): MewsOperation | null {
  const named = MEWS_OPERATIONS.find((operation) => operation === action);
  if (named !== undefined) return named;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const listed = LISTED.find((operation) => bytes.includes(`"${LISTS[operation]}"`));
  return listed ?? (bytes.includes('"success"') ? 'processGroupConfirmation' : null);
}

interface Reading {
  readonly operation: MewsOperation | null;
  readonly dialect: Dialect;
  readonly add: AddFault;
  readonly note: (at: string, message: string) => void;
}

async function readBody(body: Uint8Array, reading: Reading): Promise<Read | null> {
  const { operation, add } = reading;
  try {
    if (operation === null) {
      // Broken JSON is told as such; what is left is JSON that is no message of this contract.
      await JsonReader.of(body, SHAPE).readObject([], () => undefined);
      add('', `None of the lists ${Object.values(LISTS).join(', ')} is there; send one operation's body`);
      return null;
    }
    if (operation === 'processGroupConfirmation' || operation === 'confirmBooking') {
      return readConfirmation(await JsonReader.of(body, SHAPE).readObject([], () => undefined), add);
    }
    const rooms: IncomingRoom[] = [];
    const updates: AriUpdate[] = [];
    const list = LISTS[operation];
    const members = await JsonReader.of(body, SHAPE).readObject(list, (item, index) => {
      const at = `/${list}/${index}`;
      if (operation === 'processGroup') rooms.push(...readRoom(item, { at, index, add }));
      else updates.push(...readItem(operation, item, { ...reading, at }));
    });
    return readMembers(operation, { members, rooms, updates }, reading);
  } catch (error) {
    if (error instanceof JsonFault) {
      const place = error.line === undefined ? '' : ` (line ${error.line})`;
      try {
        add(error.pointer, `${error.message}${place}`, 'MALFORMED');
      } catch (full) {
        if (!(full instanceof DecodingStopped)) throw full;
      }
    } else if (!(error instanceof DecodingStopped)) throw error;
    return null;
  }
}

interface Parts {
  readonly members: ReadonlyMap<string, unknown>;
  readonly rooms: readonly IncomingRoom[];
  readonly updates: readonly AriUpdate[];
}

function readMembers(operation: Listed, { members, rooms, updates }: Parts, reading: Reading): Read {
  const { add } = reading;
  const document = Object.fromEntries(members);
  const head = headInput.safeParse(document);
  if (!head.success) {
    addSchemaFaults(head.error, { document, at: '' }, add);
    return { messageId: null, credentials: null, content: null };
  }
  const { clientToken, connectionToken, messageId } = head.data;
  const list = LISTS[operation];
  // Something else in its place is no empty list: for a group that would mean that it is cancelled.
  if (typeof members.get(list) !== 'number')
    add(`/${list}`, `${list} is missing or no list; send the list, empty where nothing changed`);
  if (isFilled(document['dependentRates'])) {
    const remedy = 'send the price of each rate plan';
    add(
      '/dependentRates',
      `Prices that follow from another rate plan are not computed here; ${remedy}`,
      'UNSUPPORTED_UPDATE',
    );
  }
  const credentials = credentialsOf(clientToken);
  const hotel_code = connectionToken ?? '';
  const content: DecodedContent | null =
    operation === 'processGroup'
      ? readGroup(document, rooms, { hotel_code: connectionToken ?? null, add })
      : {
          kind: 'ari',
          ari: {
            hotel_code,
            complete_set: false,
            rate_absent: reading.dialect.rate_absent,
            sent_at: null,
            updates,
          },
        };
  if (hotel_code === '' && operation !== 'processGroup')
    add('/connectionToken', 'connectionToken is missing; it says which hotel is meant');
  return { messageId: messageId ?? null, credentials, content };
}

function isFilled(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

import type { AriUpdate } from '../../core/model/ari.js';
import type { DecodedContent, DecodedMessage, DecodeOptions, Envelope } from '../../core/model/connector.js';
import type { Dialect } from '../../core/model/dialect.js';
import { FaultList } from '../shared/fault-list.js';
import { findDialect } from '../shared/find-dialect.js';
import { JsonFault, JsonReader } from '../shared/json-reader.js';
import { addSchemaFaults, type AddFault } from '../shared/schema-faults.js';
import { credentialsOf, readConfirmation, type Read } from './confirmation.js';
import { readGroup } from './group.js';
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

/** Verdicts on groups that Mews confirms later; the message id is the revision's (process-group.ts). */
const CONFIRMATIONS = ['processGroupConfirmation', 'confirmBooking'] as const;

type Listed = keyof typeof LISTS;
const LISTED = Object.keys(LISTS) as readonly Listed[];
export type MewsOperation = Listed | (typeof CONFIRMATIONS)[number];
export const MEWS_OPERATIONS: readonly MewsOperation[] = [...LISTED, ...CONFIRMATIONS];

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
  const dialect = findDialect(MEWS_DIALECTS, options);
  const read = await readBody(body, { operation, dialect, add });
  const envelope: Envelope = {
    message: operation,
    soap: false,
    echo_token: read?.messageId ?? null,
    version: null,
    credentials: read?.credentials ?? null,
  };
  return { envelope, content: faults.isEmpty ? (read?.content ?? null) : null, faults: faults.all };
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
}

async function readBody(body: Uint8Array, reading: Reading): Promise<Read | null> {
  const { operation, add } = reading;
  try {
    if (operation === null) {
      // Broken JSON is told as such; what is left is JSON that is no message of this contract.
      await JsonReader.of(body).readObject('', () => undefined);
      add('', `None of the lists ${Object.values(LISTS).join(', ')} is there; send one operation's body`);
      return null;
    }
    if (operation === 'processGroupConfirmation' || operation === 'confirmBooking') {
      return readConfirmation(await JsonReader.of(body).readObject('', () => undefined), add);
    }
    const items: unknown[] = [];
    const updates: AriUpdate[] = [];
    const list = LISTS[operation];
    const members = await JsonReader.of(body).readObject(list, (item, index) => {
      if (operation === 'processGroup') items.push(item);
      else updates.push(...readItem(operation, item, { ...reading, at: `/${list}/${index}` }));
    });
    return readMembers(operation, { members, items, updates }, reading);
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
  readonly items: readonly unknown[];
  readonly updates: readonly AriUpdate[];
}

function readMembers(operation: Listed, { members, items, updates }: Parts, reading: Reading): Read {
  const { add } = reading;
  const document = Object.fromEntries(members);
  const head = headInput.safeParse(document);
  if (!head.success) {
    addSchemaFaults(head.error, { document, at: '' }, add);
    return { messageId: null, credentials: null, content: null };
  }
  const { clientToken, connectionToken, messageId } = head.data;
  const list = LISTS[operation];
  if (!members.has(list)) add(`/${list}`, `${list} is missing; send the list, empty where nothing changed`);
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
      ? readGroup(document, items, { hotel_code: connectionToken ?? null, add })
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

import type { DecodedContent, DecodedMessage, DecodeOptions, JsonValue } from '../../core/model/connector.js';
import type { Dialect } from '../../core/model/dialect.js';
import { FaultList } from '../shared/fault-list.js';
import { findDialect } from '../shared/find-dialect.js';
import { JsonFault, JsonReader } from '../shared/json-reader.js';
import type { AddFault } from '../shared/schema-faults.js';
import { OPEN_CHANNEL_DIALECTS } from './profile.js';
import { readBooking } from './read-booking.js';
import { membersOf, readChanges } from './read-changes.js';

/** The messages that it reads, by the last part of their path. */
export const OPEN_CHANNEL_MESSAGES = [
  'changes',
  'new_booking',
  'request_full_sync',
  'mapping_details',
  'answer',
] as const;
type Message = (typeof OPEN_CHANNEL_MESSAGES)[number];

/** A booking is one item: a hundred rooms for a month and a half; changes count by themselves. */
const SHAPE = { partsPerItem: 30_000 } as const;
const CHANGES = 'data/attributes/changes';
/** The members that are codes: a number among them counts only as it is written. */
const CODES: ReadonlySet<string> = new Set([
  'hotel_code',
  'room_type_code',
  'rate_plan_code',
  'room_type_id',
  'rate_plan_id',
  'reservation_id',
]);

/** Leaves the reader when enough faults were found. */
class DecodingStopped extends Error {}

interface Read {
  readonly message: Message | null;
  readonly content: DecodedContent | null;
  readonly request_id?: string | null;
}

/** What is wrong comes back as faults with JSON pointers, never as an exception. */
export async function decodeOpenChannel(body: Uint8Array, options: DecodeOptions): Promise<DecodedMessage> {
  const faults = new FaultList(
    () => ({ at: '' }),
    () => {
      throw new DecodingStopped('enough faults');
    },
  );
  const add: AddFault = (at, message, code = 'VALIDATION') => faults.add({ code, message, place: { at } });
  const read = await readDocument(body, options, { faults, add });
  const envelope = {
    message: read.message,
    soap: false,
    echo_token: read.request_id ?? null,
    version: null,
    credentials: null,
  };
  return { envelope, content: faults.isEmpty ? read.content : null, faults: faults.all };
}

async function readDocument(
  body: Uint8Array,
  options: DecodeOptions,
  { faults, add }: { readonly faults: FaultList; readonly add: AddFault },
): Promise<Read> {
  let message = OPEN_CHANNEL_MESSAGES.find((name) => name === options.action) ?? null;
  try {
    if (options.charset !== null && !/^utf-?8$/i.test(options.charset.trim()))
      add('', `JSON is sent in UTF-8, not in "${options.charset.slice(0, 40)}"`, 'MALFORMED');
    const listed: unknown[] = [];
    const keep = (item: unknown): unknown => listed.push(item);
    const members = await JsonReader.of(body, SHAPE).readObject('data', keep, {
      pieces: CHANGES,
      codes: CODES,
    });
    const document = Object.fromEntries(members);
    if ('changes' in membersOf(membersOf(document['data'])['attributes'])) listed.push(document['data']);
    message ??= messageOf(document);
    return {
      message,
      ...(await readMessage(
        message,
        { document, listed, dialect: findDialect(OPEN_CHANNEL_DIALECTS, options) },
        add,
      )),
    };
  } catch (error) {
    if (error instanceof JsonFault)
      faults.add({
        code: 'MALFORMED',
        message: error.message,
        place: { at: error.pointer, line: error.line },
      });
    else if (!(error instanceof DecodingStopped)) throw error;
    return { message, content: null };
  }
}

/** What a message is, where its path does not say: by the members that only it has. */
function messageOf(document: Readonly<Record<string, unknown>>): Message | null {
  if ('booking' in document || 'rooms' in document) return 'new_booking';
  if ('room_types' in document || 'room_types' in membersOf(membersOf(document['data'])['attributes']))
    return 'mapping_details';
  const { attributes } = membersOf(document['data']);
  if (typeof document['data'] === 'number' || 'changes' in membersOf(attributes)) return 'changes';
  if ('success' in document || 'errors' in document) return 'answer';
  return 'provider_code' in document ? 'request_full_sync' : null;
}

interface Document {
  readonly document: Readonly<Record<string, unknown>>;
  readonly listed: readonly unknown[];
  readonly dialect: Dialect;
}

async function readMessage(
  message: Message | null,
  { document, listed, dialect }: Document,
  add: AddFault,
): Promise<Omit<Read, 'message'>> {
  switch (message) {
    case 'changes':
      if (listed.length === 0)
        add('/data', 'data is missing or empty, so the message says nothing; send at least one');
      return readChanges(listed, dialect, add);
    case 'new_booking': {
      // A booking is wrapped; what is not and yet has its members is meant as one.
      const wrapped = 'booking' in document || !('rooms' in document);
      const reservation = readBooking(
        wrapped ? (document['booking'] ?? null) : document,
        wrapped ? '/booking' : '',
        add,
      );
      return { content: reservation === null ? null : { kind: 'reservations', reservations: [reservation] } };
    }
    case 'request_full_sync': {
      const hotel_code = document['hotel_code'];
      if (typeof hotel_code === 'string' && hotel_code !== '')
        return toDocument(message, document, hotel_code);
      add('/hotel_code', 'hotel_code is missing; write your code of the hotel');
      return { content: null };
    }
    case 'mapping_details':
    case 'answer':
      return toDocument(message, document, null);
    case null:
      add(
        '',
        'This is no message of the contract; send data with changes, a booking, or a request for a full sync',
      );
      return { content: null };
  }
}

/** JSON.parse made it, so it is what JSON can say. */
function toDocument(
  topic: Message,
  document: Readonly<Record<string, unknown>>,
  hotel_code: string | null,
): { content: DecodedContent } {
  const { attributes } = membersOf(document['data']);
  const content = topic === 'mapping_details' ? (attributes ?? document) : document;
  return { content: { kind: 'document', topic, hotel_code, document: content as JsonValue } };
}

import type { AriUpdate } from '../../core/model/ari.js';
import type { DecodedMessage, DecodeOptions, Envelope, MessageFault } from '../../core/model/connector.js';
import { FaultList } from '../shared/fault-list.js';
import { ariHeadInput } from './ari-schema.js';
import { JsonFault, JsonReader } from '../shared/json-reader.js';
import { addSchemaFaults, type AddFault } from '../shared/schema-faults.js';
import { readUpdate } from './read-update.js';

const ENVELOPE: Envelope = {
  message: 'ari',
  soap: false,
  echo_token: null,
  version: null,
  credentials: null,
};

/** Leaves the reader when enough faults were found. */
class DecodingStopped extends Error {}

/** A message with more wrong items than this is refused as a whole, for nobody would be told what became of the others. */
const MAX_ITEM_FAULTS = 10_000;
/** As many faults of a message that is refused as a whole are worth telling. */
const MAX_FAULTS = 20;
const ITEM = /^\/updates\/\d/;

/** Reads the body of POST /api/ari. What is wrong comes back as faults with JSON pointers, never as an exception. */
export async function decodeNative(
  body: Uint8Array,
  { charset, overrides = {} }: Pick<DecodeOptions, 'charset' | 'overrides'>,
): Promise<DecodedMessage> {
  // The member may stand behind the updates: until it was read, a body that has such a word is read to its end.
  const toTheEnd = overrides.failure_unit === 'item' || Buffer.from(body).includes('"on_fault"');
  const here = () => ({ at: '' });
  const stop = () => {
    throw new DecodingStopped('enough faults');
  };
  const faults = new FaultList(here, stop, toTheEnd ? MAX_ITEM_FAULTS : MAX_FAULTS);
  const { content, onFault, count } = await read(body, charset, faults);
  if (onFault === null || (overrides.failure_unit ?? onFault) !== 'item') {
    const [first, ...rest] = faults.all;
    if (first === undefined) return { envelope: ENVELOPE, content, faults: [] };
    return { envelope: ENVELOPE, content: null, faults: [first, ...trim(rest)] };
  }
  const envelope = { ...ENVELOPE, extra: { on_fault: 'item', items: String(count) } };
  if (content !== null && content.ari.complete_set) {
    const message =
      'A complete set is taken whole or not at all; send complete_set or on_fault "item", not both';
    return { envelope, content: null, faults: [{ pointer: '/on_fault', code: 'VALIDATION', message }] };
  }
  const whole = faults.all.some(({ pointer }) => !ITEM.test(pointer));
  const usable = !whole && content !== null && content.ari.updates.length > 0;
  return { envelope, content: usable ? content : null, faults: faults.all };
}

function trim(rest: readonly MessageFault[]): readonly MessageFault[] {
  if (rest.length <= MAX_FAULTS) return rest;
  const message = 'And more faults: mend these first, then send the message again';
  return [...rest.slice(0, MAX_FAULTS - 1), { pointer: '', code: 'VALIDATION', message }];
}

interface ReadBody {
  readonly content: Extract<DecodedMessage['content'], { kind: 'ari' }> | null;
  /** Null where reading was given up before it was known. */
  readonly onFault: 'message' | 'item' | null;
  /** Items in the list, right or wrong. */
  readonly count: number;
}

async function read(body: Uint8Array, charset: string | null, faults: FaultList): Promise<ReadBody> {
  let found = 0;
  const add: AddFault = (at, message, code = 'VALIDATION') => {
    found += 1;
    faults.add({ code, message, place: { at } });
  };
  try {
    if (charset !== null && !/^utf-?8$/i.test(charset.trim())) {
      add('', `JSON is sent in UTF-8, not in "${charset}"`, 'MALFORMED');
    }
    const updates: AriUpdate[] = [];
    const members = await JsonReader.of(body).readObject('updates', (item, index) => {
      const before = found;
      const update = readUpdate(item, `/updates/${index}`, add);
      if (update !== null && found === before) updates.push(update);
    });
    const onFault = members.get('on_fault') === 'item' ? 'item' : 'message';
    return { content: readMessage(members, updates, add), onFault, count: Number(members.get('updates')) };
  } catch (error) {
    if (error instanceof JsonFault) {
      faults.add({
        code: 'MALFORMED',
        message: error.message,
        place: { at: error.pointer, line: error.line },
      });
    } else if (!(error instanceof DecodingStopped)) throw error;
    return { content: null, onFault: null, count: 0 };
  }
}

function readMessage(
  members: ReadonlyMap<string, unknown>,
  updates: readonly AriUpdate[],
  add: AddFault,
): ReadBody['content'] {
  const document = Object.fromEntries(members);
  const head = ariHeadInput.safeParse(document);
  if (!head.success) {
    addSchemaFaults(head.error, { document, at: '' }, add);
    return null;
  }
  const { hotel_id, hotel_code, complete_set = false, sent_at } = head.data;
  const hotel = hotel_code ?? hotel_id;
  if (hotel === undefined)
    add('/hotel_code', 'hotel_code is missing; write your code of the hotel, or its hotel_id');
  else if (hotel_id !== undefined && hotel_id !== hotel)
    add('/hotel_code', 'hotel_code names another hotel than hotel_id; send one of them');
  if (head.data.updates === undefined || (head.data.updates === 0 && !complete_set)) {
    add('/updates', 'updates is missing or empty, so the message says nothing; send at least one');
  }
  return {
    kind: 'ari',
    ari: {
      hotel_code: hotel ?? '',
      complete_set,
      rate_absent: 'room',
      sent_at: sent_at === undefined ? null : new Date(sent_at).toISOString(),
      updates,
    },
  };
}

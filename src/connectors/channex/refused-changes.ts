import type { MessageFault } from '../../core/model/connector.js';
import type { ErrorCode, Fault } from '../../core/model/errors.js';
import { JsonReader } from '../shared/json-reader.js';
import { ItemFaults, toEchoItem } from './item-faults.js';
import { LIMITS, WARNING } from './profile.js';

/** The field of a change object that an error of ours is about, where it is about one. */
const FIELD_OF: Partial<Record<ErrorCode, string>> = {
  HOTEL_NOT_FOUND: 'property_id',
  ROOM_NOT_FOUND: 'room_type_id',
  RATE_NOT_FOUND: 'rate_plan_id',
};

/**
 * Changes that were read without fault and that the hotel does not take, as warnings: each with the change object as it was
 * sent, looked up in the body once more, for keeping them all while a message is applied would double it.
 */
export async function describeRefused(body: Uint8Array, refused: readonly Fault[]): Promise<MessageFault[]> {
  if (refused.length === 0) return [];
  const told = refused.slice(0, LIMITS.warnings);
  const wanted = new Set(told.map(({ pointer }) => indexOf(pointer)));
  const items = new Map<number, unknown>();
  await JsonReader.of(body, { partsPerItem: Infinity }).readObject('values', (item, index) => {
    if (wanted.has(index)) items.set(index, toEchoItem(item));
  });
  const faults = new ItemFaults();
  for (const { pointer, code, message } of refused) {
    const errorCode = code as ErrorCode;
    const field = FIELD_OF[errorCode] ?? null;
    const text = field === null ? message : WARNING.unknown;
    const echo = { item: toEchoItem(items.get(indexOf(pointer)) ?? {}), field, text };
    faults.add({ at: pointer, code: errorCode, message, echo });
  }
  return [...faults.all];
}

function indexOf(pointer: string): number {
  return Number(/^\/values\/(\d+)/.exec(pointer)?.[1] ?? -1);
}

/** In the order of the message, whatever found them. */
export function byPlace(a: MessageFault, b: MessageFault): number {
  const [first, second] = [indexOf(a.pointer), indexOf(b.pointer)];
  // What is about the whole message comes last.
  return (first < 0 ? Infinity : first) - (second < 0 ? Infinity : second) || 0;
}

import type { FaultEcho, JsonValue, MessageFault } from '../../core/model/connector.js';
import type { ErrorCode } from '../../core/model/errors.js';
import { LIMITS } from './profile.js';

/** Fields of a change object that an answer repeats. */
const ECHOED = [
  'property_id',
  'room_type_id',
  'rate_plan_id',
  'date',
  'date_from',
  'date_to',
  'days',
  'availability',
  'rate',
  'rates',
  'min_stay_arrival',
  'min_stay_through',
  'min_stay',
  'max_stay',
  'closed_to_arrival',
  'closed_to_departure',
  'stop_sell',
  'availability_offset',
  'max_availability',
  'max_sell',
] as const;

const SHOWN = 64;
const LIST = 20;

/** A change object as an answer repeats it: its own fields, cut where somebody sent a novel. */
export function toEchoItem(item: unknown): JsonValue {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return shorten(item);
  const fields: Record<string, JsonValue> = {};
  for (const name of ECHOED) {
    const value: unknown = Reflect.get(item, name);
    if (value !== undefined) fields[name] = shorten(value);
  }
  return fields;
}

function shorten(value: unknown, depth = 0): JsonValue {
  if (typeof value === 'string') return value.slice(0, SHOWN);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object' || depth > 1) return null;
  if (Array.isArray(value)) return value.slice(0, LIST).map((entry) => shorten(entry, depth + 1));
  const entries = Object.entries(value).slice(0, LIST);
  return Object.fromEntries(
    entries.map(([name, entry]) => [name.slice(0, SHOWN), shorten(entry, depth + 1)]),
  );
}

/**
 * Faults of single items: every one counts, for the others are applied, and so many are told. Unlike a message that is
 * refused as a whole, reading goes on.
 */
export class ItemFaults {
  private readonly list: MessageFault[] = [];
  private untold = 0;

  get all(): readonly MessageFault[] {
    if (this.untold === 0) return this.list;
    const message = `And ${this.untold} more faults like these: mend the ones above, then send the rest again`;
    return [...this.list, { pointer: '/values', code: 'VALIDATION', message }];
  }

  /** Counts a fault that is not told any more; false where there is room for it. */
  passOver(): boolean {
    if (this.list.length < LIMITS.warnings) return false;
    this.untold += 1;
    return true;
  }

  add(fault: { at: string; code: ErrorCode; message: string; echo: FaultEcho }): void {
    if (this.passOver()) return;
    const { at, code, message, echo } = fault;
    this.list.push({ pointer: at, code, message, echo });
  }
}

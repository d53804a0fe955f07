import { daysBetween, isLocalDate, type LocalDate } from '../../core/model/local-date.js';
import type { FaultList, FaultNumbers } from '../shared/fault-list.js';
import { booleanOf, quote } from '../shared/opentravel/message-decoder.js';
import { attributeOf, type XmlNode } from '../shared/xml-tree.js';
import { EXPEDIA } from './profile.js';

/** What the readers of an AvailRateUpdateRQ share. */
export interface ArReading {
  readonly faults: FaultList;
  /** Whether lengths of stay hold on the arrival or on every night: a setting of the hotel. */
  readonly los: 'arrival' | 'through';
  /** An omitted minLOS or maxLOS goes back to the hotel's default. */
  readonly resets: boolean;
}

export function refuseNode(
  { faults }: Pick<ArReading, 'faults'>,
  node: XmlNode,
  message: string,
  numbers: FaultNumbers = EXPEDIA.schema,
): void {
  faults.add({ code: 'VALIDATION', ota: numbers, message, place: node.place });
}

export interface DateRange {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Monday first; null for every day. */
  readonly days: readonly boolean[] | null;
  readonly node: XmlNode;
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const LONGEST = 1_100;

/** A DateRange, both dates inclusive. Null after adding a fault. */
export function readDateRange(node: XmlNode, reading: ArReading): DateRange | null {
  const [from, to] = [readDate(node, 'from', reading), readDate(node, 'to', reading)];
  const days = readDays(node, reading);
  if (from === null || to === null || days === undefined) return null;
  const length = daysBetween(from, to);
  if (length < 0) {
    refuseNode(reading, node, `to ${to} is before from ${from}; both are nights of the range`);
    return null;
  }
  if (length >= LONGEST) {
    refuseNode(reading, node, `${from} to ${to} is more than ${LONGEST} nights; send a shorter range`);
    return null;
  }
  return { from, to, days, node };
}

function readDate(node: XmlNode, name: string, reading: ArReading): LocalDate | null {
  const text = attributeOf(node, name);
  if (text !== null && isLocalDate(text)) return text;
  const fault = text === null ? 'is missing' : `${quote(text)} is not a calendar date`;
  refuseNode(reading, node, `${name} ${fault}; write it as YYYY-MM-DD`);
  return null;
}

/** No flag at all means every day; once there is one, only those that are true count. Undefined after adding a fault. */
function readDays(node: XmlNode, reading: ArReading): readonly boolean[] | null | undefined {
  const flags = DAYS.map((day) => readBoolean(node, day, reading));
  if (flags.every((flag) => flag === undefined)) return null;
  if (flags.includes(null)) return undefined;
  const days = flags.map((flag) => flag === true);
  if (!days.includes(true)) {
    refuseNode(reading, node, 'No day flag is true, so no night is meant; set those that apply to true');
    return undefined;
  }
  return days.includes(false) ? days : null;
}

/** Undefined where the attribute is missing, null after adding a fault. */
export function readBoolean(node: XmlNode, name: string, reading: ArReading): boolean | null | undefined {
  const text = attributeOf(node, name);
  if (text === null) return undefined;
  const value = booleanOf(text);
  if (value === null) refuseNode(reading, node, `${name} ${quote(text)} is not true or false`);
  return value;
}

import { isLocalDate, addDays, type LocalDate } from '../../../core/model/local-date.js';
import type { FaultList, FaultNumbers } from '../fault-list.js';
import { attributeOf, childOf, type XmlNode } from '../xml-tree.js';
import { parseDays } from './duration.js';
import { quote } from './message-decoder.js';

/** The contract's own numbers for what may be wrong with a reservation; null: no reason to refuse one. */
export interface ReservationNumbers {
  readonly missing: FaultNumbers;
  readonly dates: FaultNumbers;
  readonly hotel: FaultNumbers;
  readonly guests: FaultNumbers;
  readonly amounts: FaultNumbers | null;
}

/** What the readers of a reservation's parts share. */
export interface ReservationReading {
  readonly faults: FaultList;
  readonly numbers: ReservationNumbers;
}

const AMOUNT = /^\d{1,12}(?:\.\d{1,6})?$/;
const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;

export function refuseAt(
  { faults }: Pick<ReservationReading, 'faults'>,
  node: XmlNode,
  numbers: FaultNumbers,
  message: string,
): void {
  faults.add({ code: 'VALIDATION', message, ota: numbers, place: node.place });
}

/** An amount with the side of taxes on which it stands. */
export interface SidedAmount {
  readonly amount: string;
  readonly tax: 'before' | 'after' | null;
  readonly currency: string | null;
}

/** The amount of an element, taxes included where it says both; null where it has none, or a faulty one. */
export function readAmount(node: XmlNode | undefined, reading: ReservationReading): SidedAmount | null {
  if (node === undefined) return null;
  const after = attributeOf(node, 'AmountAfterTax');
  const before = after === null ? attributeOf(node, 'AmountBeforeTax') : null;
  const written = after ?? before ?? attributeOf(node, 'Amount');
  if (written === null) return null;
  const amount = decimalOf(written, attributeOf(node, 'DecimalPlaces'));
  if (amount === null) {
    const { numbers } = reading;
    if (numbers.amounts !== null)
      refuseAt(
        reading,
        node,
        numbers.amounts,
        `${quote(written)} is not an amount; write a decimal such as 101.00`,
      );
    return null;
  }
  const tax = after !== null ? 'after' : before !== null ? 'before' : null;
  return { amount, tax, currency: attributeOf(node, 'CurrencyCode') };
}

/** "OTA, CurrencyAmountGroup": an amount without point counts in units of DecimalPlaces. */
export function decimalOf(text: string, places: string | null = null): string | null {
  if (!AMOUNT.test(text)) return null;
  const shift = places !== null && /^[0-6]$/.test(places) ? Number(places) : 0;
  if (shift === 0 || text.includes('.')) return text;
  const digits = text.padStart(shift + 1, '0');
  return `${digits.slice(0, -shift)}.${digits.slice(-shift)}`;
}

/** A date, also as the date part of a dateTime; null for anything else. */
export function dateOf(text: string | null): LocalDate | null {
  const date = text === null ? undefined : DATE.exec(text)?.[1];
  return date !== undefined && isLocalDate(date) ? date : null;
}

export interface Stay {
  readonly check_in: LocalDate;
  readonly check_out: LocalDate;
}

/**
 * The TimeSpan below an element: Start, and End or Duration. The end is the departure, not a night.
 * @returns undefined where there is none, null after adding a fault
 */
export function readTimeSpan(
  parent: XmlNode | undefined,
  reading: ReservationReading,
): Stay | null | undefined {
  const span = childOf(parent, 'TimeSpan');
  return span === undefined ? undefined : readStay(span, ['Start', 'End'], reading);
}

/** The stay between two attributes of an element. Null after adding a fault. */
export function readStay(
  node: XmlNode,
  [from, to]: readonly [string, string],
  reading: ReservationReading,
): Stay | null {
  const [start, end] = [attributeOf(node, from), attributeOf(node, to)];
  const check_in = dateOf(start);
  const check_out = end === null ? afterDuration(check_in, attributeOf(node, 'Duration')) : dateOf(end);
  for (const [name, text, date] of [
    [from, start, check_in],
    [to, end, check_out],
  ] as const) {
    if (date === null) {
      refuseAt(reading, node, reading.numbers.dates, `${name} ${dateRemedy(text)}`);
      return null;
    }
  }
  if (check_in === null || check_out === null) return null;
  if (check_out > check_in) return { check_in, check_out };
  const what = `The stay ends on ${check_out}, not after its first night ${check_in}`;
  refuseAt(reading, node, reading.numbers.dates, `${what}; ${to} is the day of departure`);
  return null;
}

function dateRemedy(text: string | null): string {
  if (text === null) return 'is missing; write it as YYYY-MM-DD';
  const fault = /\d\s+\d|-\s|\s-/.test(text) ? 'has a blank inside' : 'is not a calendar date';
  return `${quote(text)} ${fault}; write it as YYYY-MM-DD`;
}

function afterDuration(from: LocalDate | null, duration: string | null): LocalDate | null {
  const nights = duration === null ? null : parseDays(duration);
  if (from === null || nights === null || !Number.isInteger(nights) || nights < 1) return null;
  return addDays(from, nights);
}

/** A time as milliseconds, to order messages by; one without zone counts as UTC. Null where it is none. */
export function instantOf(text: string | null): number | null {
  const written = text?.trim() ?? '';
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/.exec(
    written,
  );
  if (match === null) return null;
  const [, date = '', time = '', zone = 'Z'] = match;
  const offset = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const instant = Date.parse(`${date}T${time}${offset}`);
  return Number.isNaN(instant) ? null : instant;
}

import { isLocalDate, type LocalDate } from '../../core/model/local-date.js';
import { currencyExponent } from '../../core/model/money.js';
import {
  booleanOf,
  quote,
  refuse,
  wholeNumber,
  type OtaContext,
} from '../shared/opentravel/message-decoder.js';
import type { XmlNode } from '../shared/xml-tree.js';
import { AB } from './numbers.js';

const AMOUNT = /^\d{1,12}(?:\.(\d{1,6}))?$/;
const DATE = /^\d{4}-\d{2}-\d{2}/;
/** Monday first; half of the field writes the second form. */
const DAYS = [
  ['Mon', 'Mon'],
  ['Tue', 'Tue'],
  ['Weds', 'Wed'],
  ['Thur', 'Thu'],
  ['Fri', 'Fri'],
  ['Sat', 'Sat'],
  ['Sun', 'Sun'],
] as const;

/** An attribute that has to be there; null after adding a fault. */
export function requiredText(node: XmlNode, name: string, context: OtaContext): string | null {
  const value = node.attributes[name]?.trim() ?? '';
  if (value !== '') return value;
  refuse(context, AB.missing, `${name} is missing on ${node.name}`, { place: node.place });
  return null;
}

export function optionalText(node: XmlNode | undefined, name: string): string | null {
  const value = node?.attributes[name]?.trim() ?? '';
  return value === '' ? null : value;
}

/** A date, also as the date part of a time; null after adding a fault. */
export function requiredDate(node: XmlNode, name: string, context: OtaContext): LocalDate | null {
  const text = requiredText(node, name, context);
  if (text === null) return null;
  const date = DATE.exec(text)?.[0];
  if (date !== undefined && isLocalDate(date)) return date;
  refuse(context, AB.invalidRange, `${name} ${quote(text)} is not a calendar date; write it as YYYY-MM-DD`, {
    place: node.place,
  });
  return null;
}

/** Start and End, both nights of the range; null after adding a fault. */
export function requiredRange(
  node: XmlNode,
  context: OtaContext,
): { readonly from: LocalDate; readonly to: LocalDate } | null {
  const from = requiredDate(node, 'Start', context);
  const to = requiredDate(node, 'End', context);
  if (from === null || to === null) return null;
  if (from <= to) return { from, to };
  refuse(context, AB.invalidRange, `End ${to} is before Start ${from}; both are nights of the range`, {
    place: node.place,
  });
  return null;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** A whole number within bounds; null where the attribute is absent, and after adding a fault. */
export function numberWithin(
  node: XmlNode,
  name: string,
  { min, max }: Bounds,
  context: OtaContext,
): number | null {
  const text = optionalText(node, name);
  if (text === null) return null;
  const value = wholeNumber(text);
  if (value !== null && value >= min && value <= max) return value;
  refuse(
    context,
    AB.invalidValue,
    `${name} ${quote(text)} on ${node.name} is not a whole number from ${min} to ${max}`,
    { place: node.place },
  );
  return null;
}

/** Like `numberWithin`, for an attribute that has to be there. */
export function requiredNumber(
  node: XmlNode,
  name: string,
  bounds: Bounds,
  context: OtaContext,
): number | null {
  return requiredText(node, name, context) === null ? null : numberWithin(node, name, bounds, context);
}

/** Decimal text as it was sent; null after adding a fault. */
export function requiredAmount(
  node: XmlNode,
  name: string,
  currency: string | null,
  context: OtaContext,
): string | null {
  const text = requiredText(node, name, context);
  if (text === null) return null;
  const fraction = AMOUNT.exec(text)?.[1];
  const tooFine = currency !== null && /[1-9]/.test(fraction?.slice(currencyExponent(currency)) ?? '');
  if (AMOUNT.test(text) && !tooFine) return text;
  const places = currency === null ? '' : ` with at most ${currencyExponent(currency)} decimal places`;
  refuse(context, AB.invalidValue, `${name} ${quote(text)} is not an amount; write a decimal${places}`, {
    place: node.place,
  });
  return null;
}

/** xs:boolean; null where it is absent, and after adding a fault. */
export function optionalFlag(node: XmlNode, name: string, context: OtaContext): boolean | null {
  const text = optionalText(node, name);
  if (text === null) return null;
  const value = booleanOf(text.toLowerCase());
  if (value === null) {
    refuse(context, AB.invalidValue, `${name} ${quote(text)} is not true or false`, { place: node.place });
  }
  return value;
}

/** Day flags, Monday first: a day that is not named is allowed. Null where the element is absent. */
export function allowedDays(node: XmlNode | undefined, context: OtaContext): readonly boolean[] | null {
  if (node === undefined) return null;
  return DAYS.map(([name, other]) => {
    const written = node.attributes[name] === undefined ? other : name;
    return optionalFlag(node, written, context) ?? true;
  });
}

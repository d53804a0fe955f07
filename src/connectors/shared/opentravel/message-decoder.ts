import type { DecodedContent, WireCredentials } from '../../../core/model/connector.js';
import type { Dialect } from '../../../core/model/dialect.js';
import type { ErrorCode } from '../../../core/model/errors.js';
import type { FaultList, FaultNumbers, FaultPlace } from '../fault-list.js';
import type { XmlAttributes } from '../xml-reader.js';

/** An element's path from the message's root element, and its line. */
export interface Place {
  readonly at: string;
  readonly line: number;
}

/** What a decoder of one message sees of the document around it. */
export interface OtaContext {
  readonly faults: FaultList;
  /** What the contract's words mean to this sender. */
  readonly dialect: Dialect;
  /** The element being read. */
  here(): Place;
  /** From `open`: the text of the element that has just started, once it ends. */
  captureText(done: (text: string) => void): void;
}

/** Decodes one message from the elements below its root. */
export interface MessageDecoder {
  /** @returns false for an element that it has no use for. */
  open(name: string, attributes: XmlAttributes): boolean;
  close(name: string): void;
  /** Called at the end of the message; what it returns counts only when no fault was found, null after adding one. */
  finish(): DecodedContent | null;
  /** Of a contract whose credentials stand inside the message. */
  credentials?(): WireCredentials | null;
  /** What else its answer depends on. */
  extra?(): Readonly<Record<string, string>>;
}

/** `root` are the attributes of the message's root element. */
export type CreateMessageDecoder = (context: OtaContext, root: XmlAttributes) => MessageDecoder;

/** Adds a fault to the message, at the element being read unless a place is given. */
export function refuse(
  context: OtaContext,
  numbers: FaultNumbers,
  message: string,
  options: { readonly place?: FaultPlace; readonly code?: ErrorCode } = {},
): void {
  context.faults.add({
    code: options.code ?? 'VALIDATION',
    ota: numbers,
    message,
    ...(options.place === undefined ? {} : { place: options.place }),
  });
}

const POINT_OF_SALE: ReadonlySet<string> = new Set([
  'POS',
  'Source',
  'RequestorID',
  'BookingChannel',
  'CompanyName',
]);

/** Elements that say who sends; authentication says so already, so they are read over. */
export function isPointOfSale(name: string): boolean {
  return POINT_OF_SALE.has(name);
}

const QUOTED = 40;

/** A partner's value inside a fault's text, cut where it is long. */
export function quote(value: string): string {
  return value.length > QUOTED ? `"${value.slice(0, QUOTED)}..."` : `"${value}"`;
}

const WHOLE_NUMBER = /^\d{1,9}$/;

/** A whole number without sign, or null where the text is not one. */
export function wholeNumber(text: string): number | null {
  const trimmed = text.trim();
  return WHOLE_NUMBER.test(trimmed) ? Number(trimmed) : null;
}

/** An xs:boolean: 1, 0, true, false; null for anything else. */
export function booleanOf(text: string): boolean | null {
  const trimmed = text.trim();
  if (trimmed === '1' || trimmed === 'true') return true;
  return trimmed === '0' || trimmed === 'false' ? false : null;
}

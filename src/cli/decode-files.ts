import type { Connector, DecodedMessage, DecodeOptions as WireOptions } from '../core/model/connector.js';
import { toCalendar, type CalendarCell } from '../connectors/shared/calendar.js';
import { toDecodeDocument } from '../connectors/shared/decode-document.js';
import { looksLikeJson, readInput } from './read-input.js';

export type DecodeDocument = ReturnType<typeof toDecodeDocument> & {
  readonly file: string;
  readonly calendar?: readonly CalendarCell[];
};

export interface DecodeOptions {
  /** Id of the contract; undefined reads XML as ota and JSON as native. */
  readonly connector: string | undefined;
  readonly calendar: boolean;
  /** What else the contract needs to know of the message. */
  readonly variant: Omit<WireOptions, 'charset'>;
  readonly find: (id: string) => Promise<Connector>;
}

/** One file as `message decode` shows it. @throws AppError VALIDATION for a file that cannot be read. */
export async function decodeFile(file: string, options: DecodeOptions): Promise<DecodeDocument> {
  const body = await readInput(file);
  const connector = await options.find(options.connector ?? (looksLikeJson(body) ? 'native' : 'ota'));
  const decoded = await connector.decode(body, { charset: null, ...options.variant });
  return {
    file,
    ...toDecodeDocument(connector.id, decoded),
    ...(options.calendar ? { calendar: calendarOf(decoded) } : {}),
  };
}

function calendarOf({ content }: DecodedMessage): CalendarCell[] {
  return content?.kind === 'ari' ? toCalendar(content.ari) : [];
}

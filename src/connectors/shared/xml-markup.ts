import type { XmlEvents } from './xml-scanner.js';

const DECLARATION =
  /^xml\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+')(?:\s+encoding\s*=\s*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*$/;
const TARGET = /^[^\s?]+(?=\s|$)/;
/** The longest reference that means anything has ten characters. */
const REFERENCE = 16;

export const OUTSIDE_ROOT = 'text outside of the root element';

export interface MarkupPlace {
  readonly events: XmlEvents;
  readonly isName: (name: string) => boolean;
  /** At the very start of the document. */
  readonly isFirst: boolean;
  /** Inside of the root element. */
  readonly isInside: boolean;
}

/** Reads what begins with `<!` or `<?` at `at`. @returns where it ends; -1 when it is not whole yet. */
export function readMarkup(buffer: string, at: number, place: MarkupPlace): number {
  const { events } = place;
  if (buffer.startsWith('<?', at)) return readInstruction(buffer, at, place);
  if (buffer.startsWith('<!--', at)) return readComment(buffer, at, events);
  if (buffer.startsWith('<![CDATA[', at)) return readCdata(buffer, at, place);
  if (buffer.length - at < '<!DOCTYPE'.length) return -1;
  return buffer.startsWith('<!DOCTYPE', at)
    ? events.doctype()
    : events.malformed('a declaration that is neither comment nor CDATA');
}

function readComment(buffer: string, at: number, events: XmlEvents): number {
  const end = buffer.indexOf('--', at + 4);
  if (end < 0 || end + 2 >= buffer.length) return -1;
  if (buffer[end + 2] !== '>') events.malformed('-- inside a comment');
  events.aside();
  return end + 3;
}

function readCdata(buffer: string, at: number, { events, isInside }: MarkupPlace): number {
  const end = buffer.indexOf(']]>', at + 9);
  if (end < 0) return -1;
  if (!isInside) events.malformed(OUTSIDE_ROOT);
  events.cdata(buffer.slice(at + 9, end));
  return end + 3;
}

/** A processing instruction says nothing here; the XML declaration may stand first alone. */
function readInstruction(buffer: string, at: number, { events, isName, isFirst }: MarkupPlace): number {
  const end = buffer.indexOf('?>', at + 2);
  if (end < 0) return -1;
  const content = buffer.slice(at + 2, end);
  const target = TARGET.exec(content)?.[0];
  if (target === undefined || !isName(target)) events.malformed('a processing instruction without a name');
  if (target?.toLowerCase() !== 'xml') events.aside();
  else if (!isFirst) events.malformed('an XML declaration that is not at the very start');
  else if (!DECLARATION.test(content))
    events.malformed('an XML declaration that is none; write version="1.0"');
  return end + 2;
}

/** Where the text from `at` to the end of the buffer can be cut: not inside a reference, nor inside `]]>`. */
export function findTextEnd(buffer: string, at: number): number {
  let end = buffer.length;
  const ampersand = buffer.lastIndexOf('&');
  if (ampersand >= Math.max(at, end - REFERENCE) && buffer.indexOf(';', ampersand) < 0) end = ampersand;
  while (end > at && end > buffer.length - 2 && buffer[end - 1] === ']') end--;
  return end;
}

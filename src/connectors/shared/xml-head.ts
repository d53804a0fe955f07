/** A tag as it stands in the text, by its name without prefix. */
export interface HeadTag {
  readonly name: string;
  readonly isEnd: boolean;
  attribute(name: string): string | null;
  /** The characters up to the next tag. */
  text(): string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi;
const NAME = /^\/?(?:[^\s/>:]+:)?([^\s/>:]+)/;
const LAST_CHARACTER = 0x10ffff;

/**
 * The tags at the beginning of a document, for a body whose sender nobody knows yet: found by angle brackets and quotes alone,
 * each character looked at once, so it costs next to nothing whatever they are. What is broken is for the reader to tell.
 */
export function* readXmlHead(head: Uint8Array): Generator<HeadTag, void, undefined> {
  const text = textOf(head);
  let at = text.indexOf('<');
  while (at >= 0) {
    const aside = asideEnd(text, at);
    if (aside === -1) return;
    const end = aside ?? tagEnd(text, at);
    if (end === -1) return;
    if (aside === null) yield toTag(text, { from: at + 1, to: end - 1 });
    at = text.indexOf('<', end);
  }
}

function textOf(head: Uint8Array): string {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || second === 0) return bytes.toString('utf16le');
  if ((first !== 0xfe || second !== 0xff) && first !== 0) return bytes.toString('utf8');
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  return even.swap16().toString('utf16le');
}

/** Behind a comment, CDATA section or instruction; -1 where it has no end, null for a tag. */
function asideEnd(text: string, at: number): number | null {
  for (const [open, close] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ] as const) {
    if (!text.startsWith(open, at)) continue;
    const end = text.indexOf(close, at + open.length);
    return end < 0 ? -1 : end + close.length;
  }
  return null;
}

/** Behind the tag: a bracket inside quotes is none. */
function tagEnd(text: string, at: number): number {
  let quote = '';
  for (let i = at + 1; i < text.length; i++) {
    const character = text[i] ?? '';
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return i + 1;
  }
  return -1;
}

function toTag(text: string, { from, to }: { readonly from: number; readonly to: number }): HeadTag {
  const inside = text.slice(from, to);
  return {
    name: NAME.exec(inside)?.[1] ?? '',
    isEnd: inside.startsWith('/'),
    attribute: (name) => attributeOf(inside, name),
    text: () => {
      const next = text.indexOf('<', to);
      return decoded(text.slice(to + 1, next < 0 ? text.length : next));
    },
  };
}

function attributeOf(tag: string, name: string): string | null {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  const value = match?.[1] ?? match?.[2];
  return value === undefined ? null : decoded(value);
}

function decoded(text: string): string {
  return text.replace(REFERENCE, (whole, named?: string, decimal?: string, hex?: string) => {
    if (named !== undefined) return ENTITIES[named.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code <= LAST_CHARACTER ? String.fromCodePoint(code) : whole;
  });
}

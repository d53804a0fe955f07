/** A message that must be refused whole, made from one that is honest, so that it stands where a decoder reads. */
export interface HostileBody {
  readonly what: string;
  readonly body: Uint8Array;
}

const LEVELS = 200_000;
const ATTRIBUTES = 300_000;
const REFERENCES = 3_000_000;
const LONG = 12_000_000;
const JSON_LEVELS = 100_000;

const text = (body: string): Uint8Array => Buffer.from(body);

/** Refused by every contract: nothing of it is a message. */
export const NO_MESSAGES: readonly HostileBody[] = [
  { what: 'nothing', body: text('') },
  { what: 'blanks', body: text(' \r\n\t ') },
  { what: 'a byte order mark alone', body: Uint8Array.of(0xef, 0xbb, 0xbf) },
  { what: 'NUL bytes', body: new Uint8Array(64) },
  { what: 'garbage', body: Uint8Array.from({ length: 4_096 }, (_, i) => (i * 167 + 13) % 256) },
  { what: 'words', body: text('GET / HTTP/1.1') },
  { what: 'another kind of XML', body: text('<html><body>Bad gateway</body></html>') },
  { what: 'a JSON text that is no object', body: text('"availability"') },
  { what: 'JSON null', body: text('null') },
  { what: 'a number', body: text('1e999') },
];

/** @param honest a message as text, beginning with its root element or its XML declaration */
export function hostileXml(honest: string): HostileBody[] {
  const start = /<(?![?!])[^\s/>]+/.exec(honest);
  const open = start === null ? 0 : start.index + start[0].length;
  const end = honest.lastIndexOf('</');
  const before = (inside: string) => `${honest.slice(0, end)}${inside}${honest.slice(end)}`;
  const inRoot = (attributes: string) => `${honest.slice(0, open)} ${attributes}${honest.slice(open)}`;
  const declared = (rest: string) => `${rest}${honest.slice(start?.index ?? 0)}`;
  const bodies: [string, string | Uint8Array][] = [
    ['a document type', declared('<!DOCTYPE a>')],
    [
      'an entity bomb',
      declared(`<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>`),
    ],
    ['an external entity', declared('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>')],
    ['an entity that is not defined', before('<x>&secret;</x>')],
    ['200,000 levels', before('<x>'.repeat(LEVELS) + '</x>'.repeat(LEVELS))],
    ['300,000 attributes', inRoot(Array.from({ length: ATTRIBUTES }, (_, i) => `a${i}="1"`).join(' '))],
    ['an attribute twice', inRoot('Zz="1" Zz="2"')],
    ['3 million character references', before(`<x>${'&#65;'.repeat(REFERENCES)}</x>`)],
    ['12 MB of text', before(`<x>${'x'.repeat(LONG)}</x>`)],
    ['a tag that is never closed', before('<x>')],
    ['a tag closed by another', before('<x></y>')],
    ['a second root', `${honest}<x/>`],
    ['text after the end', `${honest}x`],
    ['a NUL in its text', before('<x>\u0000</x>')],
    [
      'bytes that are not UTF-8',
      Buffer.concat([text(before('<x>')).subarray(0, -1), Uint8Array.of(0xc3, 0x28)]),
    ],
    ['another encoding than it declares', declared('<?xml version="1.0" encoding="UTF-16"?>')],
    ['an encoding that nobody knows', declared('<?xml version="1.0" encoding="EBCDIC-CP-BE"?>')],
  ];
  return bodies.map(([what, body]) => ({ what, body: typeof body === 'string' ? text(body) : body }));
}

/** @param honest a message that is a JSON object, as text */
export function hostileJson(honest: string): HostileBody[] {
  const open = honest.indexOf('{') + 1;
  const first = (member: string) => `${honest.slice(0, open)}${member},${honest.slice(open)}`;
  const bodies: [string, string | Uint8Array][] = [
    ['100,000 levels', first(`"zz":${'['.repeat(JSON_LEVELS)}${']'.repeat(JSON_LEVELS)}`)],
    ['a key twice', first('"zz":1,"zz":2')],
    ['a comma too many', `${honest.slice(0, honest.lastIndexOf('}'))},}`],
    ['text after the end', `${honest}x`],
    ['two documents', `${honest}${honest}`],
    ['a comment', first('/* hello */ "zz":1')],
    ['a NUL between its members', first('\u0000"zz":1')],
    ['a raw control character in a text', first('"zz":"\u0001"')],
    ['a number that is none', first('"zz":01')],
    ['NaN', first('"zz":NaN')],
    ['12 MB of text', first(`"zz":"${'x'.repeat(LONG)}"`)],
    [
      'bytes that are not UTF-8',
      Buffer.concat([text(honest.slice(0, open)), Uint8Array.of(0x22, 0xc3, 0x28, 0x22)]),
    ],
    ['UTF-16', Buffer.from(honest, 'utf16le')],
  ];
  return bodies.map(([what, body]) => ({ what, body: typeof body === 'string' ? text(body) : body }));
}

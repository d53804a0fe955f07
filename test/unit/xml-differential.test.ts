import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { XmlScanner } from '../../src/connectors/shared/xml-scanner.js';

/** What a document says: its tags in order, with their attributes, and the text between them. */
type Said = readonly (readonly [kind: 'open' | 'close' | 'text', value: string, attributes?: unknown])[];

class Refused extends Error {}

const ROOT = join(import.meta.dirname, '../..');
const SAMPLES = join(ROOT, '../shared/samples');
const corpus = [join(ROOT, 'fixtures'), ...(existsSync(SAMPLES) ? [SAMPLES] : [])].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.xml'))
    .map((file) => readFileSync(join(folder, file), 'utf8').replace(/^\ufeff/, '')),
);

/** Pieces that decide whether a document is well-formed. */
const PIECES = [
  ...[
    '<',
    '>',
    '/',
    '&',
    '"',
    "'",
    '=',
    ' ',
    '\n',
    '\r\n',
    '\t',
    ']',
    ']]>',
    '--',
    '?>',
    '<?xml version="1.0"?>',
  ],
  ...[
    '<!--',
    '-->',
    '<![CDATA[',
    '<a>',
    '</a>',
    '<a/>',
    '<b x="1">',
    '</b>',
    '&amp;',
    '&#65;',
    '&#x1F600;',
    '&#0;',
    '&nbsp;',
  ],
  ...[
    '<?pi x?>',
    ':',
    '-',
    '7',
    'é',
    '😀',
    '\u0001',
    '\ufffe',
    '<!DOCTYPE a>',
    ' x="<"',
    ' x="1" x="2"',
    'x',
    '<__proto__ constructor=""/>',
  ],
];

function inChunks(text: string, sizes: readonly number[]): string[] {
  const chunks: string[] = [];
  for (let at = 0, i = 0; at < text.length; i++) {
    // A chunk never ends inside a character: the decoder sees to that.
    let end = Math.min(text.length, at + (sizes[i % sizes.length] ?? 1));
    if (/[\ud800-\udbff]$/.test(text.slice(at, end)) && end < text.length) end++;
    chunks.push(text.slice(at, end));
    at = end;
  }
  return chunks;
}

/** Null: refused. */
function byOurs(chunks: readonly string[]): Said | null {
  const said: [kind: 'open' | 'close' | 'text', value: string, attributes?: unknown][] = [];
  const names: string[] = [];
  const refuse = (): never => {
    throw new Refused();
  };
  const scanner = new XmlScanner({
    open: (name, attributes) => {
      names.push(name);
      said.push(['open', name, Object.entries(attributes)]);
    },
    close: () => said.push(['close', names.pop() ?? '']),
    text: (text) => said.push(['text', text]),
    cdata: (text) => said.push(['text', text]),
    aside: () => undefined,
    doctype: refuse,
    malformed: refuse,
    tooLarge: refuse,
  });
  scanner.wantsText = true;
  try {
    for (const chunk of chunks) scanner.write(chunk);
    scanner.end();
    return joined(said);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

function bySaxes(chunks: readonly string[]): Said | null {
  const said: [kind: 'open' | 'close' | 'text', value: string, attributes?: unknown][] = [];
  const parser = new SaxesParser({ xmlns: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const refuse = (): never => {
    throw new Refused();
  };
  parser.on('opentag', ({ name, attributes }) => said.push(['open', name, Object.entries(attributes)]));
  parser.on('closetag', ({ name }) => said.push(['close', name]));
  parser.on('text', (text) => said.push(['text', text]));
  parser.on('cdata', (text) => said.push(['text', text]));
  parser.on('doctype', refuse);
  parser.on('error', refuse);
  try {
    for (const chunk of chunks) parser.write(chunk);
    parser.close();
    return joined(said);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** Texts that meet are one, however they were cut; outside of the root there is none. */
function joined(said: Said): Said {
  const whole: [kind: 'open' | 'close' | 'text', value: string, attributes?: unknown][] = [];
  let depth = 0;
  for (const [kind, value, attributes] of said) {
    depth += kind === 'open' ? 1 : kind === 'close' ? -1 : 0;
    const last = whole.at(-1);
    if (kind !== 'text') whole.push(kind === 'open' ? [kind, value, attributes] : [kind, value]);
    else if (depth > 0 && last?.[0] === 'text') last[1] += value;
    else if (depth > 0 && value !== '') whole.push([kind, value]);
  }
  return whole;
}

type FxpNode = Readonly<Record<string, unknown>>;

/** Element names in document order, as fast-xml-parser has them. */
function namesByFxp(text: string): string[] {
  const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, processEntities: false });
  const names = (nodes: readonly FxpNode[]): string[] =>
    nodes.flatMap((node) =>
      Object.entries(node).flatMap(([name, children]) =>
        name === ':@' || name.startsWith('#') || name.startsWith('?') || !Array.isArray(children)
          ? []
          : [name, ...names(children as FxpNode[])],
      ),
    );
  return names(parser.parse(text) as FxpNode[]);
}

const namesOf = (said: Said): string[] => said.flatMap(([kind, value]) => (kind === 'open' ? [value] : []));

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

describe('the scanner reads what other parsers read', () => {
  test('every message of the corpus, in chunks of every size', () => {
    expect(corpus.length).toBeGreaterThan(20);
    for (const text of corpus) {
      const saxes = bySaxes([text]);
      for (const size of [1, 2, 3, 7, 64, 1_000, text.length])
        expect(byOurs(inChunks(text, [size]))).toEqual(saxes);
      if (saxes === null) continue;
      expect(XMLValidator.validate(text)).toBe(true);
      expect(namesByFxp(text)).toEqual(namesOf(saxes));
    }
  });

  test('messages that were damaged: the same verdict, and the same content', () => {
    const damage = fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        cut: fc.integer({ min: 0, max: 12 }),
        piece: fc.constantFrom('', ...PIECES),
      }),
      { minLength: 1, maxLength: 4 },
    );
    const small = corpus.filter((text) => text.length < 4_000);
    fc.assert(
      fc.property(fc.constantFrom(...small), damage, sizes, (text, changes, chunkSizes) => {
        const damaged = changes.reduce((whole, { at, cut, piece }) => {
          const from = Math.floor(at * whole.length);
          // Half a character becomes the mark of one that is missing, as it would on any wire.
          return Buffer.from(whole.slice(0, from) + piece + whole.slice(from + cut)).toString();
        }, text);
        const chunks = inChunks(damaged, chunkSizes);
        expect(byOurs(chunks)).toEqual(bySaxes([damaged]));
      }),
      { numRuns: Number(process.env['BELLHOP_PROPERTY_RUNS'] ?? 3_000) },
    );
  });

  test('documents put together at random', () => {
    const document = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(document, fc.boolean(), sizes, (inner, wrapped, chunkSizes) => {
        const text = wrapped ? `<a>${inner}</a>` : inner;
        const ours = byOurs(inChunks(text, chunkSizes));
        expect(ours).toEqual(bySaxes([text]));
        // That parser has its own opinion of these.
        if (ours !== null && !/<!\[CDATA|<\?|__proto__/.test(text))
          expect(namesByFxp(text)).toEqual(namesOf(ours));
      }),
      { numRuns: Number(process.env['BELLHOP_PROPERTY_RUNS'] ?? 5_000) },
    );
  });
});

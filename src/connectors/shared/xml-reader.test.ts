import { describe, expect, test } from 'vitest';
import { XmlFault } from './xml-fault.js';
import { XmlReader, type XmlAttributes } from './xml-reader.js';

type Event = readonly [path: string, attributes: Record<string, string | undefined>];

async function read(body: Uint8Array | string, charset: string | null = null, listItems: string[] = []) {
  const events: Event[] = [];
  const texts: string[] = [];
  const reader: XmlReader = new XmlReader(
    {
      open(name: string, attributes: XmlAttributes) {
        events.push([reader.path(), { ...attributes }]);
        if (name === 'text') reader.captureText((text) => texts.push(text));
        return true;
      },
      close: () => undefined,
    },
    new Set(listItems),
  );
  await reader.read(typeof body === 'string' ? Buffer.from(body) : body, charset);
  return { events, texts };
}

async function faultOf(body: Uint8Array | string, charset: string | null = null): Promise<XmlFault> {
  try {
    await read(body, charset);
  } catch (error) {
    if (error instanceof XmlFault) return error;
    throw error;
  }
  throw new Error('the document was accepted');
}

describe('reading', () => {
  test('paths count siblings of the same name, also where others stand between them', async () => {
    const { events } = await read('<a><b/><c/><b/><d><b/></d></a>', null, ['d']);

    expect(events.map(([path]) => path)).toEqual(['/a', '/a/b', '/a/c', '/a/b[2]', '/a/d[1]', '/a/d[1]/b']);
  });

  test('prefixes are dropped, bound or not; values stay text', async () => {
    const { events } = await read('<x:a xmlns:x="u"><y:b code="007"/></x:a>');

    expect(events).toEqual([
      ['/a', { 'xmlns:x': 'u' }],
      ['/a/b', { code: '007' }],
    ]);
  });

  test('text is captured with entities and CDATA, without that of children', async () => {
    const { texts } = await read(
      '<a>no<text>1 &lt; 2 <![CDATA[<&>]]><b>no</b> end</text><c>no</c><text/></a>',
    );

    expect(texts).toEqual(['1 < 2 <&> end', '']);
  });

  test('text after a captured one is not kept', async () => {
    const { texts } = await read(`<a><text>one</text>${`<b>${'x'.repeat(40_000)}</b>`.repeat(3)}</a>`);

    expect(texts).toEqual(['one']);
  });

  test('line ends of CR alone count as lines', async () => {
    const fault = await faultOf('<?xml version="1.0"?>\r<a>\r<b>\r</a>');

    expect(fault.line).toBe(4);
  });

  test('a character that lies across two chunks is read whole, wherever it lies', async () => {
    for (let padding = 32_760; padding < 32_775; padding++) {
      const { events } = await read(`<a x="${' '.repeat(padding)}é€😀" y="\r\n"/>`);
      expect(events[0]?.[1]['x']?.trim()).toBe('é€😀');
    }
  });

  test('a handler may stop the reading', async () => {
    const seen: string[] = [];
    const reader: XmlReader = new XmlReader({
      open(name) {
        seen.push(name);
        if (name === 'b') reader.stop();
        return true;
      },
      close: () => undefined,
    });

    await reader.read(Buffer.from('<a><b/><c/> not even XML'), null);

    expect(seen).toEqual(['a', 'b']);
  });
});

describe('encodings', () => {
  const text = '<?xml version="1.0" encoding="NAME"?><a x="Zürich"/>';
  const value = (bytes: Buffer, charset: string | null = null) =>
    read(bytes, charset).then(({ events }) => events[0]?.[1]['x']);

  test.each([
    ['UTF-8', Buffer.from(text.replace('NAME', 'UTF-8')), null],
    ['UTF-8 with a mark', Buffer.from('\ufeff' + text.replace('NAME', 'utf-8')), 'utf-8'],
    ['UTF-16LE with a mark', Buffer.from('\ufeff' + text.replace('NAME', 'UTF-16'), 'utf16le'), null],
    [
      'UTF-16BE with a mark',
      Buffer.from('\ufeff' + text.replace('NAME', 'UTF-16'), 'utf16le').swap16(),
      'utf-16',
    ],
    ['UTF-16LE without a mark', Buffer.from(text.replace('NAME', 'utf-16le'), 'utf16le'), null],
    ['ISO-8859-1', Buffer.from(text.replace('NAME', 'ISO-8859-1'), 'latin1'), null],
    ['ISO-8859-1 by content type', Buffer.from('<a x="Zürich"/>', 'latin1'), 'ISO-8859-1'],
    ['UTF-8 called ASCII by the content type', Buffer.from(text.replace('NAME', 'UTF-8')), 'us-ascii'],
  ])('%s is read', async (_name, bytes, charset) => {
    expect(await value(bytes, charset)).toBe('Zürich');
  });

  test('a byte that is not UTF-8 is named by its place', async () => {
    const body = Buffer.concat([
      Buffer.from(`<a>${'é'.repeat(40_000)}`),
      Buffer.from([0xe9]),
      Buffer.from('</a>'),
    ]);

    const fault = await faultOf(body);

    expect(fault.message).toContain('Not valid UTF-8 at byte 80003');
    expect(fault.code).toBe('MALFORMED');
  });

  test.each([
    ['content type against declaration', Buffer.from(text.replace('NAME', 'ISO-8859-1'), 'latin1'), 'utf-8'],
    ['declaration against bytes', Buffer.from(text.replace('NAME', 'UTF-16')), null],
    ['content type against mark', Buffer.from('\ufeff<a/>'), 'iso-8859-1'],
    ['8-bit content type for 16-bit text', Buffer.from('\ufeff<a/>', 'utf16le'), 'utf-8'],
  ])('%s is refused', async (_name, bytes, charset) => {
    expect((await faultOf(bytes, charset)).message).toMatch(/Two encodings/);
  });

  test.each([
    ['an unknown encoding', Buffer.from(text.replace('NAME', 'Shift_JIS')), /Shift_JIS.*send UTF-8/],
    [
      'a lone surrogate',
      Buffer.concat([Buffer.from('\ufeff<a x="', 'utf16le'), Buffer.from([0x00, 0xd8, 0x41, 0x00])]),
      /UTF-16/,
    ],
    [
      'half a UTF-16 character',
      Buffer.concat([Buffer.from('\ufeff<a/>', 'utf16le'), Buffer.from([0x20])]),
      /UTF-16/,
    ],
  ])('%s is refused', async (_name, bytes, message) => {
    expect((await faultOf(bytes)).message).toMatch(message);
  });
});

describe('what is not well-formed is refused with its line', () => {
  test.each([
    ['unclosed', '<a>\n<b>', 2],
    ['crossed', '<a>\n<b></a></b>', 2],
    ['cut inside a tag', '<a>\n<b x="1', 2],
    ['two roots', '<a/>\n<b/>', 2],
    ['no root', '', 1],
    ['attribute twice', '<a x="1"\n x="2"/>', 2],
    ['unknown entity', '<a>&nbsp;</a>', 1],
    ['control character', '<a>\u0001</a>', 1],
    ['control character by reference, as XML 1.1 would allow', '<?xml version="1.1"?><a>&#1;</a>', 1],
  ])('%s', async (_name, body, line) => {
    const fault = await faultOf(body);

    expect(fault.code).toBe('MALFORMED');
    expect(fault.line).toBe(line);
  });

  test.each([
    '<!DOCTYPE a><a/>',
    '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  ])('a DOCTYPE: %s', async (body) => {
    expect((await faultOf(body)).message).toMatch(/DOCTYPE is not accepted/);
  });
});

describe('shape is capped', () => {
  const many = (count: number, make: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => make(i)).join('');

  test.each([
    ['levels', '<a>'.repeat(200_000), /levels deep/],
    ['attributes', `<a ${many(300_000, (i) => `a${i}="1" `)}/>`, /64 attributes/],
    ['element names', `<a>${many(500_000, (i) => `<b${i}/>`)}`, /different element names/],
    ['elements in one item', `<a>${'<b/>'.repeat(1_000_000)}`, /elements and attributes in one item/],
    ['comments', `<a>${'<!---->'.repeat(1_400_000)}`, /mean nothing/],
    ['character references', `<a>${`<b x="${'&#65;'.repeat(40)}"/>`.repeat(10_000)}`, /references/],
    ['references in one text', `<a>${'&#65;'.repeat(3_000_000)}`, /references|without a tag/],
    ['a long name', `<${'a'.repeat(200)}/>`, /name longer/],
    ['a long attribute name', `<a ${'b'.repeat(200)}="1"/>`, /name longer/],
    ['a long value', `<a x="${'b'.repeat(70_000)}"/>`, /value longer/],
    ['a long text', `<text>${'b'.repeat(70_000)}</text>`, /text longer/],
    ['a comment without end', `<a><!--${'b'.repeat(10_000_000)}`, /without a tag/],
    ['blanks without end', `<a ${' '.repeat(10_000_000)}`, /without a tag/],
  ])('%s', async (_name, body, message) => {
    const before = process.cpuUsage();

    const fault = await faultOf(body);

    const { user, system } = process.cpuUsage(before);
    process.stdout.write(`refused after ${Math.round((user + system) / 1000)} ms of CPU: ${fault.message}\n`);
    expect(fault.code).toBe('TOO_LARGE');
    expect(fault.message).toMatch(message);
  });

  test('names that JavaScript objects have are names like others', async () => {
    const { events } = await read('<__proto__ __proto__="1" constructor="2"><toString/></__proto__>');

    expect(events.map(([path]) => path)).toEqual(['/__proto__', '/__proto__/toString']);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  test('an honest year of a large hotel is far below the caps', async () => {
    const item =
      '<item><control a="1" b="2"/><rates><rate c="EUR"><amount n="1"/><amount n="2"/></rate></rates></item>';

    const { events } = await read(`<list>${item.repeat(20_000)}</list>`, null, ['item']);

    expect(events).toHaveLength(1 + 6 * 20_000);
  });
});

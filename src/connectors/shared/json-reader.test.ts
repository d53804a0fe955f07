import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonLimits } from './json-limits.js';
import { JsonFault, JsonReader } from './json-reader.js';
import { WrittenNumber } from './json-scanner.js';

const nothing = (): void => undefined;

function read(text: string, limits: Partial<JsonLimits> = {}) {
  return JsonReader.of(Buffer.from(text), limits).readObject([], nothing);
}

async function failure(text: string, limits: Partial<JsonLimits> = {}): Promise<JsonFault> {
  try {
    await read(text, limits);
  } catch (error) {
    if (error instanceof JsonFault) return error;
    throw error;
  }
  throw new Error('it was read');
}

/** Nothing that a cap or a refused name is about. */
const anObject = fc
  .dictionary(fc.string({ maxLength: 20 }), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 20 })
  .map((value) => JSON.stringify(value, null, 1))
  .filter((text) => !text.includes('__proto__'));

describe('a document', () => {
  test('reads as JSON.parse reads it', async () => {
    await fc.assert(
      fc.asyncProperty(anObject, async (text) => {
        expect(Object.fromEntries(await read(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  test('that is one byte off is refused where JSON.parse refuses it, but for a key that stands twice', async () => {
    const spoilt = fc.tuple(anObject, fc.nat(), fc.constantFrom(...'{}[],:"\\01.-eEnu x\n'));
    await fc.assert(
      fc.asyncProperty(spoilt, async ([text, place, character]) => {
        const at = place % text.length;
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        let expected: unknown;
        try {
          expected = JSON.parse(changed);
        } catch {
          expect(await failure(changed)).toBeInstanceOf(JsonFault);
          return;
        }
        try {
          expect(Object.fromEntries(await read(changed))).toEqual(expected);
        } catch (error) {
          if (!(error instanceof JsonFault) || !/stands twice|__proto__/.test(error.message)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('is told where it is broken', async () => {
    expect(await failure('{"a":{"b/c":[1,\n{"d" 1}]}}')).toMatchObject({ pointer: '/a/b~1c/1', line: 2 });
    expect(await failure('{"a":[1,2,tru]}')).toMatchObject({ pointer: '/a/2', line: 1 });
  });

  test('has each key once, however it is written, and again in another object', async () => {
    expect(await failure('{"a":1,"b":{"a":1},"\\u0061":2}')).toMatchObject({ message: /"a" stands twice/ });
    expect(await failure('{"ü":1,"\\u00fc":2}')).toMatchObject({ message: /stands twice/ });
    expect((await read('{"a":{"a":[{"a":1},{"a":2}]},"b":{"a":3}}')).size).toBe(2);
    expect(await failure('{"__proto__":{}}')).toMatchObject({ message: /is not a field/ });
  });
});

describe('a shape beyond its cap is refused:', () => {
  const SMALL: Partial<JsonLimits> = {
    depth: 3,
    parts: 100,
    partsPerItem: 60,
    members: 5,
    distinctNames: 8,
    nameLength: 6,
    valueLength: 10,
    blanks: 4,
  };
  const members = (count: number, letter = 'k') =>
    Array.from({ length: count }, (_, i) => `"${letter}${i}":1`).join(',');

  test.each([
    ['levels', '{"a":[[1]]}', '{"a":[[[1]]]}', /levels deep/],
    ['members', `{${members(5)}}`, `{${members(6)}}`, /members in one object/],
    [
      'names',
      `{"a":{${members(5)}},"b":1}`,
      `{"a":{${members(5)}},"b":{${members(5, 'j')}}}`,
      /different keys/,
    ],
    ['values', `{"a":[${'1,'.repeat(57)}1]}`, `{"a":[${'1,'.repeat(58)}1]}`, /values in one item/],
    ['the length of a text', `{"a":"${'x'.repeat(10)}"}`, `{"a":"${'x'.repeat(11)}"}`, /more than 10 bytes/],
    ['digits', `{"a":${'1'.repeat(10)}}`, `{"a":${'1'.repeat(11)}}`, /more than 10 bytes/],
    ['the length of a name', `{"${'k'.repeat(6)}":1}`, `{"${'k'.repeat(7)}":1}`, /more than 6 bytes/],
    ['blanks', '{    "a":1}', '{     "a":1}', /blanks in a row/],
  ])('%s', async (_what, fits, exceeds, message) => {
    expect((await read(fits, SMALL)).size).toBeGreaterThan(0);
    expect(await failure(exceeds, SMALL)).toMatchObject({ message });
  });

  test('items of a list, each of which counts by itself', async () => {
    const list = (count: number) =>
      `{"list":[${Array.from({ length: count }, () => '[1,1,1,1]').join(',')}]}`;
    const take = (text: string, limits: Partial<JsonLimits>) =>
      JsonReader.of(Buffer.from(text), limits).readObject('list', nothing);

    expect((await take(list(9), { partsPerItem: 6, items: 9 })).get('list')).toBe(9);
    await expect(take(list(10), { items: 9 })).rejects.toThrow(/9 items/);
    await expect(take(list(10), { partsPerItem: 4 })).rejects.toThrow(/in one item/);
    await expect(take(list(10), { parts: 40 })).rejects.toThrow(/40 keys and values/);
  });

  test('also in a list further inside, where that is named', async () => {
    const body = Buffer.from(`{"data":[{"more":{"changes":[${'[1,1],'.repeat(20)}1]}}]}`);
    const take = (pieces: string) =>
      JsonReader.of(body, { partsPerItem: 12 }).readObject('data', nothing, { pieces });

    await expect(take('data/more/changes')).resolves.toBeDefined();
    await expect(take('data/changes')).rejects.toThrow(/in one item/);
  });
});

describe('reading', () => {
  test('gives the event loop its turn inside a single member and between items', async () => {
    const text = JSON.stringify({
      a: Array.from({ length: 20_000 }, (_, i) => [i, 'text']),
      list: Array(2_000).fill({}),
    });
    let turns = 0;
    let running = true;
    const count = (): void => {
      turns++;
      if (running) setImmediate(count);
    };
    setImmediate(count);

    await JsonReader.of(Buffer.from(text), { partsPerItem: 100_000 }).readObject('list', nothing);

    running = false;
    expect(turns).toBeGreaterThan(20);
  });

  test('keeps a number that is a code as it is written, where JavaScript would write it otherwise', async () => {
    const body = Buffer.from('{"code":1e3,"other":1e3,"list":[{"code":7},{"code":7.0}]}');
    const members = await JsonReader.of(body).readObject([], nothing, { codes: new Set(['code']) });

    expect(Object.fromEntries(members)).toEqual({
      code: new WrittenNumber('1e3'),
      other: 1_000,
      list: [{ code: 7 }, { code: new WrittenNumber('7.0') }],
    });
  });
});

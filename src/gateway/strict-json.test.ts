import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../core/model/errors.js';
import { parseStrictJson } from './strict-json.js';

function failure(text: string): AppError {
  try {
    parseStrictJson(text);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

describe('parseStrictJson', () => {
  it('parses what JSON.parse parses', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!text.includes('__proto__'));
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses exactly what JSON.parse refuses, for texts that are one character off', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom('"', '\\', ',', '{', ']', '0', 'x', '\n'),
        (json, n, char) => {
          fc.pre(!json.includes('__proto__'));
          const at = n % (json.length + 1);
          const text = json.slice(0, at) + char + json.slice(at + (n % 2));
          let valid = true;
          try {
            JSON.parse(text);
          } catch {
            valid = false;
          }
          if (valid) return;
          expect(failure(text).code).toMatch(/^(MALFORMED|VALIDATION)$/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('names the place of a mistake without quoting the body', () => {
    const error = failure('{\n  "guest": "Rossi" "x": 1}');

    expect(error.code).toBe('MALFORMED');
    expect(error.message).toBe('Not valid JSON: line 2, column 20: expected "," or "}".');
    expect(error.details).toEqual({ line: 2, column: 20, position: 21 });
  });

  it.each([
    ['{"a":1', 'but the body ends there'],
    ['', 'expected a value'],
    ['{"a":01}', 'expected "," or "}"'],
    ["{'a':1}", 'a key in double quotes'],
    ['[1,]', 'expected a value'],
    ['{"a":1,}', 'a key in double quotes'],
    ['"\u0001"', 'the end of the string'],
    ['"\\q"', 'a valid escape'],
    ['1 2', 'the end of the document'],
    ['NaN', 'expected a value'],
  ])('refuses %j', (text, words) => {
    expect(failure(text).message).toContain(words);
  });

  it.each([
    ['keys', `{${Array.from({ length: 70_000 }, (_, i) => `"k${i}":1`).join(',')}}`, /1000 members/],
    ['values', `[${'1,'.repeat(500_000)}1]`, /50000 keys and values/],
    ['line breaks', `${'\n'.repeat(1_048_000)}x`, /line 1048001, column 1:/],
  ])('gives up on a body of too many %s', (what, text, message) => {
    const start = process.cpuUsage();

    expect(failure(text).message).toMatch(message);

    process.stdout.write(
      `${what}: refused in ${Math.round(process.cpuUsage(start).user / 1_000)} ms of CPU\n`,
    );
  });

  it('refuses a key that stands twice, by its place', () => {
    const error = failure('{"lines":[{"quantity":1,"quantity":9}]}');

    expect(error.code).toBe('VALIDATION');
    expect(error.faults).toEqual([
      {
        pointer: '/lines/0/quantity',
        code: 'VALIDATION',
        message: '"quantity" stands twice in one object; send it once',
      },
    ]);
  });

  it('sees through escapes when it looks for a key that stands twice', () => {
    expect(failure('{"a":1,"\\u0061":2}').code).toBe('VALIDATION');
  });

  it('allows the same key in different objects', () => {
    expect(parseStrictJson('[{"a":1},{"a":{"a":2}}]')).toEqual([{ a: 1 }, { a: { a: 2 } }]);
  });

  it('refuses __proto__ at any depth', () => {
    expect(failure('{"guest":{"__proto__":{"admin":true}}}').faults[0]?.pointer).toBe('/guest/__proto__');
  });

  it('refuses depth before it costs a stack', () => {
    expect(failure('['.repeat(200_000)).message).toContain('at most 64 levels');
  });
});

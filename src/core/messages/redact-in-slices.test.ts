import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../../test/builders/redacted-text.js';
import { EscapedDigits } from './escaped-digits.js';
import { JsonRedactor } from './json-redactor.js';
import { LooseRedactor } from './loose-redactor.js';
import { Mask } from './mask.js';
import { XmlRedactor } from './xml-redactor.js';

describe('whatever comes', () => {
  const piece = fc.constantFrom(
    ...[
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      '&',
      '!',
      '--',
      '[CDATA[',
      ']]>',
      '?',
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '\\',
      '\n',
      ' ',
    ],
    ...[
      'Email',
      'CardNumber',
      'Comment',
      'a',
      'xmlns:',
      '4111',
      '1111',
      '12',
      '-',
      'true',
      '1',
      '\u00e9',
      '<!--',
      '-->',
      '&#52;',
      '&#x31',
      '\\u0031',
      '\uff11',
    ],
  );

  it.each([
    ['XML', (mask: Mask) => new XmlRedactor(mask)],
    ['JSON', (mask: Mask) => new JsonRedactor(mask)],
    ['text', (mask: Mask) => new LooseRedactor(mask)],
    ['what is written otherwise', (mask: Mask) => new EscapedDigits(mask)],
  ])('%s is read to its end, and alike wherever the slices are cut', (_format, create) => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (parts, slice) => {
        const body = Buffer.from(parts.join(''));
        const inSlices = new Mask(body);
        const redactor = create(inSlices);
        for (let limit = slice; redactor.run(limit); limit += slice)
          expect(limit).toBeLessThan(body.length + slice);
        const atOnce = new Mask(body);
        create(atOnce).run(body.length);
        expect(Buffer.from(inSlices.result()).toString()).toBe(Buffer.from(atOnce.result()).toString());
      }),
      { numRuns: 1_000 },
    );
  });

  it('finds what lies across a cut of the slices', async () => {
    const filling = '<Rate A="12"/>'.repeat(20_000);
    for (let shift = 0; shift < 64; shift += 5) {
      const before = `<r>${filling.slice(0, 256 * 1_024 - shift)}" x="">`;
      const text = `${before}<Comment>Zen Zen</Comment><a Email="Zen">4111 1111 1111 1111</a>`;
      expect(await redact(text)).toBe(
        `${before}<Comment>*** ***</Comment><a Email="***">**** **** **** ****</a>`,
      );
    }
  });

  it('does not hold up the event loop', async () => {
    const body = `<r>${'<Rate><Base AmountAfterTax="100.00" Email="Zenobia"/><Comment>Zenobia</Comment></Rate>'.repeat(50_000)}</r>`;
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 0);
    const redacted = await redact(body);
    clearInterval(counting);
    expect(redacted).not.toContain('Zen');
    expect(turns).toBeGreaterThan(5);
  });
});

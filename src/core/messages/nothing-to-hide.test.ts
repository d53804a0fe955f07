import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonRedactor } from './json-redactor.js';
import { Mask } from './mask.js';
import { hasNothingToHide } from './nothing-to-hide.js';
import { hasWrittenCharacters } from './read-character.js';

const CARD = '4111111111111111';
/** Passes for a card that is as long as our ids. */
const CARDLIKE_ID = '601111111111111114';

const harmless = (text: string): boolean => hasNothingToHide(Buffer.from(text));

describe('hasNothingToHide', () => {
  it('sees that an answer of ours has nothing to hide', () => {
    const answer = {
      booking_id: '381234567890123456',
      hotel_id: CARDLIKE_ID,
      check_in_date: '2027-03-01',
      guests: 2,
      created_at: '2027-03-01T10:00:00.123Z',
      rooms: [{ room_id: CARDLIKE_ID, nights: [{ date: '2027-03-01', price: '110.50' }] }],
    };
    expect(harmless(JSON.stringify(answer))).toBe(true);
    expect(harmless(JSON.stringify(answer, null, 2))).toBe(true);
  });

  it.each([
    ['a name that is known', '{"guest":{"first_name":"Ada"}}'],
    ['a list of people', '{"guests":[{"a":"b"}]}'],
    ['one that means something beside others', '{"payment":{"number":"1"}}'],
    ['a card in a text', `{"a":"${CARD}"}`],
    ['a card as printed', '{"a":"4111 1111 1111 1111"}'],
    ['a bare card', `{"a":${CARD}}`],
    ['a card as name', `{"${CARD}":1}`],
    ['a card in a list', `{"a":["x","${CARD}"]}`],
    ['an id that may be a card under another name', `{"a":"${CARDLIKE_ID}"}`],
    ['an id in a list, which may be anything', `{"room_id":["${CARDLIKE_ID}"]}`],
    ['an escape', '{"\\u0061":1}'],
    ['a character reference', '{"a":"&#52;"}'],
    ['other letters', '{"a":"é"}'],
    ['what is no JSON', '{"a":1}{"password" 1'],
    ['XML', '<a/>'],
    ['nothing', ''],
    ['more than is looked at', `{"a":"${'x'.repeat(5_000)}"}`],
  ])('leaves to the redactor %s', (_what, text) => {
    expect(harmless(text)).toBe(false);
  });

  it('says so only where the redactor hides nothing', () => {
    const name = fc.constantFrom(
      'a',
      'room_id',
      'ids',
      'guests',
      'number',
      'payment',
      ':',
      ',',
      ' ',
      CARD,
      'card',
    );
    const text = fc.oneof(
      fc.constantFrom(
        CARD,
        CARDLIKE_ID,
        '4111 1111 1111 1111',
        '4111-1111.1111/1111',
        '2027-03-01',
        ':',
        ',',
        '{',
      ),
      fc.string({ unit: fc.constantFrom(...'0123456789 -./,:x') }),
    );
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.constantFrom(1, 4_111_111_111_111_111, -4.5, true, null),
        fc.array(tie('json'), { maxLength: 4 }),
        fc.dictionary(name, tie('json'), { maxKeys: 4 }),
      ),
    }));
    let judged = 0;
    fc.assert(
      fc.property(fc.dictionary(name, json, { maxKeys: 5 }), fc.constantFrom(0, 1), (value, indent) => {
        const body = Buffer.from(JSON.stringify(value, null, indent));
        if (!hasNothingToHide(body)) return;
        judged += 1;
        const mask = new Mask(body);
        const redactor = new JsonRedactor(mask);
        redactor.run(body.length);
        expect([redactor.irregular, hasWrittenCharacters(body), mask.result()]).toEqual([false, false, body]);
      }),
      { numRuns: 5_000 },
    );
    expect(judged).toBeGreaterThan(100);
  });
});

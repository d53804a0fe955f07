import { describe, expect, it } from 'vitest';
import { findCardNumbers, hideCardNumbers, holdsCardNumber } from './card-number.js';

const CARD = '4111111111111111';
const WIDE = '\uff14' + '\uff11'.repeat(15);
const ARABIC = '\u0664' + '\u0661'.repeat(15);
const BOLD = [...CARD].map((digit) => String.fromCodePoint(0x1d7ce + Number(digit))).join('');

describe('a card number', () => {
  it.each([
    ['in one piece', CARD],
    ['in groups', '4111 1111 1111 1111'],
    ['with dashes', '5555-5555-5555-4444'],
    ['in groups of any length', '41 1111-11111 11111'],
    ['with points', '4111.1111.1111.1111'],
    ['with strokes', '4111/1111/1111/1111'],
    ['further apart', '4111  1111  1111  1111'],
    ['with dashes between spaces', '4111 - 1111 - 1111 - 1111'],
    ['of American Express with points', '3782.822463.10005'],
    ['behind other digits', `12 ${CARD}`],
    ['behind one digit, in groups', '1 4111 1111 1111 1111'],
    ['behind letters', `X${CARD}Y`],
    ['in full-width digits', WIDE],
    ['in Arabic digits', ARABIC],
    ['in bold digits', BOLD],
    ['in groups of bold digits', BOLD.replace(/(.{4})(?=.)/gu, '$1 ')],
    ['with what is not seen between its digits', [...CARD].join('\u200b')],
    ['with no-break spaces', '4111\u00a01111\u00a01111\u00a01111'],
  ])('%s is found and hidden', (_how, text) => {
    expect(holdsCardNumber(text)).toBe(true);
    const hidden = hideCardNumbers(`no "${text}", 7 nights`);
    expect(hidden).toMatch(/^no "[^"]*\*", 7 nights$|^no "[^"]*\*Y", 7 nights$/);
    expect(hidden).toHaveLength(text.length + 15);
    expect(findCardNumbers(hidden)).toEqual([]);
  });

  it.each([
    ['sixteen digits that are none', '4111111111111112'],
    ['an id of ours', '381234567890123456'],
    ['dates', '2027-03-01 2027-03-05'],
    ['prices with points', '4500.00 4500.00 4111.11'],
    ['groups with points that are not printed so', '411.111.111.111.1111'],
    ['a telephone number', '+351 912 345 678'],
    ['a UUID', '550e8400-e29b-41d4-a411-111111111111'],
    ['a UUID whose digits are one', 'aaaaaaaa-aaaa-aaaa-a411-111111111111'.replace('a411-1', '4111-1')],
    ['a hash', `deadbeef${CARD}cafe`],
  ])('%s is none', (_what, text) => {
    expect(holdsCardNumber(text)).toBe(false);
    expect(hideCardNumbers(text)).toBe(text);
  });

  it('is hidden as often as it stands there, and nothing beside it', () => {
    expect(hideCardNumbers(`12 ${CARD}, then 5555-5555-5555-4444!`)).toBe(
      `12 ${'*'.repeat(16)}, then ${'*'.repeat(19)}!`,
    );
  });
});

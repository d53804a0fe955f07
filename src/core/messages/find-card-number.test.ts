import { describe, expect, it } from 'vitest';
import { findCardNumber } from './find-card-number.js';

const CARD = '4242424242424242';
/** An id of ours that passes for a card. */
const ID = '512345678901234568';

describe('a card number', () => {
  it.each<[string, unknown, string]>([
    ['in a text', { payment: { token: CARD } }, '/payment/token'],
    ['in groups', { note: 'my card 4242 4242 4242 4242, thanks' }, '/note'],
    ['with dashes', { note: '5555-5555-5555-4444' }, '/note'],
    ['as a number', { payment: { number: 4_242_424_242_424_242 } }, '/payment/number'],
    ['deep in lists', { rooms: [{ a: 1 }, { guests: ['x', [CARD]] }] }, '/rooms/1/guests/1/0'],
    ['as long as an id, in a field for words', { note: ID }, '/note'],
    ['in a field for ids, too short for one', { user_id: CARD }, '/user_id'],
    ['as the whole body', CARD, ''],
    ['of American Express', { guest: { phone: '378282246310005' } }, '/guest/phone'],
    ['in a field whose name needs escaping', { 'a/b~c': CARD }, '/a~1b~0c'],
    ['as the name of a field', { guest: { [CARD]: true } }, '/guest'],
  ])('%s is found', (_what, value, pointer) => {
    expect(findCardNumber(value)).toBe(pointer);
  });

  it.each<[string, unknown]>([
    ['an id of ours', { booking_id: '331234567890123456' }],
    ['an id of ours that looks like one', { hotel_id: ID, rooms: [{ room_id: ID }] }],
    ['prices and dates', { checkin_date: '2026-07-10', total_price: '1240.00', guests: 2 }],
    ['a phone number', { phone: '+351 912 345 678' }],
    ['sixteen digits that are no card', { reference: '4242424242424241' }],
    ['nothing', null],
    ['nothing at all', undefined],
    ['a token', { token: 'tok_1Nv0FGQ9RKHgCVdK4242' }],
  ])('%s is none', (_what, value) => {
    expect(findCardNumber(value)).toBeNull();
  });

  it('is not looked for without end', () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(findCardNumber(deep)).toMatch(/^(\/0){65}$/);
  });
});

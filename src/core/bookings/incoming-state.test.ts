import { expect, test } from 'vitest';
import { aReservation, aRoom, type SaidReservation } from '../../../test/builders/a-reservation.js';
import type { Catalogue } from '../hotels/catalogue.js';
import { hashOf } from './incoming-hash.js';
import { readIncomingGuest } from './incoming-guest.js';
import { toParts } from './incoming-state.js';
import { readSoldAmount, shareAmount } from './sold-amount.js';

const catalogue = { hotel: { currency: 'EUR' }, room: () => undefined } as unknown as Pick<
  Catalogue,
  'hotel' | 'room'
>;
const parts = (said: SaidReservation, sold = true) => toParts(aReservation(said), catalogue, sold);
const night = (date: string, amount: string, currency: string | null = 'EUR') => ({ date, amount, currency });

test('rooms of one product, party and price are one line', () => {
  const dear = aRoom({ nights: [night('2030-05-01', '90')] });
  const [part] = parts({ rooms: [aRoom(), aRoom(), dear], total: '250' });
  expect(part?.lines.map(({ quantity, nights }) => [quantity, nights?.[0]?.amount])).toEqual([
    [2, undefined],
    [1, '90.00'],
  ]);
});

test('nights count as prices only when there is one for each, in the currency of the reservation', () => {
  const stay = { check_in: '2030-05-01', check_out: '2030-05-03' };
  const said = (nights: ReturnType<typeof night>[]) =>
    parts({ rooms: [aRoom({ ...stay, nights })], total: '200' })[0]?.lines[0]?.nights;
  expect(said([night('2030-05-01', '100'), night('2030-05-02', '100')])).toHaveLength(2);
  expect(said([night('2030-05-01', '100')])).toBeUndefined();
  expect(said([night('2030-05-01', '100'), night('2030-05-02', '100', 'USD')])).toBeUndefined();
  expect(said([night('2030-05-01', '100'), night('2030-05-02', '-1')])).toBeUndefined();
});

test('what is believed costs its total, or what is known of it; what is judged costs its rooms', () => {
  const rooms = [aRoom({ total: '120.00' })];
  const extras = [{ code: 'BF', name: 'Breakfast', quantity: 1, amount: '10', currency: 'EUR' }];
  const priceOf = (said: SaidReservation, sold: boolean) => parts(said, sold)[0]?.total_price;
  expect(priceOf({ rooms, extras, total: '130.00' }, true)).toBe('130.00');
  expect(priceOf({ rooms, extras, total: '130.00' }, false)).toBe('120.00');
  expect(priceOf({ rooms, total: null }, true)).toBe('120.00');
  expect(priceOf({ rooms: [aRoom()], total: null }, true)).toBe('0.00');
  expect(priceOf({ rooms: [aRoom()], total: null }, false)).toBeUndefined();
});

test('stays that are none are refused, and so is a reservation without rooms', () => {
  for (const check_out of ['2030-05-01', '2030-04-30', '2030-02-30', '2034-05-01'])
    expect(() => parts({ rooms: [aRoom({ check_out })] }), check_out).toThrow(/is not 1 to 730 nights/);
  expect(() => parts({ rooms: [] })).toThrow(/names no room/);
});

test('amounts are rounded to their currency, never read through a float', () => {
  expect(readSoldAmount('10.005', 'EUR')).toBe(1001);
  expect(readSoldAmount('10.0049', 'EUR')).toBe(1000);
  expect(readSoldAmount('10.5', 'JPY')).toBe(11);
  expect(readSoldAmount('1.0005', 'KWD')).toBe(1001);
  for (const none of ['', '-1', '1e3', '1,5', null])
    expect(readSoldAmount(none, 'EUR'), String(none)).toBeNull();
  expect(shareAmount(100, [1, 1, 1])).toEqual([34, 33, 33]);
});

test('the same state has the same hash whatever its message is called', () => {
  const one = aReservation();
  const again = aReservation({
    action: 'modify',
    status: 'Modify',
    message_id: 'm-2',
    at: '/x',
    revision: 9,
  });
  expect(hashOf(again)).toBe(hashOf(one));
  expect(hashOf(aReservation({ total: '1' }))).not.toBe(hashOf(one));
  expect(hashOf(aReservation({ rooms: [aRoom({ room_code: '7' })] }))).not.toBe(hashOf(one));
});

test('an odd guest is kept as far as can be', () => {
  expect(readIncomingGuest({ first_name: ' ', last_name: '' })).toBeNull();
  const guest = {
    first_name: 'A\u202en\u0000a',
    last_name: 'x'.repeat(200),
    email: 'a@b',
    phone: '4111111111111111',
  };
  expect(readIncomingGuest(guest)).toEqual({ first_name: 'Ana', last_name: 'x'.repeat(100), email: 'a@b' });
});

import { expect, test } from 'vitest';
import { AppError } from '../model/errors.js';
import { validate } from '../model/validation.js';
import { bookingRequest } from './booking-request.js';

const request = (more: object = {}) => ({
  hotel_id: 'HV01',
  checkin_date: '2027-01-01',
  checkout_date: '2027-01-03',
  guests: 2,
  ...more,
});
const guest = (more: object) => ({ guest: { first_name: 'Ana', last_name: 'Rossi', ...more } });

/** The places at which a body is refused, with what is said there. */
function faultsOf(body: unknown): Record<string, string> {
  try {
    validate(bookingRequest, body, 'body');
    return {};
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return Object.fromEntries(error.faults.map((fault) => [fault.pointer, fault.message]));
  }
}

test.each([
  ['/partner_reference', request({ partner_reference: 'A\u0000B' })],
  ['/partner_reference', request({ partner_reference: 'A\u202eB' })],
  ['/guest/first_name', request(guest({ first_name: 'An\u001b[2Ja' }))],
  ['/guest/last_name', request(guest({ last_name: 'Rossi\nVerdi' }))],
  ['/guest/phone', request(guest({ phone: '+351\t55' }))],
  ['/hotel_id', request({ hotel_id: 'HV\u00850' })],
  ['/room_code', request({ room_code: 'D\u2028BL' })],
])('control characters are refused in %s', (pointer, body) => {
  expect(faultsOf(body)[pointer]).toBe('must not hold control characters');
});

test.each([
  ['/partner_reference', request({ partner_reference: '4111111111111111' })],
  ['/partner_reference', request({ partner_reference: 'pay 5555-5555-5555-4444 12/29' })],
  ['/guest/first_name', request(guest({ first_name: '4111 1111 1111 1111 123' }))],
  ['/guest/last_name', request(guest({ last_name: 'Rossi 378282246310005' }))],
  ['/guest/email', request(guest({ email: '4111111111111111@example.com' }))],
  ['/guest/phone', request(guest({ phone: '4111 1111 1111 1111' }))],
  ['/guest/phone', request(guest({ phone: 'card 378282246310005' }))],
])('a card number is refused in %s', (pointer, body) => {
  expect(faultsOf(body)[pointer]).toMatch(/^looks like a card number/);
});

test.each([
  ['names of all sorts', guest({ first_name: 'Zoë‑Łucja', last_name: "O'Neill سلام" })],
  ['a telephone number that passes the check of cards', guest({ phone: '+49 176 12345675' })],
  ['a reference of digits that is no card', { partner_reference: '4111111111111112' }],
  ['one that is longer than any card', { partner_reference: '41111111111111114111111111111111' }],
  ['blanks around it', { partner_reference: ' R-1\n' }],
])('taken: %s', (_what, more) => {
  expect(faultsOf(request(more))).toEqual({});
});

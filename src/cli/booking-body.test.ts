import { expect, test } from 'vitest';
import { bookingBody, paymentOf } from './booking-body.js';

test('the flags as the request says them; what was not given is left out', () => {
  const none = { rate: undefined, reference: undefined, 'total-price': undefined, currency: undefined };
  const noGuest = { 'first-name': undefined, 'last-name': undefined };
  const atHotel = { hold: false, 'payment-token': undefined };
  const stay = { hotel: 'HV01', 'check-in': '2027-07-01', 'check-out': '2027-07-03', room: 'DBL' };

  const body = bookingBody({ ...none, ...noGuest, ...atHotel, ...stay, user: '700123', guests: 2, rooms: 1 });

  expect(body).toEqual({
    hotel_id: 'HV01',
    checkin_date: '2027-07-01',
    checkout_date: '2027-07-03',
    guests: 2,
    rooms: 1,
    room_code: 'DBL',
    user_id: '700123',
  });
});

test('a card is named by its token, a hold as such', () => {
  expect(paymentOf('tok_ok')).toEqual({ method: 'CARD', token: 'tok_ok' });
  expect(paymentOf(undefined)).toBeUndefined();
});

import { expect, test } from 'vitest';
import { bookingBody } from './booking-body.js';

test('the flags as the request says them; what was not given is left out', () => {
  const none = { rate: undefined, reference: undefined, 'total-price': undefined, currency: undefined };
  const noGuest = { 'first-name': undefined, 'last-name': undefined };
  const stay = { hotel: 'HV01', 'check-in': '2027-07-01', 'check-out': '2027-07-03', room: 'DBL' };

  const body = bookingBody({ ...none, ...noGuest, ...stay, user: '700123', guests: 2, rooms: 1 });

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

import { describe, expect, test } from 'vitest';
import type { BookingView } from '../core/bookings/booking-record.js';
import { restatedBody, type RestateFlags } from './restated-body.js';

const line = { room_id: '1', room_code: 'DBL', rate_code: 'BAR', price_per_night: '100.00', nights: [] };

const booking: BookingView = {
  booking_id: '7',
  partner_reference: null,
  user_id: null,
  hotel_id: '2',
  hotel_code: 'HV01',
  status: 'CONFIRMED',
  oversold: false,
  check_in_date: '2030-05-01',
  check_out_date: '2030-05-03',
  guests: 4,
  total_price: '400.00',
  currency: 'EUR',
  expires_at: null,
  revision: 3,
  created_at: '',
  updated_at: '',
  rooms: [{ ...line, quantity: 2, guests: 2 }],
};

const nothing: RestateFlags = {
  'check-in': undefined,
  'check-out': undefined,
  room: undefined,
  rate: undefined,
  rooms: undefined,
  guests: undefined,
  'total-price': undefined,
  currency: undefined,
};

describe('restatedBody', () => {
  test('says again what is, under the revision that was read', () => {
    expect(restatedBody(booking, { ...nothing, 'check-out': '2030-05-02' })).toEqual({
      checkin_date: '2030-05-01',
      checkout_date: '2030-05-02',
      lines: [{ room_code: 'DBL', rate_code: 'BAR', quantity: 2, guests: 2 }],
      revision: 3,
    });
  });

  test('spreads the guests over the rooms that are wanted', () => {
    expect(restatedBody(booking, { ...nothing, rooms: 3 }).lines).toEqual([
      { room_code: 'DBL', rate_code: 'BAR', quantity: 1, guests: 2 },
      { room_code: 'DBL', rate_code: 'BAR', quantity: 2, guests: 1 },
    ]);
  });

  test('takes another room type without the rate of the old one', () => {
    expect(restatedBody(booking, { ...nothing, room: 'SGL', guests: 2 }).lines).toEqual([
      { room_code: 'SGL', quantity: 2, guests: 1 },
    ]);
  });

  test('asks which of several room types', () => {
    const two = {
      ...booking,
      rooms: [...booking.rooms, { ...line, room_code: 'SGL', quantity: 1, guests: 1 }],
    };

    expect(() => restatedBody(two, { ...nothing, rooms: 1 })).toThrow('DBL, SGL');
  });
});

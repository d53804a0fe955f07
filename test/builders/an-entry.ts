import type { BookingEntry } from '../../src/core/booking-views/booking-views.js';

const EPOCH_MS = Date.UTC(2024, 0, 1);

/** The id of a booking made at that moment; `sequence` tells those of one millisecond apart. */
export function idAt(time: string, sequence = 0): string {
  return String((BigInt(Date.parse(time) - EPOCH_MS) << 22n) | BigInt(sequence));
}

/** A confirmed booking of two nights as lists show it, made by partner 11 for its user 700 at hotel 21. */
export function anEntry(overrides: Partial<BookingEntry> = {}): BookingEntry {
  const created_at = overrides.created_at ?? '2027-03-04T05:06:07.008Z';
  return {
    booking_id: idAt(created_at),
    hotel_id: '21',
    partner_id: '11',
    user_id: '700',
    status: 'CONFIRMED',
    revision: 1,
    check_in_date: '2027-06-10',
    check_out_date: '2027-06-12',
    guests: 2,
    total_price: '200.00',
    currency: 'EUR',
    rooms: [{ room_id: '31', rate_plan_id: '41', quantity: 1 }],
    created_at,
    ...overrides,
  };
}

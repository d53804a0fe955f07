import { expect, it } from 'vitest';
import { checkProjections, type Projections } from '../history/check-projections.js';
import type { BookingRow, EventRow, InventoryRow } from '../history/dumps.js';

const night = (available_rooms: number, version: number, closed = 0): InventoryRow => ({
  ...{ room_id: '7', date: '2027-05-01', available_rooms, closed, version },
  ...{ pms_rooms: available_rooms, unacked_rooms: 0 },
});

const booking = (booking_id: string, status: string, revision: number): BookingRow => ({
  ...{ booking_id, status, revision, partner_id: '1', partner_reference: null, hotel_id: '9' },
  ...{ check_in_date: '2027-05-01', check_out_date: '2027-05-02' },
});

let ids = 0;
const event = (type: string, data: unknown): EventRow => ({
  ...{ outbox_id: String((ids += 1)), type, subject: 's', version: 1, request_id: null, data },
});
const nightEvent = (available_rooms: number, version: number, closed = false): EventRow =>
  event('RoomInventoryUpdated', {
    room_id: '7',
    nights: [{ date: '2027-05-01', available_rooms, closed, version }],
  });
const bookingEvent = (booking_id: string, status: string, revision: number): EventRow =>
  event('BookingConfirmed', { booking_id, status, revision });

/** A true story: a night of two states, a booking made and cancelled, told in a bad order and partly twice. */
function story(change: Partial<Projections> = {}): Projections {
  const events = [
    nightEvent(4, 2),
    bookingEvent('b1', 'CANCELLED', 2),
    nightEvent(5, 1),
    bookingEvent('b1', 'CONFIRMED', 1),
    nightEvent(4, 2),
  ];
  return {
    bookings: [booking('b1', 'CANCELLED', 2)],
    room_inventory: [night(4, 2)],
    events,
    stores: [{ name: 'views', expected: new Map([['b1', 'x']]), found: new Map([['b1', 'x']]) }],
    ...change,
  };
}

it('finds nothing in a true story, whatever the order and the copies of its events', () => {
  expect(checkProjections(story())).toEqual([]);
});

it.each<[string, Partial<Projections>, string]>([
  [
    'a booking that no event told of',
    { bookings: [booking('b1', 'CANCELLED', 2), booking('b2', 'CONFIRMED', 1)] },
    'projection_missing',
  ],
  ['a booking that does not exist', { bookings: [] }, 'projection_phantom'],
  [
    'an event that says less than the truth',
    { bookings: [booking('b1', 'CONFIRMED', 3)] },
    'projection_stale',
  ],
  ['a night with other rooms', { room_inventory: [night(3, 2)] }, 'projection_stale'],
  ['a night that is closed in truth', { room_inventory: [night(4, 2, 1)] }, 'projection_stale'],
  ['a night whose last change was not told', { room_inventory: [night(4, 3)] }, 'projection_stale'],
  [
    'a store that misses something',
    { stores: [{ name: 'v', expected: new Map([['a', '1']]), found: new Map() }] },
    'projection_missing',
  ],
  [
    'a store that knows too much',
    { stores: [{ name: 'v', expected: new Map(), found: new Map([['a', '1']]) }] },
    'projection_phantom',
  ],
  [
    'a store that is behind',
    { stores: [{ name: 'v', expected: new Map([['a', '2']]), found: new Map([['a', '1']]) }] },
    'projection_stale',
  ],
])('finds %s', (_fault, change, kind) => {
  expect(checkProjections(story(change)).map((violation) => violation.kind)).toEqual([kind]);
});

import { expect, test } from 'vitest';
import { aBookingEvent, anInventoryEvent } from '../../test/builders/an-event.js';
import type { LoggedEvent, NewEvent } from '../core/events/types.js';
import { eventLine, type EventNames } from './event-line.js';

const NAMES: EventNames = {
  hotel: 'HV01',
  room: (id) => (id === '5' ? 'DBL' : id),
  rate: (id) => (id === '6' ? 'BAR' : id),
};

function lineOf(event: NewEvent): string {
  const logged: LoggedEvent = {
    ...event,
    event_id: '1',
    outbox_id: '1',
    request_id: null,
    occurred_at: '2027-01-02T03:04:05.678Z',
  };
  return eventLine(logged, NAMES);
}

test('a booking', () => {
  expect(lineOf(aBookingEvent({ booking: '412', version: 3 }))).toBe(
    '2027-01-02T03:04:05Z  BookingConfirmed      HV01  412  v3  CONFIRMED, 2027-03-01 to 2027-03-03, 2 guests, 240.00 EUR',
  );
});

test('counts: one night, and a range with what is closed', () => {
  const one = anInventoryEvent();
  expect(lineOf(one)).toMatch(/RoomInventoryUpdated {2}HV01 {2}5 {2}v1 {2}DBL 2027-03-01: 3 free$/);

  const nights = [
    { date: '2027-03-05', available_rooms: 0, closed: true, version: 2 },
    { date: '2027-03-01', available_rooms: 3, closed: false, version: 2 },
  ];
  const range = {
    ...one,
    type: 'RoomInventoryUpdated',
    topic: 'bellhop.inventory',
    data: { hotel_id: '100', room_id: '7', nights },
  } as const;
  expect(lineOf(range)).toMatch(/7 2027-03-01 to 2027-03-05 \(2 nights\): 0 to 3 free, 1 night closed$/);
});

test('prices, a room or by occupancy', () => {
  const priced = (amount: string | null, occupancy: Record<string, string> | null = null): NewEvent => ({
    topic: 'bellhop.inventory',
    type: 'PriceUpdated',
    hotel_id: '100',
    subject: '5:6',
    version: 1,
    data: {
      hotel_id: '100',
      room_id: '5',
      rate_plan_id: '6',
      nights: [{ date: '2027-03-01', amount, occupancy_amounts: occupancy, version: 1 }],
    },
  });

  expect(lineOf(priced('99.50'))).toMatch(/5:6 {2}v1 {2}DBL BAR 2027-03-01: 99\.5$/);
  expect(lineOf(priced(null))).toMatch(/DBL BAR 2027-03-01: no price$/);
  const byOccupancy = { '1': '80.00', '2': '95.00', extra: '20.00' };
  expect(lineOf(priced(null, byOccupancy))).toMatch(/DBL BAR 2027-03-01: 80 to 95 by occupancy$/);
});

test('a hotel, whose name cannot steer the terminal', () => {
  const line = lineOf({
    topic: 'bellhop.hotels',
    type: 'HotelUpdated',
    hotel_id: '100',
    subject: '100',
    version: 2,
    data: {
      hotel_id: '100',
      code: 'HV01',
      name: 'Vi\u001b[31msta',
      city: 'Porto',
      country: 'PT',
      currency: 'EUR',
      status: 'ACTIVE',
      rooms: [{ room_id: '5', code: 'DBL' }],
      version: 2,
    },
  });

  expect(line).toMatch(/Porto PT, active, 1 room type$/);
  expect(line).not.toContain('\u001b');
});

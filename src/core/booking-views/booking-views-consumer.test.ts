import { expect, test } from 'vitest';
import { anEntry, idAt } from '../../../test/builders/an-entry.js';
import type { BusEvent } from '../events/event-bus.js';
import { latestStates } from './booking-views-consumer.js';
import type { BookingEntry } from './booking-views.js';

function eventOf(data: BookingEntry): BusEvent {
  return {
    topic: 'bellhop.bookings',
    type: data.status === 'CANCELLED' ? 'BookingCancelled' : 'BookingConfirmed',
    hotel_id: data.hotel_id,
    subject: data.booking_id,
    version: data.revision,
    data,
    outbox_id: '1',
    request_id: null,
    occurred_at: data.created_at,
  };
}

test('of a batch each booking is written once, in its highest revision', () => {
  const first = anEntry();
  const cancelled = { ...first, status: 'CANCELLED' as const, revision: 2 };
  const other = anEntry({ booking_id: idAt('2027-05-05T00:00:00Z') });

  const latest = latestStates([cancelled, first, other, other, first].map(eventOf));

  expect(latest).toEqual([cancelled, other]);
});

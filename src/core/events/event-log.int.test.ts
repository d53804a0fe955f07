import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { systemClock } from '../model/clock.js';
import { createLogger } from '../platform/logger.js';
import { createMetrics } from '../platform/metrics.js';
import { createEventLog, type EventLog } from './event-log.js';
import { writeOutbox } from './outbox.js';
import { createRelay } from './relay.js';
import { EVENTS, type NewEvent } from './types.js';

const HOTEL = '381234567890123456';
const OTHER_HOTEL = '381234567890123457';

let test: TestDatabase;
let log: EventLog;

beforeAll(async () => {
  test = await createTestDatabase();
  log = createEventLog({ database: test.database });
});

beforeEach(async () => {
  await test.database.run('DELETE FROM event_log');
  await test.database.run('DELETE FROM event_cursors');
});

afterAll(async () => {
  await test.drop();
});

function bookingConfirmed(hotel_id: string, booking_id: string): NewEvent {
  const data = {
    booking_id,
    hotel_id,
    partner_id: '9',
    status: 'CONFIRMED' as const,
    revision: 1,
    check_in_date: '2027-03-01',
    check_out_date: '2027-03-03',
    total_price: '240.00',
    currency: 'EUR',
    rooms: [{ room_id: '5', rate_plan_id: '6', quantity: 1 }],
    user_id: null,
    guests: 2,
    created_at: '2027-01-02T03:04:05.678Z',
  };
  return {
    topic: 'bellhop.bookings',
    type: 'BookingConfirmed',
    hotel_id,
    subject: booking_id,
    version: 1,
    data,
  };
}

function hotelCreated(hotel_id: string): NewEvent {
  const data = {
    hotel_id,
    code: 'HV01',
    name: 'Hôtel "Café" \\ 東京 🛎',
    city: 'Porto',
    country: 'PT',
    currency: 'EUR',
    status: 'ACTIVE' as const,
    rooms: [{ room_id: '5', code: 'DBL' }],
    version: 1,
  };
  return { topic: 'bellhop.hotels', type: 'HotelCreated', hotel_id, subject: hotel_id, version: 1, data };
}

async function publish(events: readonly NewEvent[]): Promise<void> {
  await test.database.inTransaction((tx) => writeOutbox(tx, events, 'req-7'));
  const deps = { database: test.database, clock: systemClock, logger: createLogger('silent') };
  await createRelay({ ...deps, metrics: createMetrics({ runtime: false }) }).drain();
}

describe('event log', () => {
  it('gives back what was written, as its schema says', async () => {
    const before = Date.now();
    await publish([hotelCreated(HOTEL)]);
    const [event] = await log.read({ after: '0', limit: 10 });
    expect(event).toMatchObject({ ...hotelCreated(HOTEL), request_id: 'req-7' });
    expect(Math.abs(Date.parse(event?.occurred_at ?? '') - before)).toBeLessThan(60_000);
    expect(EVENTS.HotelCreated.data.parse(event?.data)).toEqual(hotelCreated(HOTEL).data);
  });

  it('reads on from an event, at most so many, of one type or hotel', async () => {
    await publish([
      hotelCreated(HOTEL),
      bookingConfirmed(HOTEL, '11'),
      bookingConfirmed(OTHER_HOTEL, '12'),
      bookingConfirmed(HOTEL, '13'),
    ]);
    const subjects = async (query: Parameters<EventLog['read']>[0]) =>
      (await log.read(query)).map((event) => event.subject);
    expect(await subjects({ after: '0', limit: 2 })).toEqual([HOTEL, '11']);
    const [, second] = await log.read({ after: '0', limit: 2 });
    expect(await subjects({ after: second?.event_id ?? '', limit: 10 })).toEqual(['12', '13']);
    expect(await subjects({ after: '0', limit: 10, type: 'BookingConfirmed' })).toEqual(['11', '12', '13']);
    expect(await subjects({ after: '0', limit: 10, hotel_id: HOTEL })).toEqual([HOTEL, '11', '13']);
    const all = await log.read({ after: '0', limit: 10 });
    expect(await log.last()).toBe(all.at(-1)?.event_id);
  });

  it('is empty at first', async () => {
    expect(await log.last()).toBe('0');
    expect(await log.read({ after: '0', limit: 10 })).toEqual([]);
  });

  it('moves a cursor only forwards, each consumer its own', async () => {
    expect(await log.cursor('views')).toBe('0');
    await log.commit('views', '9');
    await log.commit('views', '10');
    await log.commit('views', '9');
    await log.commit('search', '3');
    expect(await log.cursor('views')).toBe('10');
    expect(await log.cursor('search')).toBe('3');
  });
});

import { randomUUID } from 'node:crypto';
import type { App } from '../../src/core/app.js';
import type { BookingRequest } from '../../src/core/bookings/booking-request.js';
import { AppError } from '../../src/core/model/errors.js';
import type { BenchApp } from './bench-app.js';
import type { Stay } from './booking-stock.js';

export type Book = (stay: Stay) => Promise<void>;

/**
 * Books as a channel does, each time under a new key: what the gateway hands over once it has read and checked the
 * request. @throws Error when a booking is refused: there is plenty.
 */
export function createBooker({ app, ota }: Pick<BenchApp, 'ota'> & { readonly app: App }): Book {
  const series = randomUUID();
  let sent = 0;
  return async (stay) => {
    sent += 1;
    const context = {
      partner: ota,
      idempotency_key: `${series}-${sent}`,
      body_hash: String(sent).padStart(64, '0'),
      request_id: `bench-${sent}`,
    };
    const answer = await untilNotBusy(() => app.createBooking(requestOf(stay), context));
    if (answer.kind === 'refused') throw new Error(`a booking was refused: ${answer.body.code}`);
  };
}

export function requestOf({ room, dates, check_out }: Stay): BookingRequest {
  return {
    hotel_id: room.hotel_code,
    checkin_date: dates[0] ?? '',
    checkout_date: check_out,
    guests: 2,
    rooms: 1,
    room_code: room.room_code,
    rate_code: 'BAR',
    guest: { first_name: 'Ada', last_name: 'Example' },
  };
}

/** "Room busy, try again" is an answer, not a booking: who gets it asks again, and its time counts. */
async function untilNotBusy<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'ROOM_BUSY') throw error;
    }
  }
}

import { createHash, randomUUID } from 'node:crypto';
import { bookingRequest } from '../../src/core/bookings/booking-request.js';
import { AppError } from '../../src/core/model/errors.js';
import { copyTables, openBareBookings } from './bare-booking.js';
import type { BenchApp } from './bench-app.js';
import { benchLine, type BenchLine } from './bench-line.js';
import { loadStock, type Stay } from './booking-stock.js';
import { closedLoop, summarise } from './closed-loop.js';
import { interleave } from './interleave.js';

const ROOMS = 500;
const RUN_MS = 2_000;
/** The first rounds run cold code, which is several times slower. */
const ROUNDS = { warmUps: 2, rounds: 3 };

interface Load {
  readonly bench: string;
  readonly where: string;
  readonly stay: () => Stay;
  readonly callers: readonly number[];
  /** The limits to measure beside: with the contended UPDATE before the INSERTs, after them, or both. */
  readonly updateLast: readonly boolean[];
}

/** Bookings of three nights all over 500 rooms: the use case in the process, with key, quote, lock and outbox. */
export async function bookingSpread(bench: BenchApp): Promise<BenchLine[]> {
  const stock = await loadStock(bench, 'SPREAD', ROOMS);
  return measure(bench, {
    bench: 'booking-spread',
    where: `${ROOMS} rooms`,
    stay: () => stock.anywhere(),
    callers: [8, 32],
    updateLast: [false],
  });
}

/** Everybody wants the same room on the same three nights, and there is enough of it. */
export async function bookingHot(bench: BenchApp): Promise<BenchLine[]> {
  const stock = await loadStock(bench, 'HOT', 1);
  return measure(bench, {
    bench: 'booking-hot',
    where: 'same 3 nights',
    stay: () => stock.hot(),
    callers: [8, 32, 200],
    updateLast: [false, true],
  });
}

async function measure(bench: BenchApp, load: Load): Promise<BenchLine[]> {
  await copyTables(bench.stores.mysqlUrl);
  const book = createBooker(bench);
  const lines: BenchLine[] = [];
  for (const callers of load.callers) {
    const bare = await openBareBookings(bench.stores.mysqlUrl, callers);
    const run = (call: (caller: number) => Promise<unknown>) => () =>
      closedLoop({ callers, milliseconds: RUN_MS, call });
    const [ours = [], ...limits] = await interleave(
      [
        run(() => book(load.stay())),
        ...load.updateLast.map((last) => run((caller) => bare.book(caller, load.stay(), last))),
      ],
      ROUNDS,
    );
    await bare.close();
    load.updateLast.forEach((last, index) => {
      const limit_of = last ? 'five statements, UPDATE last' : 'five statements';
      const name = {
        bench: load.bench,
        case: `${load.where}, ${callers} callers`,
        unit: 'bookings/s',
        limit_of,
      };
      lines.push(benchLine(name, summarise(ours), summarise(limits[index] ?? [])));
    });
  }
  return lines;
}

/** Books as a channel does, each time under a new key. @throws Error when a booking is refused: there is plenty. */
export function createBooker({ app, ota }: BenchApp): (stay: Stay) => Promise<void> {
  const series = randomUUID();
  let sent = 0;
  return async ({ room, dates, check_out }) => {
    sent += 1;
    const body = {
      hotel_id: room.hotel_code,
      checkin_date: dates[0] ?? '',
      checkout_date: check_out,
      guests: 2,
      rooms: 1,
      room_code: room.room_code,
      rate_code: 'BAR',
      guest: { first_name: 'Ada', last_name: 'Example' },
    };
    const context = {
      partner: ota,
      idempotency_key: `${series}-${sent}`,
      body_hash: createHash('sha256').update(JSON.stringify(body)).digest('hex'),
      request_id: `bench-${sent}`,
    };
    const answer = await untilNotBusy(() => app.createBooking(bookingRequest.parse(body), context));
    if (answer.kind !== 'confirmed') throw new Error(`a booking was refused: ${answer.body.code}`);
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

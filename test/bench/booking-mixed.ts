import mysql from 'mysql2/promise';
import type { BenchApp } from './bench-app.js';
import { benchLine, type BenchLine, type Measured } from './bench-line.js';
import { createBooker } from './booker.js';
import { loadStock, type BenchRoom, type Stay } from './booking-stock.js';
import { closedLoop, percentiles, summarise, timeHistogram, type LoopResult } from './closed-loop.js';
import { interleave } from './interleave.js';

const CALLERS = 32;
const RUN_MS = 3_000;
const ROUNDS = { warmUps: 1, rounds: 3 };
/** What channels are held to: a booking for a thousand looks. */
const LOOKS_A_BOOKING = 1_000;

/**
 * Looks and bookings as they come: a thousand quotes of random stays for each booking. Beside it the least that a quote
 * is, one SELECT of its nights' rates and rooms, and how a booking does that meets no looks.
 */
export async function bookingMixed(bench: BenchApp): Promise<BenchLine[]> {
  const stock = await loadStock(bench, 'MIXED', 500);
  const book = createBooker(bench);
  const look = createLooker(bench);
  const bare = await openBareLooks(bench.stores.mysqlUrl);
  const booked = timeHistogram();
  let calls = 0;
  const mixed = async (): Promise<void> => {
    calls += 1;
    if (calls % LOOKS_A_BOOKING !== 0) return look(stock.anywhere());
    const sent = performance.now();
    await book(stock.anywhere());
    booked.recordValue(Math.max(1, Math.round((performance.now() - sent) * 1_000)));
  };
  const loop = (callers: number, call: (caller: number) => Promise<unknown>) => () =>
    closedLoop({ callers, milliseconds: RUN_MS, call });
  const [ours = [], looks = [], alone = []] = await interleave<LoopResult>(
    [
      loop(CALLERS, mixed),
      loop(CALLERS, (caller) => bare.look(caller, stock.anywhere())),
      loop(1, () => book(stock.anywhere())),
    ],
    ROUNDS,
  );
  await bare.close();
  const name = { bench: 'booking-mixed', case: `1,000 looks a booking, ${CALLERS} callers` };
  const times = percentiles(booked);
  const lone = summarise(alone);
  const median = (of: Omit<Measured, 'figure'>): Measured => ({ ...of, figure: of.p50_ms });
  return [
    benchLine({ ...name, unit: 'looks/s', limit_of: 'one SELECT a look' }, summarise(ours), summarise(looks)),
    benchLine(
      { ...name, unit: 'ms a booking (p50)', limit_of: 'a booking that meets no other' },
      median(times),
      median(lone),
    ),
  ];
}

function createLooker({ app, ota }: BenchApp): (stay: Stay) => Promise<void> {
  return async ({ room, dates, check_out }) => {
    const catalogue = await app.openCatalogue(ota, room.hotel_code);
    const line = {
      room: catalogue.room(room.room_code) ?? null,
      ratePlan: catalogue.ratePlan('BAR') ?? null,
      quantity: 1,
      guests: 2,
    };
    await app.quoteStay({ catalogue, check_in: dates[0] ?? '', check_out, lines: [line] });
  };
}

interface BareLooks {
  look(caller: number, stay: { room: BenchRoom; dates: readonly string[]; check_out: string }): Promise<void>;
  close(): Promise<void>;
}

async function openBareLooks(url: string): Promise<BareLooks> {
  const connections = await Promise.all(
    Array.from({ length: CALLERS }, () => mysql.createConnection({ uri: url, dateStrings: true })),
  );
  return {
    look: async (caller, { room, dates, check_out }) => {
      await connections[caller]?.query(
        `SELECT r.date, r.amount, r.occupancy_amounts, r.min_stay_arrival, r.closed, i.available_rooms
         FROM room_rates r LEFT JOIN room_inventory i ON i.room_id = r.room_id AND i.date = r.date
         WHERE r.room_id = ? AND r.date BETWEEN ? AND ?`,
        [room.room_id, dates[0], check_out],
      );
    },
    close: async () => {
      await Promise.all(connections.map((connection) => connection.end()));
    },
  };
}

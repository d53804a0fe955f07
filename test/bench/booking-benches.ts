import { openBareGroups } from './bare-group.js';
import { copyTables, openBareBookings } from './bare-booking.js';
import type { BenchApp } from './bench-app.js';
import { benchLine, type BenchLine } from './bench-line.js';
import { createBooker } from './booker.js';
import { loadStock, type Stay } from './booking-stock.js';
import { closedLoop, summarise, type LoopResult } from './closed-loop.js';
import { interleave } from './interleave.js';

const ROOMS = 500;
const RUN_MS = 2_000;
/** The first rounds run cold code, which is several times slower. */
const ROUNDS = { warmUps: 2, rounds: 3 };
/**
 * What a gateway runs for weeks the compiler has long finished with; here it takes some ten thousand bookings. The limits
 * are a few lines, for which the first rounds are enough.
 */
const WARM_UP = { callers: 32, milliseconds: 15_000 };

interface Load {
  readonly bench: string;
  readonly where: string;
  readonly stay: () => Stay;
  readonly callers: readonly number[];
  /** The limits to measure beside, by name. */
  readonly limits: readonly Limit[];
}

type Limit = keyof typeof LIMITS;

/** What the same tables and servers do with less work than a booking is. */
const LIMITS = {
  first: 'five statements',
  last: 'five statements, UPDATE last',
  group: 'group commit in plain SQL',
} as const;

/** Bookings of three nights all over 500 rooms: the use case in the process, with key, quote, lock and outbox. */
export async function bookingSpread(bench: BenchApp): Promise<BenchLine[]> {
  const stock = await loadStock(bench, 'SPREAD', ROOMS);
  await stock.lookThrough(bench.app, bench.ota);
  return measure(bench, {
    bench: 'booking-spread',
    where: `${ROOMS} rooms`,
    stay: () => stock.anywhere(),
    callers: [8, 32],
    limits: ['first', 'group'],
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
    limits: ['first', 'last', 'group'],
  });
}

async function measure(bench: BenchApp, load: Load): Promise<BenchLine[]> {
  await copyTables(bench.stores.mysqlUrl);
  const book = createBooker(bench);
  await closedLoop({ ...WARM_UP, call: () => book(load.stay()) });
  const lines: BenchLine[] = [];
  for (const callers of load.callers) {
    const bare = await openBareBookings(bench.stores.mysqlUrl, callers);
    const groups = await openBareGroups(bench.stores.mysqlUrl);
    const bareCalls: Readonly<Record<Limit, (caller: number) => Promise<void>>> = {
      first: (caller) => bare.book(caller, load.stay(), false),
      last: (caller) => bare.book(caller, load.stay(), true),
      group: () => groups.book(load.stay()),
    };
    const run = (call: (caller: number) => Promise<unknown>) => () =>
      closedLoop({ callers, milliseconds: RUN_MS, call });
    const [ours = [], ...limits] = await interleave(
      [run(() => book(load.stay())), ...load.limits.map((limit) => run(bareCalls[limit]))],
      ROUNDS,
    );
    await bare.close();
    await groups.close();
    lines.push(...linesOf(load, callers, { ours, limits }));
  }
  return lines;
}

function linesOf(
  load: Load,
  callers: number,
  { ours, limits }: { ours: readonly LoopResult[]; limits: readonly (readonly LoopResult[])[] },
): BenchLine[] {
  const name = { bench: load.bench, case: `${load.where}, ${callers} callers`, unit: 'bookings/s' };
  return load.limits.map((limit, index) =>
    benchLine({ ...name, limit_of: LIMITS[limit] }, summarise(ours), summarise(limits[index] ?? [])),
  );
}

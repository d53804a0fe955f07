import { monitorEventLoopDelay } from 'node:perf_hooks';
import { prepareHotel } from './ari-benches.js';
import type { BenchApp } from './bench-app.js';
import { benchLine, type BenchLine, type Measured } from './bench-line.js';
import { createBooker } from './booker.js';
import { loadStock } from './booking-stock.js';
import { closedLoop, percentiles, timeHistogram, type LoopResult } from './closed-loop.js';
import { interleave } from './interleave.js';

const CALLERS = 4;
/** Between two bookings of a caller: what is asked is how they fare beside a push, not how many fit. */
const PAUSE_MS = 25;
const RUN_MS = 3_000;
const CELLS = 14 * 2 * 365;
/** What issue after issue is held to: no push may hold up everybody else for longer. */
const GOAL_MS = 20;
const RESOLUTION_MS = 1;

interface Run {
  readonly bookings: LoopResult;
  readonly delay: Measured;
  readonly pushes: number;
}

/** How late the event loop is, and how bookings fare, while one 5 MB push after another is decoded and applied. */
export async function eventLoop(bench: BenchApp): Promise<BenchLine[]> {
  const hotel = await prepareHotel(bench, 'LOOP');
  const stock = await loadStock(bench, 'LOOP-STOCK', 50);
  const book = createBooker(bench);
  const call = (): Promise<void> => book(stock.anywhere());
  const bookings = () => closedLoop({ callers: CALLERS, milliseconds: RUN_MS, call, pause: PAUSE_MS });
  let variant = 0;
  const quiet = (): Promise<Run> => observed(bookings, () => Promise.resolve(0));
  const pushing = async (): Promise<Run> => {
    const bodies = Array.from({ length: 12 }, () => hotel.message((variant += 1)));
    return observed(bookings, async (running) => {
      let pushes = 0;
      for (const body of bodies) {
        if (!running()) break;
        await hotel.push(body, { changed: CELLS });
        pushes += 1;
      }
      return pushes;
    });
  };
  const [alone = [], beside = []] = await interleave([quiet, pushing], { warmUps: 1, rounds: 3 });
  return [
    delayLine('bookings alone', alone),
    delayLine('bookings and 5 MB pushes', beside),
    bookingLine(alone, beside),
  ];
}

async function observed(
  bookings: () => Promise<LoopResult>,
  push: (running: () => boolean) => Promise<number>,
): Promise<Run> {
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let running = true;
  monitor.enable();
  const booked = bookings().finally(() => {
    running = false;
    monitor.disable();
  });
  const [result, pushes] = await Promise.all([booked, push(() => running)]);
  // What is recorded is the time between two ticks of a timer; a loop that is never late shows the resolution itself.
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  const p99 = late(monitor.percentile(99));
  return {
    bookings: result,
    pushes,
    delay: { figure: p99, p50_ms: late(monitor.percentile(50)), p99_ms: p99, max_ms: late(monitor.max) },
  };
}

/** The worst of the runs: a goal that holds in two of three does not hold. */
function delayLine(load: string, runs: readonly Run[]): BenchLine {
  const worst = (of: (delay: Measured) => number) => Math.max(...runs.map((run) => of(run.delay)));
  const delay = {
    figure: worst((run) => run.p99_ms),
    p50_ms: worst((run) => run.p50_ms),
    p99_ms: worst((run) => run.p99_ms),
    max_ms: worst((run) => run.max_ms),
  };
  const goal = { figure: GOAL_MS, p50_ms: GOAL_MS, p99_ms: GOAL_MS, max_ms: GOAL_MS };
  return benchLine(
    { bench: 'loop', case: `event loop late, ${load}`, unit: 'ms (p99)', limit_of: 'goal' },
    delay,
    goal,
  );
}

function bookingLine(alone: readonly Run[], beside: readonly Run[]): BenchLine {
  const pushes = beside.reduce((sum, run) => sum + run.pushes, 0);
  const name = {
    bench: 'loop',
    case: `bookings beside ${pushes} pushes`,
    unit: 'ms (p99)',
    limit_of: 'the same bookings alone',
  };
  return benchLine(name, callTimes(beside), callTimes(alone));
}

function callTimes(runs: readonly Run[]): Measured {
  const times = timeHistogram();
  for (const run of runs) times.add(run.bookings.times);
  const of = percentiles(times);
  return { figure: of.p99_ms, ...of };
}

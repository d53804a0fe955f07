import { openAnotherApp, type BenchApp } from './bench-app.js';
import { benchLine, type BenchLine } from './bench-line.js';
import { createBooker } from './booker.js';
import { loadStock, type Stay } from './booking-stock.js';
import { closedLoop, summarise } from './closed-loop.js';
import { interleave } from './interleave.js';

const RUN_MS = 2_000;
const ROUNDS = { warmUps: 2, rounds: 5 };

/** The same bookings with the Redis lock and, in a second application on the same stores, without. */
export async function lockCost(bench: BenchApp): Promise<BenchLine[]> {
  const spread = await loadStock(bench, 'LOCK-SPREAD', 500);
  const hot = await loadStock(bench, 'LOCK-HOT', 1);
  const unlocked = await openAnotherApp(bench, { BELLHOP_ROOM_LOCK: 'off' });
  try {
    for (const app of [bench.app, unlocked])
      for (const stock of [spread, hot]) await stock.lookThrough(app, bench.ota);
    const loads: [where: string, stay: () => Stay, callers: number][] = [
      ['500 rooms', () => spread.anywhere(), 32],
      ['same 3 nights', () => hot.hot(), 32],
      ['same 3 nights', () => hot.hot(), 200],
    ];
    const lines: BenchLine[] = [];
    for (const [where, stay, callers] of loads) {
      const sides = [createBooker(bench), createBooker({ app: unlocked, ota: bench.ota })].map(
        (book) => () => closedLoop({ callers, milliseconds: RUN_MS, call: () => book(stay()) }),
      );
      const [locked = [], free = []] = await interleave(sides, ROUNDS);
      const name = {
        bench: 'lock-cost',
        case: `${where}, ${callers} callers`,
        unit: 'bookings/s',
        limit_of: 'the same without Redis lock',
      };
      lines.push(benchLine(name, summarise(locked), summarise(free)));
    }
    return lines;
  } finally {
    await unlocked.close();
  }
}

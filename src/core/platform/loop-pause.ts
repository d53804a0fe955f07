import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds of work in one go: bookings and health checks wait for no more than a few of these. */
const BUDGET_MS = 4;

/**
 * For long work between two questions to the database. Counts time, not items, for what an item costs differs by a
 * hundred between messages: `if (pause.isDue()) await pause.take()`.
 */
export function createLoopPause(): { isDue(): boolean; take(): Promise<void> } {
  let since = performance.now();
  return {
    isDue: () => performance.now() - since > BUDGET_MS,
    take: async () => {
      await nextTurn();
      since = performance.now();
    },
  };
}

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLogger } from '../../core/platform/logger.js';
import { Scheduler } from './scheduler.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('runs soon after its start and every minute from then on, whatever became of the run before', async () => {
  let runs = 0;
  const housekeeping = {
    run: async () => {
      runs += 1;
      if (runs === 1) throw new Error('the database is away');
      return 0;
    },
  };
  const lines: string[] = [];
  const scheduler = new Scheduler({
    housekeeping,
    logger: createLogger('info', { write: (line) => lines.push(line) }),
  });

  scheduler.start();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(runs).toBe(1);
  expect(lines.join('')).toContain('housekeeping.failed');
  await vi.advanceTimersByTimeAsync(120_000);
  expect(runs).toBe(3);

  await scheduler.stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(runs).toBe(3);
});

it('waits for the run under way when it is stopped, and plans no other', async () => {
  let finish = (): void => undefined;
  const housekeeping = { run: () => new Promise<number>((resolve) => (finish = () => resolve(0))) };
  const scheduler = new Scheduler({ housekeeping, logger: createLogger('silent') });
  scheduler.start();
  await vi.advanceTimersByTimeAsync(5_000);
  let stopped = false;

  const stopping = scheduler.stop().then(() => (stopped = true));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stopped).toBe(false);
  finish();
  await stopping;

  expect(vi.getTimerCount()).toBe(0);
});

import { expect, test } from 'vitest';
import type { Pulled } from '../../core/delivery/pull-reservations.js';
import { pullJob } from './pull-job.js';

interface Round {
  end(pulled: Pulled[]): void;
  fail(error: Error): void;
}

/** Rounds that end when the test says so. */
function aJob() {
  const rounds: Round[] = [];
  const all = () =>
    new Promise<Pulled[]>((end, fail) => {
      rounds.push({ end, fail });
    });
  return { rounds, job: pullJob({ pullReservations: { all }, config: { pullSeconds: 30 } }) };
}

const pulled = (fetched: number, error: string | null = null): Pulled => ({
  ...{ partner: 'chan', fetched, taken: fetched, refused: 0, error },
});
const ended = () => new Promise((resolve) => setImmediate(resolve));

test('a turn begins a round, waits for none, and tells what the round before came to', async () => {
  const { rounds, job } = aJob();
  expect(await job.run()).toEqual({ fetched: 0, refused: 0, failed: 0 });

  expect(await job.run()).toEqual({ fetched: 0, refused: 0, failed: 0 });
  expect(rounds).toHaveLength(1);

  rounds[0]?.end([pulled(2), pulled(1, 'HTTP 503')]);
  await ended();
  expect(await job.run()).toEqual({ fetched: 3, refused: 0, failed: 1 });
  expect(rounds).toHaveLength(2);
});

test('a round that failed is told at the next turn, which has begun another by then', async () => {
  const { rounds, job } = aJob();
  await job.run();
  rounds[0]?.fail(new Error('the database is away'));
  await ended();

  await expect(job.run()).rejects.toThrow('the database is away');

  expect(rounds).toHaveLength(2);
  rounds[1]?.end([pulled(4)]);
  await ended();
  expect(await job.run()).toMatchObject({ fetched: 4, failed: 0 });
});

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { openDatabase, type Database } from '../../core/platform/database.js';
import { createLogger } from '../../core/platform/logger.js';
import { createMetrics, type Metrics } from '../../core/platform/metrics.js';
import type { Job } from './job.js';
import { Scheduler } from './scheduler.js';

let db: TestDatabase;
let database: Database;
const started: Scheduler[] = [];
beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ url: db.url, connections: 4 });
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((scheduler) => scheduler.stop()));
});
afterAll(async () => {
  await database.close();
  await db.drop();
});

interface CountedJob extends Job {
  runs: number;
  forgotten: number;
}

function aJob(work: (run: number) => Promise<void> = () => Promise.resolve(), everyMs = 100): CountedJob {
  const job: CountedJob = {
    name: 'counted',
    firstAfterMs: 0,
    everyMs,
    runs: 0,
    forgotten: 0,
    run: async () => {
      job.runs += 1;
      await work(job.runs);
      return { runs: job.runs };
    },
    forget: () => (job.forgotten += 1),
  };
  return job;
}

function aScheduler(job: Job) {
  const lines: string[] = [];
  const metrics = createMetrics({ runtime: false });
  const logger = createLogger('info', { write: (line) => lines.push(line) });
  const scheduler = new Scheduler({ database, metrics, logger, jobs: [job] });
  started.push(scheduler);
  scheduler.start();
  return { scheduler, metrics, said: () => lines.join('') };
}

async function lastRuns(metrics: Metrics): Promise<number> {
  return (await metrics.scheduledRun.get()).values.length;
}

/** Ends every idle connection of this database but the one that asks: what the server does to a leader that is silent. */
async function cutIdleConnections(): Promise<void> {
  const rows = await db.database.rows<{ id: string }>(
    `SELECT ID AS id FROM information_schema.PROCESSLIST
     WHERE DB = DATABASE() AND COMMAND = 'Sleep' AND ID <> CONNECTION_ID()`,
  );
  for (const { id } of rows) await db.database.run(`KILL ${Number(id)}`).catch(() => undefined);
}

test('one of several runs the jobs, another goes on when it stops', async () => {
  const [first, second] = [aJob(), aJob()];
  const one = aScheduler(first);
  await expect.poll(() => first.runs).toBeGreaterThan(0);
  const other = aScheduler(second);
  await expect.poll(() => first.runs, { timeout: 5_000 }).toBeGreaterThan(2);
  expect(second.runs).toBe(0);
  expect(await lastRuns(one.metrics)).toBe(1);

  await one.scheduler.stop();
  const before = first.runs;

  await expect.poll(() => second.runs, { timeout: 5_000 }).toBeGreaterThan(0);
  expect(first.runs).toBe(before);
  expect(other.said()).toContain('scheduler.leading');
  // What the leader alone measures is not told twice.
  expect(first.forgotten).toBe(1);
  expect(await lastRuns(one.metrics)).toBe(0);
});

test('a job that fails is told once and tried again at its next turn', async () => {
  const job = aJob((run) => (run < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve()));
  const { said } = aScheduler(job);

  await expect.poll(() => job.runs, { timeout: 10_000 }).toBeGreaterThan(3);
  expect(said().match(/counted\.failed/g)).toHaveLength(1);
});

test('a leader that lost its connection hears of it before the next job, and leads again', async () => {
  const job = aJob();
  const { scheduler, said } = aScheduler(job);
  await expect.poll(() => job.runs).toBeGreaterThan(0);

  await cutIdleConnections();

  await expect.poll(() => scheduler.failing, { interval: 20, timeout: 5_000 }).toBe(true);
  expect(job.forgotten).toBe(1);
  await expect.poll(() => said().match(/scheduler\.leading/g)?.length, { timeout: 10_000 }).toBe(2);
  expect(scheduler.failing).toBe(false);
});

test('waits for a job under way when it is stopped, and begins no other', async () => {
  let finish = (): void => undefined;
  const job = aJob(() => new Promise<void>((resolve) => (finish = resolve)));
  const { scheduler } = aScheduler(job);
  await expect.poll(() => job.runs).toBe(1);
  let stopped = false;

  const stopping = scheduler.stop().then(() => (stopped = true));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(stopped).toBe(false);
  finish();
  await stopping;

  expect(job.runs).toBe(1);
});

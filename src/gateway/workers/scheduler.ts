import { pause } from '../../core/events/pause.js';
import type { Database, Queryable } from '../../core/platform/database.js';
import { takeLead, type HeldLead, type Lead } from '../../core/platform/leader.js';
import type { Logger } from '../../core/platform/logger.js';
import type { Metrics } from '../../core/platform/metrics.js';
import { describeError } from '../describe-error.js';
import type { Job } from './job.js';
import type { RoleWorker } from './role-worker.js';

const LEAD: Lead = { kind: 'scheduler', of: '' };
const TICK_MS = 1_000;
const FOLLOWER_POLL_MS = 1_000;
const RETRY_MS = 2_000;
const STOP_MS = 5_000;

export interface SchedulerDeps {
  readonly database: Database;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly jobs: readonly Job[];
}

/**
 * Runs the periodic jobs in one process at a time, whichever holds the lead; when it ends, is killed or is paused, another
 * takes over within seconds. A leader asks for its lead right before every job. One that is paused in the middle of a job
 * and wakes beside its successor ends that job and then hears that it has lost the lead: a job may therefore run twice
 * at once, and each of them is harmless then.
 */
export class Scheduler implements RoleWorker {
  readonly role = 'scheduler';
  failing = false;
  private running: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();
  private readonly failed = new Set<Job>();

  constructor(private readonly deps: SchedulerDeps) {}

  start(): void {
    this.running = this.run();
  }

  /** Resolves when a job under way has ended, or after some seconds: what it was doing the next run does. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const ended = new AbortController();
    await Promise.race([this.running.finally(() => ended.abort()), pause(STOP_MS, ended.signal)]);
  }

  /** Never throws: without its database it tries again until that is back. */
  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.deps.database.withSession((session) => this.serve(session, signal));
      } catch (error) {
        this.report(error);
        await pause(RETRY_MS, signal);
      }
    }
  }

  private async serve(session: Queryable, signal: AbortSignal): Promise<void> {
    let lead = await takeLead(session, LEAD);
    while (lead === undefined) {
      this.recovered();
      await pause(FOLLOWER_POLL_MS, signal);
      if (signal.aborted) return;
      lead = await takeLead(session, LEAD);
    }
    this.recovered();
    this.deps.logger.info({ event: 'scheduler.leading' }, 'This process runs the periodic jobs now');
    try {
      await this.work(lead, signal);
      await lead.free();
    } finally {
      // What only the leader measures is no longer ours to tell.
      this.deps.metrics.scheduledRun.reset();
      for (const job of this.deps.jobs) job.forget();
    }
  }

  private async work(lead: HeldLead, signal: AbortSignal): Promise<void> {
    const due = new Map(this.deps.jobs.map((job) => [job, Date.now() + job.firstAfterMs]));
    while (!signal.aborted) {
      // A sign of life to the server, which fails when the lead is lost.
      await lead.rows('SELECT 1');
      const next = [...due].find(([, at]) => at <= Date.now())?.[0];
      if (next === undefined) {
        await pause(TICK_MS, signal);
        continue;
      }
      await lead.keepDuring(() => this.runJob(next));
      due.set(next, Date.now() + next.everyMs);
    }
  }

  /** Never throws: the next run of the job does what this one could not. An outage is told once. */
  private async runJob(job: Job): Promise<void> {
    const { logger, metrics } = this.deps;
    try {
      const facts = await job.run();
      this.failed.delete(job);
      metrics.scheduledRun.set({ job: job.name }, Date.now() / 1_000);
      logger.debug({ event: `${job.name}.done`, ...facts });
    } catch (error) {
      const level = this.failed.has(job) ? 'debug' : 'warn';
      this.failed.add(job);
      logger[level]({ event: `${job.name}.failed`, error: describeError(error) });
    }
  }

  private report(error: unknown): void {
    if (!this.failing) {
      this.deps.logger.warn(
        { event: 'scheduler.lost', error: describeError(error) },
        'This process cannot lead the periodic jobs; trying again until it can',
      );
    }
    this.failing = true;
  }

  private recovered(): void {
    if (this.failing)
      this.deps.logger.info({ event: 'scheduler.back' }, 'The periodic jobs can be led again');
    this.failing = false;
  }
}

import type { App } from '../../core/app.js';
import type { Logger } from '../../core/platform/logger.js';
import { describeError } from '../describe-error.js';

const FIRST_AFTER_MS = 5_000;
const EVERY_MS = 60_000;

export interface SchedulerDeps {
  readonly housekeeping: App['housekeeping'];
  readonly logger: Logger;
}

/**
 * Runs the housekeeping once a minute. Several processes may do so at once: it only deletes what has had its time. A run
 * that fails is tried again with the next one; what it does can wait.
 */
export class Scheduler {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly deps: SchedulerDeps) {}

  start(): void {
    this.plan(FIRST_AFTER_MS);
  }

  /** Resolves when a run under way has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private plan(afterMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.run().then(() => this.plan(EVERY_MS));
    }, afterMs);
  }

  private async run(): Promise<void> {
    const { housekeeping, logger } = this.deps;
    try {
      const deleted = await housekeeping.run();
      logger.debug({ event: 'housekeeping.done', deleted });
    } catch (error) {
      logger.warn({ event: 'housekeeping.failed', error: describeError(error) });
    }
  }
}

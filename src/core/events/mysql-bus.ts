import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { DeadLetters } from './dead-letters.js';
import type { Consumer, ConsumerLag, EventBus, Subscription } from './event-bus.js';
import type { EventLog } from './event-log.js';
import { MysqlSubscription } from './mysql-subscription.js';
import { tailLog } from './tail-log.js';

export interface MysqlBusDeps {
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly eventLog: EventLog;
  readonly deadLetters: DeadLetters;
  /** Events handed over at once. */
  readonly batch?: number;
}

export interface MysqlBus extends EventBus {
  /** Something was moved into the log by this very process: consumers need not wait for their next look. */
  wake(): void;
}

/**
 * The bus of the embedded form: consumers read the log behind their cursor. It needs nothing beyond the database, and
 * every process may subscribe; for each consumer name one of them works.
 */
export function createMysqlBus(deps: MysqlBusDeps): MysqlBus {
  const running = new Set<MysqlSubscription>();
  return {
    kind: 'mysql',
    subscribe(consumer: Consumer): Subscription {
      const subscription = new MysqlSubscription(consumer, deps);
      running.add(subscription);
      return {
        stop: async () => {
          running.delete(subscription);
          await subscription.stop();
        },
      };
    },
    async lag(consumer: Consumer): Promise<ConsumerLag> {
      const waiting = await deps.eventLog.countAfter(
        await deps.eventLog.cursor(consumer.name),
        consumer.topics,
      );
      return { consumer: consumer.name, waiting };
    },
    tail: (options) => tailLog(deps.eventLog, options),
    async healthy() {
      try {
        await deps.database.rows('SELECT 1');
        return true;
      } catch {
        // Down is the answer, not a failure of the question.
        return false;
      }
    },
    wake() {
      for (const subscription of running) subscription.wake();
    },
    async close() {
      const stopping = [...running].map((subscription) => subscription.stop());
      running.clear();
      await Promise.all(stopping);
    },
  };
}

import type { Config } from '../config.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { DeadLetters } from './dead-letters.js';
import type { EventBus } from './event-bus.js';
import type { EventLog } from './event-log.js';
import { createLogOutlet } from './log-outlet.js';
import { createMysqlBus } from './mysql-bus.js';
import type { Outlet } from './outlet.js';

export interface OpenBusDeps {
  readonly config: Pick<Config, 'kafkaBrokers' | 'kafkaNamespace'>;
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly eventLog: EventLog;
  readonly deadLetters: DeadLetters;
}

/** The bus that the settings name, and the way of the relay to it. Kafka's client is loaded only where it is used. */
export async function openBus(deps: OpenBusDeps): Promise<{ bus: EventBus; outlet: Outlet }> {
  const { kafkaBrokers, kafkaNamespace } = deps.config;
  if (kafkaBrokers === null) {
    const bus = createMysqlBus(deps);
    return { bus, outlet: createLogOutlet({ moved: () => bus.wake() }) };
  }
  const { openKafka } = await import('./open-kafka.js');
  return openKafka({ ...deps, brokers: kafkaBrokers, namespace: kafkaNamespace });
}

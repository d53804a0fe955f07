import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { DeadLetters } from './dead-letters.js';
import type { EventBus } from './event-bus.js';
import { createKafkaBus } from './kafka-bus.js';
import { openKafkaClient } from './kafka-client.js';
import { createKafkaOutlet } from './kafka-outlet.js';
import type { Outlet } from './outlet.js';

export interface OpenKafkaDeps {
  readonly brokers: readonly string[];
  readonly namespace: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly deadLetters: DeadLetters;
}

/** Bus and outlet of the distributed form, on one client. Nothing connects before it is used. */
export function openKafka(deps: OpenKafkaDeps): { readonly bus: EventBus; readonly outlet: Outlet } {
  const client = openKafkaClient(deps);
  return { bus: createKafkaBus({ ...deps, client }), outlet: createKafkaOutlet(client) };
}

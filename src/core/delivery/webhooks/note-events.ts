import type { Consumer } from '../../events/event-bus.js';
import type { Clock } from '../../model/clock.js';
import type { Database } from '../../platform/database.js';
import type { NextId } from '../../platform/snowflake.js';
import { composeMessages, type ComposeDeps } from './compose-messages.js';
import { readEndpoints } from './webhook-endpoint.js';
import { writeMessages } from './webhook-messages.js';

/** Hints that nobody wanted at their time are of no use later. */
const TOLD = "p.status = 'ACTIVE' AND (e.status = 'ACTIVE' OR (e.status = 'PAUSED' AND e.kind = 'standard'))";

export const WEBHOOK_TOPICS = ['bellhop.hotels', 'bellhop.inventory', 'bellhop.bookings'] as const;

interface Deps extends ComposeDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  /** Something is due now. */
  readonly wake: () => void;
}

/**
 * Puts every event in line for the endpoints that subscribe to it. Those that are paused get theirs when they are resumed,
 * those that are disabled only by a replay. Without endpoints it costs one small read a batch.
 */
export function createNoteEvents(deps: Deps): Consumer {
  const { database, clock, nextId } = deps;
  return {
    name: 'webhooks',
    topics: WEBHOOK_TOPICS,
    handle: async (events) => {
      const endpoints = await readEndpoints(database, TOLD);
      if (endpoints.length === 0) return;
      const messages = await composeMessages(deps, endpoints, events);
      if (messages.length === 0) return;
      await writeMessages(database, messages, { now: clock.now(), nextId, again: false });
      deps.wake();
    },
  };
}

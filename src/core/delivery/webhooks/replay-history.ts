import type { BusEvent, EventBus } from '../../events/event-bus.js';
import type { Clock } from '../../model/clock.js';
import { AppError } from '../../model/errors.js';
import type { Id } from '../../model/ids.js';
import type { Database } from '../../platform/database.js';
import type { NextId } from '../../platform/snowflake.js';
import { toSqlTime } from '../../platform/sql-time.js';
import { composeMessages, type ComposeDeps } from './compose-messages.js';
import { requireEndpoint, type Owner } from './webhook-endpoint.js';
import { WEBHOOK_TOPICS } from './note-events.js';
import { sendAgain, writeMessages } from './webhook-messages.js';

const BATCH = 500;

export interface Replayed {
  /** Messages put in line again, each under the id it had. */
  readonly again: number;
  /** Messages that the endpoint had never been sent. */
  readonly fresh: number;
}

export type ReplayHistory = (
  endpointId: string,
  options: { readonly since: Date; readonly owner: Owner; readonly dryRun: boolean },
) => Promise<Replayed>;

interface Deps extends ComposeDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly bus: Pick<EventBus, 'tail'>;
}

/**
 * Sends an endpoint everything that happened since then once more: what is kept of it under the same webhook-id, and from the event
 * log, or from Kafka, as far back as that goes, what it was never sent.
 * @throws AppError NOT_FOUND; CONFLICT for an endpoint that is disabled; UNAVAILABLE while Kafka does not answer
 */
export function createReplayHistory(deps: Deps): ReplayHistory {
  return async (endpointId, { since, owner, dryRun }) => {
    const endpoint = await requireEndpoint(deps.database, endpointId, owner);
    const { endpoint_id, status } = endpoint;
    if (status === 'DISABLED' && !dryRun)
      throw new AppError('CONFLICT', `Endpoint ${endpoint_id} is disabled; resume it first.`, {
        next: `bellhop webhook endpoint resume ${endpoint_id}`,
      });
    const kept = await readKept(deps.database, endpoint_id, since);
    const logged = new Set<Id>();
    let fresh = 0;
    await readSince(deps.bus, since, async (events) => {
      const messages = await composeMessages(deps, [endpoint], events);
      for (const { outbox_id } of messages) logged.add(outbox_id);
      fresh += messages.filter(({ outbox_id }) => !kept.has(outbox_id)).length;
      if (!dryRun)
        await writeMessages(deps.database, messages, {
          now: deps.clock.now(),
          nextId: deps.nextId,
          again: true,
        });
    });
    const others = [...kept].flatMap(([outboxId, ids]) => (logged.has(outboxId) ? [] : ids));
    if (!dryRun)
      for (const message_id of others)
        await sendAgain(
          deps.database,
          { message_id, endpoint_id },
          { now: deps.clock.now(), nextId: deps.nextId },
        );
    return { again: [...kept.values()].reduce((sum, ids) => sum + ids.length, 0), fresh };
  };
}

/** In their order. Those without an event were sent for trial, and are not history. */
async function readKept(database: Database, endpointId: Id, since: Date): Promise<Map<Id, Id[]>> {
  const rows = await database.rows<{ outbox_id: Id; message_id: Id }>(
    `SELECT outbox_id, message_id FROM webhook_messages
     WHERE endpoint_id = ? AND outbox_id IS NOT NULL AND occurred_at >= ? ORDER BY seq`,
    [endpointId, toSqlTime(since)],
  );
  const kept = new Map<Id, Id[]>();
  for (const { outbox_id, message_id } of rows)
    kept.set(outbox_id, [...(kept.get(outbox_id) ?? []), message_id]);
  return kept;
}

/** Of whichever bus there is, as far back as it keeps them; in the order of their topic and hotel. */
async function readSince(
  bus: Deps['bus'],
  since: Date,
  work: (events: readonly BusEvent[]) => Promise<void>,
): Promise<void> {
  let batch: BusEvent[] = [];
  const write = async (event: BusEvent): Promise<'more'> => {
    if (Date.parse(event.occurred_at) >= since.getTime()) batch.push(event);
    if (batch.length >= BATCH) {
      await work(batch);
      batch = [];
    }
    return 'more';
  };
  await bus.tail({ topics: [...WEBHOOK_TOPICS], from: 'start', follow: false, write });
  if (batch.length > 0) await work(batch);
}

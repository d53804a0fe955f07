import type { EventLog } from '../../events/event-log.js';
import type { LoggedEvent } from '../../events/types.js';
import type { Clock } from '../../model/clock.js';
import { AppError } from '../../model/errors.js';
import type { Id } from '../../model/ids.js';
import type { Database } from '../../platform/database.js';
import type { NextId } from '../../platform/snowflake.js';
import { toSqlTime } from '../../platform/sql-time.js';
import { composeMessages, type ComposeDeps } from './compose-messages.js';
import { GIVE_UP_MS } from './retry-schedule.js';
import { requireEndpoint, type Owner } from './webhook-endpoint.js';
import { writeMessages } from './webhook-messages.js';

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
  readonly eventLog: EventLog;
}

/**
 * Sends an endpoint everything that happened since then once more: what is kept of it under the same webhook-id, and from the event
 * log, as far back as that goes, what it was never sent. With Kafka the log is not kept here, and only the former is sent.
 * @throws AppError NOT_FOUND; CONFLICT for an endpoint that is disabled
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
    for await (const events of eventsSince(deps.eventLog, since)) {
      const messages = await composeMessages(deps, [endpoint], events);
      for (const { outbox_id } of messages) logged.add(outbox_id);
      fresh += messages.filter(({ outbox_id }) => !kept.has(outbox_id)).length;
      if (!dryRun)
        await writeMessages(deps.database, messages, {
          now: deps.clock.now(),
          nextId: deps.nextId,
          again: true,
        });
    }
    const others = [...kept].flatMap(([outboxId, ids]) => (logged.has(outboxId) ? [] : ids));
    if (!dryRun) for (const id of others) await sendAgain(deps, id);
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

async function sendAgain({ database, clock, nextId }: Deps, id: Id): Promise<void> {
  const now = clock.now();
  await database.run(
    `UPDATE webhook_messages SET state = 'PENDING', due_at = ?, give_up_at = ?, attempt = 0, seq = ?, settled_at = NULL
     WHERE message_id = ? AND state <> 'SENDING'`,
    [toSqlTime(now), toSqlTime(new Date(now.getTime() + GIVE_UP_MS)), nextId(), id],
  );
}

async function* eventsSince(eventLog: EventLog, since: Date): AsyncGenerator<LoggedEvent[]> {
  let after: Id = '0';
  for (;;) {
    const events = await eventLog.read({ after, limit: BATCH });
    const last = events.at(-1);
    if (last === undefined) return;
    after = last.event_id;
    yield events.filter(({ occurred_at }) => Date.parse(occurred_at) >= since.getTime());
  }
}

import type { Id } from '../../model/ids.js';
import type { Transaction } from '../../platform/database.js';
import { fromSqlTime, toSqlTime } from '../../platform/sql-time.js';
import { FAILURES_TO_BREAK, PROBE_SECONDS } from '../breaker.js';
import { disableEndpoint, giveUp, type DisableDeps } from './disable-endpoint.js';
import { wakeEndpoints } from './endpoint-line.js';

const LONGEST_PAUSE_MS = 300_000;
/** After a first failure: soon enough for one that stumbled, and nothing else goes there meanwhile. */
const FIRST_PAUSE_MS = 1_000;
/** Often enough for people to see that it works; not a write for every message. */
const SUCCESS_NOTED_EVERY_MS = 10_000;

export interface EndpointNews {
  readonly endpoint_id: Id;
  readonly now: Date;
  readonly outcome: string;
}

export interface HealthDeps extends DisableDeps {
  readonly disableAfterMs: number;
}

/** An endpoint that had been left alone gets all that waited for it at once. */
export async function noteSuccess(
  tx: Transaction,
  { endpoint_id, now, outcome }: EndpointNews,
): Promise<void> {
  const at = toSqlTime(now);
  const [before] = await tx.rows<{ failures: number; last_success_at: string | null }>(
    'SELECT failures, last_success_at FROM webhook_endpoints WHERE endpoint_id = ?',
    [endpoint_id],
  );
  if (before === undefined) return;
  const { failures, last_success_at } = before;
  const since = last_success_at === null ? Infinity : now.getTime() - fromSqlTime(last_success_at).getTime();
  if (failures === 0 && since < SUCCESS_NOTED_EVERY_MS) return;
  await tx.run(
    `UPDATE webhook_endpoints SET failures = 0, failing_since = NULL, breaker_until = NULL, last_outcome = ?,
       last_success_at = ? WHERE endpoint_id = ?`,
    [outcome, at, endpoint_id],
  );
  if (failures === 0) return;
  await wakeEndpoints(tx, [endpoint_id], at);
  if (failures < FAILURES_TO_BREAK) return;
  await tx.run(
    "UPDATE webhook_messages SET due_at = ? WHERE endpoint_id = ? AND state = 'PENDING' AND due_at > ?",
    [at, endpoint_id, at],
  );
}

export interface Failure extends EndpointNews {
  /** The pause that the receiver asked for. */
  readonly askedMs: number | null;
  /** Why it is to be disabled at once. */
  readonly gone: string | null;
}

/**
 * After some failures in a row the endpoint is left alone for a while and then tried with one message; after days of nothing but
 * failures, or when it says that it is gone, it is disabled and what waits for it given up, to be sent again by hand.
 */
export async function noteFailure(deps: HealthDeps, tx: Transaction, failure: Failure): Promise<void> {
  const { endpoint_id, now, outcome, gone } = failure;
  const [before] = await tx.rows<{ status: string; failures: number; failing_since: string | null }>(
    'SELECT status, failures, failing_since FROM webhook_endpoints WHERE endpoint_id = ? FOR UPDATE',
    [endpoint_id],
  );
  if (before === undefined) return;
  const since = before.failing_since === null ? now : fromSqlTime(before.failing_since);
  const failures = before.failures + 1;
  const tooLong = now.getTime() - since.getTime() >= deps.disableAfterMs;
  const hours = Math.round(deps.disableAfterMs / 3_600_000);
  await tx.run(
    `UPDATE webhook_endpoints SET failures = ?, failing_since = ?, breaker_until = ?, last_outcome = ?, updated_at = ?
     WHERE endpoint_id = ?`,
    [failures, toSqlTime(since), pauseOf(failures, failure), outcome, toSqlTime(now), endpoint_id],
  );
  // Not before its pause is over, whatever waits for it.
  await wakeEndpoints(tx, [endpoint_id], toSqlTime(now));
  if (before.status === 'DISABLED') return giveUp(tx, endpoint_id, now);
  if (gone !== null) return disableEndpoint(deps, tx, { endpoint_id, now, cause: gone, kind: 'gone' });
  const cause = `nothing but failures for ${hours} hours, the last one: ${outcome}`;
  if (tooLong) await disableEndpoint(deps, tx, { endpoint_id, now, cause, kind: 'failing' });
}

function pauseOf(failures: number, { now, askedMs }: Failure): string {
  const broken =
    failures < FAILURES_TO_BREAK
      ? FIRST_PAUSE_MS
      : Math.min(PROBE_SECONDS * 1_000 * 2 ** (failures - FAILURES_TO_BREAK), LONGEST_PAUSE_MS);
  return toSqlTime(new Date(now.getTime() + Math.max(broken, askedMs ?? 0)));
}

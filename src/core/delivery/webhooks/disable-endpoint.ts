import { raiseAlerts } from '../../alerts/alerts.js';
import type { Clock } from '../../model/clock.js';
import type { Id } from '../../model/ids.js';
import type { Transaction } from '../../platform/database.js';
import type { Logger } from '../../platform/logger.js';
import type { Metrics } from '../../platform/metrics.js';
import type { NextId } from '../../platform/snowflake.js';
import { fromSqlTime, toSqlTime } from '../../platform/sql-time.js';

export interface DisableDeps {
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly nextId: NextId;
}

export interface Disabling {
  readonly endpoint_id: Id;
  readonly now: Date;
  /** For people. */
  readonly cause: string;
  readonly kind: 'gone' | 'failing' | 'backlog';
}

/** Rows given up at once; the sweep (prune-webhooks.ts) does the others in parts, so that no transaction grows with a backlog. */
const PART = 1_000;

/**
 * Nothing more is put in line for it or sent to it; what waits is given up and kept, and a person is told with the command that
 * brings it back.
 */
export async function disableEndpoint(
  deps: DisableDeps,
  tx: Transaction,
  disabling: Disabling,
): Promise<void> {
  const { endpoint_id, cause, kind, now } = disabling;
  const { affectedRows } = await tx.run(
    "UPDATE webhook_endpoints SET status = 'DISABLED', cause = ?, updated_at = ? WHERE endpoint_id = ? AND status <> 'DISABLED'",
    [cause, toSqlTime(now), endpoint_id],
  );
  if (affectedRows === 0) return;
  const alert = await describe(tx, disabling);
  await giveUp(tx, endpoint_id, now);
  await raiseAlerts(tx, { ...deps, alerts: [alert] });
  deps.metrics.webhookEndpointsDisabled.inc({ cause: kind });
  deps.logger.warn({ event: 'webhook.disabled', endpoint_id, cause }, 'A webhook endpoint was disabled');
}

/** Messages on their way are left to whoever sends them, who comes here too. */
export async function giveUp(tx: Transaction, endpointId: Id, now: Date): Promise<void> {
  await tx.run(
    `UPDATE webhook_messages SET state = 'DEAD', outcome = COALESCE(outcome, 'the endpoint was disabled'), settled_at = ?
     WHERE endpoint_id = ? AND state = 'PENDING' LIMIT ${String(PART)}`,
    [toSqlTime(now), endpointId],
  );
}

/** With the time since when it got nothing: where a replay is to begin. */
async function describe(tx: Transaction, { endpoint_id, cause, now }: Disabling) {
  const [endpoint] = await tx.rows<{ partner_id: Id; partner: string; failing_since: string | null }>(
    `SELECT e.partner_id, p.code AS partner, e.failing_since FROM webhook_endpoints e
       JOIN partners p ON p.partner_id = e.partner_id WHERE e.endpoint_id = ?`,
    [endpoint_id],
  );
  const [first] = await tx.rows<{ occurred_at: string }>(
    "SELECT occurred_at FROM webhook_messages WHERE endpoint_id = ? AND state = 'PENDING' ORDER BY due_at, message_id LIMIT 1",
    [endpoint_id],
  );
  const times = [endpoint?.failing_since, first?.occurred_at]
    .filter((time) => typeof time === 'string')
    .sort();
  const since = (times[0] === undefined ? now : fromSqlTime(times[0])).toISOString();
  return {
    ...{ kind: 'webhook_disabled' as const, subject: endpoint_id, hotel_id: null },
    partner_id: endpoint?.partner_id ?? null,
    detail:
      `Webhook endpoint ${endpoint_id} of ${endpoint?.partner ?? '?'} is disabled: ${cause}. When it is mended: ` +
      `bellhop webhook endpoint resume ${endpoint_id}; bellhop webhook resend --endpoint ${endpoint_id} --since ${since}`,
  };
}

import type { SqlParameter } from '../../platform/database.js';
import { toSqlTime } from '../../platform/sql-time.js';
import { checkDescription, checkTypes, hotelIds, jsonOf, sealSettings } from './endpoint-input.js';
import { wakeEndpoints } from './endpoint-line.js';
import type { EndpointChanges, ManageEndpointDeps } from './manage-endpoints.js';
import { GIVE_UP_MS } from './retry-schedule.js';
import {
  describeEndpoint,
  requireEndpoint,
  type Owner,
  type StoredEndpoint,
  type WebhookEndpoint,
} from './webhook-endpoint.js';
import { checkWebhookTarget, type TargetOrigin } from './webhook-target.js';

export interface EndpointUpdate {
  readonly changes: EndpointChanges;
  readonly owner: Owner;
  readonly origin: TargetOrigin;
}

/** See ManageEndpoints.update. */
export async function changeEndpoint(
  deps: ManageEndpointDeps,
  id: string,
  { changes, owner, origin }: EndpointUpdate,
): Promise<WebhookEndpoint> {
  const { database, clock, allowed } = deps;
  const known = await requireEndpoint(database, id, owner);
  if (changes.url !== undefined) checkWebhookTarget(changes.url, { origin, allowed });
  const now = clock.now();
  const from = changes.url === undefined ? {} : { origin };
  const columns = { ...(await columnsOf(deps, known, changes)), ...from, updated_at: toSqlTime(now) };
  const set = Object.keys(columns).map((column) => `${column} = ?`);
  await database.run(`UPDATE webhook_endpoints SET ${set.join(', ')} WHERE endpoint_id = ?`, [
    ...Object.values(columns),
    known.endpoint_id,
  ]);
  const status = changes.status ?? known.status;
  // Whoever gives another address or starts it again has mended what was wrong, or hears of it again.
  if (status === 'ACTIVE' && (known.status !== 'ACTIVE' || changes.url !== undefined))
    await beginAnew(deps, known, now);
  // What stood behind the first of its hotel may be due by now, and nobody has said so to the line.
  else if (changes.ordered !== undefined) await wakeEndpoints(database, [known.endpoint_id], toSqlTime(now));
  return describeEndpoint(await requireEndpoint(database, known.endpoint_id, owner));
}

/** Only what is changed: an endpoint that is disabled at this moment, or changed by somebody else, must not become what it was. */
async function columnsOf(
  deps: ManageEndpointDeps,
  { endpoint_id, kind, partner_id, partner_kind }: StoredEndpoint,
  changes: EndpointChanges,
): Promise<Record<string, SqlParameter>> {
  const { url, description, event_types, hotels, ordered, settings, status } = changes;
  const viewer = { partner_id, kind: partner_kind };
  return {
    ...(url === undefined ? {} : { url }),
    ...(description === undefined ? {} : { description: checkDescription(description) }),
    ...(event_types === undefined ? {} : { event_types: jsonOf(checkTypes(kind, event_types)) }),
    ...(hotels === undefined ? {} : { hotel_ids: jsonOf(await hotelIds(deps, viewer, hotels)) }),
    ...(ordered === undefined ? {} : { ordered: ordered ? 1 : 0 }),
    ...(settings === undefined ? {} : { settings: sealSettings(deps, endpoint_id, settings) }),
    ...(status === undefined ? {} : { status }),
  };
}

/** What waited while nothing was sent has its whole time before it again. */
async function beginAnew(
  { database, alerts }: ManageEndpointDeps,
  { endpoint_id }: StoredEndpoint,
  now: Date,
): Promise<void> {
  const at = toSqlTime(now);
  await database.inTransaction(async (tx) => {
    await tx.run(
      `UPDATE webhook_endpoints SET cause = NULL, failures = 0, failing_since = NULL, breaker_until = NULL
       WHERE endpoint_id = ?`,
      [endpoint_id],
    );
    await wakeEndpoints(tx, [endpoint_id], at);
    await tx.run(
      "UPDATE webhook_messages SET due_at = ?, give_up_at = ?, attempt = 0 WHERE endpoint_id = ? AND state = 'PENDING'",
      [at, toSqlTime(new Date(now.getTime() + GIVE_UP_MS)), endpoint_id],
    );
  });
  await alerts.clear('webhook_disabled', [endpoint_id]);
}

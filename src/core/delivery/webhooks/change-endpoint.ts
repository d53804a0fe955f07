import { toSqlTime } from '../../platform/sql-time.js';
import { checkDescription, checkTypes, hotelIds, jsonOf, sealSettings } from './endpoint-input.js';
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
  const types =
    changes.event_types === undefined ? known.event_types : checkTypes(known.kind, changes.event_types);
  const viewer = { partner_id: known.partner_id, kind: known.partner_kind };
  const hotels =
    changes.hotels === undefined ? known.hotel_ids : await hotelIds(deps, viewer, changes.hotels);
  const status = changes.status ?? known.status;
  const settings =
    changes.settings === undefined ? known.settings : sealSettings(deps, known.endpoint_id, changes.settings);
  const now = clock.now();
  await database.run(
    `UPDATE webhook_endpoints SET url = ?, origin = ?, description = ?, event_types = ?, hotel_ids = ?, ordered = ?,
       settings = ?, status = ?, updated_at = ? WHERE endpoint_id = ?`,
    [
      ...[changes.url ?? known.url, changes.url === undefined ? known.origin : origin],
      changes.description === undefined ? known.description : checkDescription(changes.description),
      ...[jsonOf(types), jsonOf(hotels), (changes.ordered ?? known.ordered) ? 1 : 0, settings, status],
      ...[toSqlTime(now), known.endpoint_id],
    ],
  );
  // Whoever gives another address or starts it again has mended what was wrong, or hears of it again.
  if (status === 'ACTIVE' && (known.status !== 'ACTIVE' || changes.url !== undefined))
    await beginAnew(deps, known, now);
  return describeEndpoint(await requireEndpoint(database, known.endpoint_id, owner));
}

/** What waited while nothing was sent has its whole time before it again. */
async function beginAnew(
  { database }: ManageEndpointDeps,
  { endpoint_id }: StoredEndpoint,
  now: Date,
): Promise<void> {
  await database.run(
    `UPDATE webhook_endpoints SET cause = NULL, failures = 0, failing_since = NULL, breaker_until = NULL
     WHERE endpoint_id = ?`,
    [endpoint_id],
  );
  await database.run(
    "UPDATE webhook_messages SET due_at = ?, give_up_at = ?, attempt = 0 WHERE endpoint_id = ? AND state = 'PENDING'",
    [toSqlTime(now), toSqlTime(new Date(now.getTime() + GIVE_UP_MS)), endpoint_id],
  );
}

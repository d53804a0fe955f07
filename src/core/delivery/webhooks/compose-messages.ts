import type { BusEvent } from '../../events/event-bus.js';
import type { Catalogue, OpenCatalogue } from '../../hotels/catalogue.js';
import type { Connector } from '../../model/connector.js';
import { AppError } from '../../model/errors.js';
import type { Id } from '../../model/ids.js';
import type { Queryable } from '../../platform/database.js';
import type { SecretBox } from '../secret-box.js';
import { composeNotices, readRevisions, type RevisionOf } from './compose-notices.js';
import { visibleData } from './visible-data.js';
import type { StoredEndpoint } from './webhook-endpoint.js';

export interface ComposeDeps {
  readonly database: Queryable;
  readonly openCatalogue: OpenCatalogue;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly secrets: SecretBox;
}

/** One event as one endpoint is told of it. */
export interface ComposedMessage {
  readonly endpoint_id: Id;
  readonly outbox_id: Id;
  readonly type: string;
  readonly hotel_id: Id;
  readonly body: string;
  readonly occurred_at: string;
}

/** What each of these endpoints is told of each of these events, in the order of the events. */
export async function composeMessages(
  deps: ComposeDeps,
  endpoints: readonly StoredEndpoint[],
  events: readonly BusEvent[],
): Promise<ComposedMessage[]> {
  const mine = await readOwnHotels(deps.database, endpoints, events);
  const revisions = endpoints.some(({ kind }) => kind === 'channex')
    ? await readRevisions(deps.database, events)
    : new Map<string, RevisionOf>();
  const messages: ComposedMessage[] = [];
  for (const event of events)
    for (const endpoint of endpoints) {
      if (!mine(endpoint, event.hotel_id) || !subscribed(endpoint, event)) continue;
      const catalogue = await openFor(deps, endpoint, event.hotel_id);
      if (catalogue === null) continue;
      const about = {
        endpoint_id: endpoint.endpoint_id,
        outbox_id: event.outbox_id,
        hotel_id: event.hotel_id,
      };
      const { occurred_at } = event;
      const told =
        endpoint.kind === 'channex'
          ? composeNotices(deps, { event, endpoint, catalogue, revisions })
          : composeStandard(event, endpoint, catalogue);
      messages.push(...told.map(({ type, body }) => ({ ...about, type, body, occurred_at })));
    }
  return messages;
}

export interface TypedBody {
  readonly type: string;
  readonly body: string;
}

/** "Standard Webhooks, payload structure": type, timestamp, data. */
function composeStandard(event: BusEvent, endpoint: StoredEndpoint, catalogue: Catalogue): TypedBody[] {
  const viewer = { partner_id: endpoint.partner_id, kind: endpoint.partner_kind };
  const data = visibleData(event, viewer, catalogue);
  if (data === null) return [];
  const { type, occurred_at: timestamp } = event;
  return [{ type, body: JSON.stringify({ type, timestamp, data }) }];
}

function subscribed({ kind, event_types, hotel_ids }: StoredEndpoint, event: BusEvent): boolean {
  if (hotel_ids !== null && !hotel_ids.includes(event.hotel_id)) return false;
  return kind !== 'standard' || event_types === null || event_types.includes(event.type);
}

/** Whether a hotel is mapped to the partner of an endpoint; one read for all of them. */
async function readOwnHotels(
  database: Queryable,
  endpoints: readonly StoredEndpoint[],
  events: readonly BusEvent[],
): Promise<(endpoint: StoredEndpoint, hotelId: Id) => boolean> {
  const partners = endpoints.filter(({ partner_kind }) => partner_kind !== 'operator');
  if (partners.length === 0 || events.length === 0) return ({ partner_kind }) => partner_kind === 'operator';
  const rows = await database.rows<{ partner_id: Id; hotel_id: Id }>(
    "SELECT partner_id, hotel_id FROM mappings WHERE kind = 'hotel' AND partner_id IN (?) AND hotel_id IN (?)",
    [
      [...new Set(partners.map(({ partner_id }) => partner_id))],
      [...new Set(events.map(({ hotel_id }) => hotel_id))],
    ],
  );
  const mapped = new Set(rows.map(({ partner_id, hotel_id }) => `${partner_id} ${hotel_id}`));
  return ({ partner_kind, partner_id }, hotelId) =>
    partner_kind === 'operator' || mapped.has(`${partner_id} ${hotelId}`);
}

/** null for a hotel that is the partner's no more, or gone. */
async function openFor(
  { openCatalogue }: ComposeDeps,
  { partner_id, partner_kind }: StoredEndpoint,
  hotelId: Id,
): Promise<Catalogue | null> {
  try {
    return await openCatalogue({ partner_id, kind: partner_kind }, hotelId);
  } catch (error) {
    if (error instanceof AppError && error.code === 'HOTEL_NOT_FOUND') return null;
    throw error;
  }
}

import { AppError } from '../../model/errors.js';
import { isId, type Id } from '../../model/ids.js';
import type { PartnerKind } from '../../partners/partner.js';
import type { Queryable } from '../../platform/database.js';
import { fromSqlTime } from '../../platform/sql-time.js';
import type { TargetOrigin } from './webhook-target.js';

/** standard: Standard Webhooks 1.0, signed. channex: hints in the form of that contract. */
export type WebhookKind = 'standard' | 'channex';
export type WebhookStatus = 'ACTIVE' | 'PAUSED' | 'DISABLED';

/** A place that a partner wants to be told at, without its secrets. Times are ISO 8601, UTC. */
export interface WebhookEndpoint {
  readonly endpoint_id: Id;
  readonly partner: string;
  readonly kind: WebhookKind;
  readonly url: string;
  readonly description: string | null;
  /** null: all. */
  readonly event_types: readonly string[] | null;
  /** null: all that are the partner's. */
  readonly hotel_ids: readonly Id[] | null;
  /** Of one hotel the next message only when the one before is delivered or given up. */
  readonly ordered: boolean;
  readonly status: WebhookStatus;
  /** Why it is disabled. */
  readonly cause: string | null;
  /** Failed tries in a row. */
  readonly failures: number;
  readonly failing_since: string | null;
  readonly last_outcome: string | null;
  readonly last_success_at: string | null;
  /** Until then the former secret signs too. */
  readonly former_secret_until: string | null;
  readonly created_at: string;
}

/** As stored, with what only the house needs. */
export interface StoredEndpoint extends WebhookEndpoint {
  readonly partner_id: Id;
  readonly partner_kind: PartnerKind;
  readonly origin: TargetOrigin;
  readonly breaker_until: string | null;
  readonly secret: Buffer;
  readonly secret_before: Buffer | null;
  readonly settings: Buffer | null;
}

/** Whose endpoints are meant; null: anybody's, for the operator. */
export type Owner = Id | null;

const COLUMNS = `e.endpoint_id, e.partner_id, p.code AS partner, p.kind AS partner_kind, e.kind, e.url, e.description,
  e.event_types, e.hotel_ids, e.ordered, e.origin, e.status, e.cause, e.failures, e.failing_since, e.breaker_until,
  e.last_outcome, e.last_success_at, e.secret_before_until AS former_secret_until, e.created_at, e.secret, e.secret_before, e.settings`;

type Times = 'failing_since' | 'last_success_at' | 'former_secret_until';
type Row = Omit<StoredEndpoint, 'event_types' | 'hotel_ids' | 'ordered'> & {
  readonly event_types: string | null;
  readonly hotel_ids: string | null;
  readonly ordered: number;
};

/** Endpoints of partners that are active, in the order in which they were made. */
export async function readEndpoints(
  queryable: Queryable,
  condition: string,
  parameters: readonly string[] = [],
): Promise<StoredEndpoint[]> {
  const rows = await queryable.rows<Row>(
    `SELECT ${COLUMNS} FROM webhook_endpoints e JOIN partners p ON p.partner_id = e.partner_id
     WHERE ${condition} ORDER BY e.endpoint_id`,
    parameters,
  );
  return rows.map(toEndpoint);
}

/** @throws AppError NOT_FOUND, also for another partner's */
export async function requireEndpoint(
  queryable: Queryable,
  id: string,
  owner: Owner,
): Promise<StoredEndpoint> {
  const [endpoint] = isId(id) ? await readEndpoints(queryable, 'e.endpoint_id = ?', [id]) : [];
  if (endpoint !== undefined && (owner === null || endpoint.partner_id === owner)) return endpoint;
  throw new AppError('NOT_FOUND', `There is no webhook endpoint ${id}.`, {
    next: 'bellhop webhook endpoint list',
  });
}

function toEndpoint(row: Row): StoredEndpoint {
  const time = (name: Times) => {
    const text = row[name];
    return text === null ? null : fromSqlTime(text).toISOString();
  };
  return {
    ...row,
    event_types: listOf(row.event_types),
    hotel_ids: listOf(row.hotel_ids),
    ordered: row.ordered === 1,
    failing_since: time('failing_since'),
    last_success_at: time('last_success_at'),
    former_secret_until: time('former_secret_until'),
    created_at: fromSqlTime(row.created_at).toISOString(),
  };
}

/** Written by ourselves alone. */
function listOf(text: string | null): string[] | null {
  return text === null ? null : (JSON.parse(text) as string[]);
}

/** What its owner may see. */
export function describeEndpoint(stored: StoredEndpoint): WebhookEndpoint {
  const { partner_id: _id, partner_kind: _kind, origin: _origin, breaker_until: _until, ...rest } = stored;
  const { secret: _secret, secret_before: _before, settings: _settings, ...endpoint } = rest;
  return endpoint;
}

/** What a secret or a setting of an endpoint is sealed for. */
export function sealedFor(endpointId: Id): string {
  return `webhook ${endpointId}`;
}

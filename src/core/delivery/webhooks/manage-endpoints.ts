import type { Alerts } from '../../alerts/alerts.js';
import type { OpenCatalogue } from '../../hotels/catalogue.js';
import type { Clock } from '../../model/clock.js';
import { AppError } from '../../model/errors.js';
import type { Partner } from '../../partners/partner.js';
import type { Database, Transaction } from '../../platform/database.js';
import type { NextId } from '../../platform/snowflake.js';
import { toSqlTime } from '../../platform/sql-time.js';
import type { SecretBox } from '../secret-box.js';
import { changeEndpoint } from './change-endpoint.js';
import { checkDescription, checkTypes, hotelIds, jsonOf, sealSettings } from './endpoint-input.js';
import {
  describeEndpoint,
  readEndpoints,
  requireEndpoint,
  sealedFor,
  type Owner,
  type WebhookEndpoint,
  type WebhookKind,
} from './webhook-endpoint.js';
import { newWebhookSecret } from './webhook-signature.js';
import { checkWebhookTarget, type TargetOrigin } from './webhook-target.js';

/** So many of one partner, whatever their state. */
export const MOST_ENDPOINTS = 20;
const PART = 1_000;
const HOUR_MS = 3_600_000;

/** Absent leaves what is stored, null means all. */
export interface EndpointChanges {
  readonly url?: string | undefined;
  readonly description?: string | null | undefined;
  readonly event_types?: readonly string[] | null | undefined;
  /** The partner's own codes, or our ids. */
  readonly hotels?: readonly string[] | null | undefined;
  readonly ordered?: boolean | undefined;
  readonly status?: 'ACTIVE' | 'PAUSED' | undefined;
  /** Of the kind's own, as JSON. */
  readonly settings?: unknown;
}

export interface NewEndpoint extends EndpointChanges {
  readonly url: string;
  readonly kind?: WebhookKind;
}

/** The secret is shown here and never again. */
export interface WithSecret {
  readonly endpoint: WebhookEndpoint;
  readonly secret: string;
}

export interface ManageEndpoints {
  /** @throws AppError VALIDATION, HOTEL_NOT_FOUND, CONFLICT when the partner has as many as it may, CONFIG without a key */
  create(partner: Partner, input: NewEndpoint, origin: TargetOrigin): Promise<WithSecret>;
  /** Everything that `create` checks, and nothing is stored. @throws AppError as `create` does */
  check(partner: Partner, input: NewEndpoint, origin: TargetOrigin): Promise<void>;
  list(owner: Owner): Promise<WebhookEndpoint[]>;
  /** @throws AppError NOT_FOUND */
  get(id: string, owner: Owner): Promise<WebhookEndpoint>;
  /** @throws AppError NOT_FOUND, VALIDATION, HOTEL_NOT_FOUND */
  update(
    id: string,
    changes: EndpointChanges,
    by: { owner: Owner; origin: TargetOrigin },
  ): Promise<WebhookEndpoint>;
  /** With all of its messages. @throws AppError NOT_FOUND */
  remove(id: string, owner: Owner): Promise<void>;
  /** A new secret; the former one signs too for so long. @throws AppError NOT_FOUND */
  rotate(id: string, options: { owner: Owner; graceHours: number }): Promise<WithSecret>;
}

export interface ManageEndpointDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly openCatalogue: OpenCatalogue;
  readonly secrets: SecretBox;
  readonly allowed: readonly string[];
  readonly alerts: Pick<Alerts, 'clear'>;
}

export function createManageEndpoints(deps: ManageEndpointDeps): ManageEndpoints {
  const { database, secrets } = deps;
  return {
    create: (partner, input, origin) => create(deps, partner, { input, origin }),
    check: async (partner, input, origin) => {
      await prepare(deps, partner, { input, origin });
      await database.inTransaction((tx) => requireSpace(tx, partner));
    },
    list: async (owner) =>
      (
        await readEndpoints(
          database,
          owner === null ? '1 = 1' : 'e.partner_id = ?',
          owner === null ? [] : [owner],
        )
      ).map(describeEndpoint),
    get: async (id, owner) => describeEndpoint(await requireEndpoint(database, id, owner)),
    update: (id, changes, by) => changeEndpoint(deps, id, { changes, ...by }),
    remove: async (id, owner) => {
      const { endpoint_id } = await requireEndpoint(database, id, owner);
      await database.run('DELETE FROM webhook_endpoints WHERE endpoint_id = ?', [endpoint_id]);
      await deps.alerts.clear('webhook_disabled', [endpoint_id]);
      let deleted = PART;
      while (deleted === PART) {
        const sql = `DELETE FROM webhook_messages WHERE endpoint_id = ? LIMIT ${PART}`;
        deleted = (await database.run(sql, [endpoint_id])).affectedRows;
      }
    },
    rotate: async (id, { owner, graceHours }) => {
      const { endpoint_id } = await requireEndpoint(database, id, owner);
      const secret = newWebhookSecret();
      const now = deps.clock.now();
      await database.run(
        `UPDATE webhook_endpoints SET secret_before = secret, secret = ?, secret_before_until = ?, updated_at = ?
         WHERE endpoint_id = ?`,
        [
          secrets.seal(secret, sealedFor(endpoint_id)),
          toSqlTime(new Date(now.getTime() + graceHours * HOUR_MS)),
          toSqlTime(now),
          endpoint_id,
        ],
      );
      return { endpoint: describeEndpoint(await requireEndpoint(database, endpoint_id, owner)), secret };
    },
  };
}

interface Asked {
  readonly input: NewEndpoint;
  readonly origin: TargetOrigin;
}

async function create(deps: ManageEndpointDeps, partner: Partner, asked: Asked): Promise<WithSecret> {
  const { database } = deps;
  const { id, secret, row } = await prepare(deps, partner, asked);
  await database.inTransaction(async (tx) => {
    await requireSpace(tx, partner);
    await tx.run(
      `INSERT INTO webhook_endpoints (endpoint_id, partner_id, kind, url, description, event_types, hotel_ids, ordered,
         origin, settings, secret, status, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row,
    );
  });
  return { endpoint: describeEndpoint(await requireEndpoint(database, id, null)), secret };
}

/** A new endpoint as it would be stored, if all that was asked may be. */
async function prepare(deps: ManageEndpointDeps, partner: Partner, { input, origin }: Asked) {
  const { clock, nextId, secrets, allowed } = deps;
  checkWebhookTarget(input.url, { origin, allowed });
  const kind = input.kind ?? 'standard';
  const types = checkTypes(kind, input.event_types ?? null);
  const description = checkDescription(input.description ?? null);
  const hotels = await hotelIds(deps, partner, input.hotels ?? null);
  const id = nextId();
  const secret = newWebhookSecret();
  const now = toSqlTime(clock.now());
  const settings = sealSettings(deps, id, input.settings);
  const row = [
    ...[id, partner.partner_id, kind, input.url, description, jsonOf(types), jsonOf(hotels)],
    ...[input.ordered === true ? 1 : 0, origin, settings, secrets.seal(secret, sealedFor(id))],
    ...[input.status ?? 'ACTIVE', now, now],
  ];
  return { id, secret, row };
}

async function requireSpace(tx: Transaction, { partner_id, code }: Partner): Promise<void> {
  // Its row is the lock under which they are counted.
  await tx.rows('SELECT partner_id FROM partners WHERE partner_id = ? FOR UPDATE', [partner_id]);
  const [row] = await tx.rows<{ count: number }>(
    'SELECT COUNT(*) AS count FROM webhook_endpoints WHERE partner_id = ?',
    [partner_id],
  );
  if (Number(row?.count ?? 0) < MOST_ENDPOINTS) return;
  const message = `There are ${MOST_ENDPOINTS} webhook endpoints already; delete one first.`;
  throw new AppError('CONFLICT', message, { next: `bellhop webhook endpoint list --partner ${code}` });
}

import type { Clock } from '../../model/clock.js';
import { AppError } from '../../model/errors.js';
import { isId, type Id } from '../../model/ids.js';
import type { Database } from '../../platform/database.js';
import type { NextId } from '../../platform/snowflake.js';
import { fromSqlTime } from '../../platform/sql-time.js';
import type { Owner } from './webhook-endpoint.js';
import { sendAgain } from './webhook-messages.js';
import { webhookIdOf } from './webhook-signature.js';

export const WEBHOOK_STATES = ['PENDING', 'SENDING', 'DELIVERED', 'DEAD'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/** One event on its way to one endpoint. Times are ISO 8601, UTC. */
export interface WebhookDelivery {
  readonly delivery_id: Id;
  /** As the receiver sees it. */
  readonly webhook_id: string;
  readonly endpoint_id: Id;
  readonly partner: string;
  readonly type: string;
  /** null: of no hotel. */
  readonly hotel_id: Id | null;
  readonly hotel: string | null;
  readonly state: WebhookState;
  readonly attempts: number;
  /** When it is tried next; null where it is not. */
  readonly due_at: string | null;
  readonly http_status: number | null;
  readonly outcome: string | null;
  readonly occurred_at: string;
  readonly settled_at: string | null;
}

export interface DeliveryQuery {
  readonly owner: Owner;
  readonly endpoint_id?: Id | undefined;
  readonly state?: WebhookState | undefined;
  /** Our code. */
  readonly hotel?: string | undefined;
  /** Only those before this one: the last of the page before. */
  readonly before?: Id | undefined;
  readonly limit: number;
}

export interface ManageMessages {
  /** The newest first. */
  list(query: DeliveryQuery): Promise<WebhookDelivery[]>;
  /** @throws AppError NOT_FOUND */
  show(id: string, owner: Owner, endpointId?: Id): Promise<WebhookDelivery>;
  /** Sends it once more, as it was and under the same webhook-id, whatever became of it. @throws AppError NOT_FOUND, CONFLICT */
  resend(id: string, owner: Owner, endpointId?: Id): Promise<WebhookDelivery>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
}

interface Row extends Omit<WebhookDelivery, 'webhook_id' | 'hotel_id' | 'due_at'> {
  readonly hotel_id: Id;
  readonly due_at: string;
  readonly endpoint_status: string;
}

const SELECT = `SELECT m.message_id AS delivery_id, m.endpoint_id, p.code AS partner, m.type, m.hotel_id, h.code AS hotel, m.state,
    m.attempts_total AS attempts, m.due_at, m.http_status, m.outcome, m.occurred_at, m.settled_at, e.status AS endpoint_status
  FROM webhook_messages m JOIN webhook_endpoints e ON e.endpoint_id = m.endpoint_id
    JOIN partners p ON p.partner_id = e.partner_id LEFT JOIN hotels h ON h.hotel_id = m.hotel_id`;

/** What became of messages, and another try for those that a person wants sent again. */
export function createManageMessages({ database, clock, nextId }: Deps): ManageMessages {
  async function find(id: string, owner: Owner, endpointId?: Id): Promise<Row> {
    const [row] = isId(id)
      ? await database.rows<Row>(`${SELECT} WHERE m.message_id = ?${scopeOf(owner)}`, [id, ...valueOf(owner)])
      : [];
    if (row !== undefined && (endpointId === undefined || row.endpoint_id === endpointId)) return row;
    throw new AppError('NOT_FOUND', `There is no webhook delivery ${id}.`, {
      next: 'bellhop webhook deliveries',
    });
  }
  return {
    list: async ({ owner, endpoint_id, state, hotel, before, limit }) => {
      const conditions = [
        ...(endpoint_id === undefined ? [] : [{ sql: 'm.endpoint_id = ?', value: endpoint_id }]),
        ...(state === undefined ? [] : [{ sql: 'm.state = ?', value: state }]),
        ...(hotel === undefined ? [] : [{ sql: 'h.code = ?', value: hotel }]),
        ...(before === undefined ? [] : [{ sql: 'm.message_id < ?', value: before }]),
      ];
      const rows = await database.rows<Row>(
        `${SELECT} WHERE 1 = 1${conditions.map(({ sql }) => ` AND ${sql}`).join('')}${scopeOf(owner)}
         ORDER BY m.message_id DESC LIMIT ?`,
        [...conditions.map(({ value }) => value), ...valueOf(owner), limit],
      );
      return rows.map(toDelivery);
    },
    show: async (id, owner, endpointId) => toDelivery(await find(id, owner, endpointId)),
    resend: async (id, owner, endpointId) => {
      const row = await find(id, owner, endpointId);
      if (row.endpoint_status === 'DISABLED')
        throw new AppError('CONFLICT', `Endpoint ${row.endpoint_id} is disabled; resume it first.`, {
          next: `bellhop webhook endpoint resume ${row.endpoint_id}`,
        });
      const message = { message_id: row.delivery_id, endpoint_id: row.endpoint_id };
      await sendAgain(database, message, { now: clock.now(), nextId });
      return toDelivery(await find(id, owner, endpointId));
    },
  };
}

function scopeOf(owner: Owner): string {
  return owner === null ? '' : ' AND e.partner_id = ?';
}

function valueOf(owner: Owner): Id[] {
  return owner === null ? [] : [owner];
}

function toDelivery({ endpoint_status: _status, ...row }: Row): WebhookDelivery {
  const iso = (text: string) => fromSqlTime(text).toISOString();
  return {
    ...row,
    webhook_id: webhookIdOf(row.delivery_id),
    hotel_id: row.hotel_id === '0' ? null : row.hotel_id,
    due_at: row.state === 'PENDING' ? iso(row.due_at) : null,
    occurred_at: iso(row.occurred_at),
    settled_at: row.settled_at === null ? null : iso(row.settled_at),
  };
}

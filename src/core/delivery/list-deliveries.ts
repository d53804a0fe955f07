import { AppError } from '../model/errors.js';
import { isId, type Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import { requireEndpoint } from './close-again.js';
import { requireNotClosing } from './endpoint-status.js';
import type { DeliveryKind, Mark } from './lanes.js';
import { cellsOf, makeDue, sendAgain, type RetryDeps } from './retry-delivery.js';

export const DELIVERY_STATES = ['PENDING', 'SENDING', 'DONE', 'PAUSED', 'PARKED'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface ListedDelivery {
  readonly delivery_id: Id;
  readonly partner: string;
  readonly hotel: string;
  readonly kind: DeliveryKind;
  readonly state: DeliveryState;
  readonly urgent: boolean;
  /** ISO 8601, UTC. Of a lane that waits for an endpoint which is left alone: when that is asked again. */
  readonly due_at: string;
  readonly attempt: number;
  readonly sync: 'NONE' | 'WANTED' | 'RUNNING';
  readonly sync_cause: string | null;
  readonly synced_at: string | null;
  readonly last_outcome: string | null;
  /** Of what is parked. */
  readonly cause: string | null;
  readonly cells: readonly Mark[];
  /** Ranges of nights that are still to be told. */
  readonly marks: number;
  readonly waiting_since: string | null;
}

export interface DeliveryQuery {
  readonly partner?: string | undefined;
  readonly hotel?: string | undefined;
  readonly state?: DeliveryState | undefined;
  readonly limit: number;
}

export interface DeliveryDesk {
  list(query: DeliveryQuery): Promise<ListedDelivery[]>;
  /** @throws AppError NOT_FOUND */
  show(id: string): Promise<ListedDelivery>;
  /** Has parked nights sent again as they now are (its pairs are enabled again), or makes a waiting lane due now. */
  retry(id: string): Promise<ListedDelivery>;
  /** Sends this partner nothing of this hotel until it is retried, which sends everything. @throws AppError CONFLICT */
  pause(id: string): Promise<ListedDelivery>;
  /** Gives up what is parked. @throws AppError CONFLICT for what is not */
  discard(id: string): Promise<ListedDelivery>;
}

interface Deps extends RetryDeps {
  readonly database: Database;
}

type Row = Omit<ListedDelivery, 'urgent' | 'cells'> & {
  readonly urgent: number;
  readonly cells: string | null;
  readonly partner_id: Id;
  readonly hotel_id: Id;
};

const SELECT = `SELECT d.delivery_id, d.partner_id, d.hotel_id, p.code AS partner, h.code AS hotel, d.kind, d.state, d.urgent,
    IF(d.state = 'PENDING', GREATEST(d.due_at, COALESCE(e.breaker_until, d.due_at)), d.due_at) AS due_at, d.attempt, d.sync_state AS sync, d.sync_cause, d.synced_at, d.last_outcome, d.cause, d.cells, d.waiting_since,
    (SELECT COUNT(*) FROM delivery_marks m WHERE m.delivery_id = d.delivery_id) AS marks
  FROM deliveries d JOIN partners p ON p.partner_id = d.partner_id JOIN hotels h ON h.hotel_id = d.hotel_id
    LEFT JOIN channel_endpoints e ON e.partner_id = d.partner_id`;

/** What operators see of deliveries, and decide. */
export function createDeliveryDesk(deps: Deps): DeliveryDesk {
  const { database } = deps;
  const read = async (id: string): Promise<Row> => {
    const [row] = isId(id) ? await database.rows<Row>(`${SELECT} WHERE d.delivery_id = ?`, [id]) : [];
    if (row !== undefined) return row;
    throw new AppError('NOT_FOUND', `There is no delivery ${id}.`, { next: 'bellhop delivery list' });
  };
  return {
    list: async ({ partner, hotel, state, limit }) => {
      const conditions = [
        ...(partner === undefined ? [] : [{ sql: 'p.code = ?', value: partner }]),
        ...(hotel === undefined ? [] : [{ sql: 'h.code = ?', value: hotel }]),
        ...(state === undefined ? [] : [{ sql: 'd.state = ?', value: state }]),
      ];
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
      const rows = await database.rows<Row>(
        `${SELECT} ${where} ORDER BY d.state = 'DONE', d.urgent DESC, d.due_at LIMIT ?`,
        [...conditions.map(({ value }) => value), limit],
      );
      return rows.map(toListed);
    },
    show: async (id) => toListed(await read(id)),
    retry: async (id) => {
      const row = await read(id);
      if (cellsOf(row).some(({ gone }) => gone !== undefined)) await requireEndpoint(database, row);
      await database.inTransaction((tx) =>
        row.state === 'PARKED' ? sendAgain(tx, row, deps) : makeDue(tx, row, deps),
      );
      return toListed(row);
    },
    pause: async (id) => {
      const row = await read(id);
      if (row.state === 'PARKED') {
        const message = `Delivery ${id} is PARKED and waits for a person anyway.`;
        throw new AppError('CONFLICT', message, { next: `bellhop delivery retry ${id}` });
      }
      await database.inTransaction(async (tx) => {
        await requireNotClosing(tx, row);
        await tx.run("UPDATE deliveries SET state = 'PAUSED' WHERE delivery_id = ?", [id]);
      });
      return toListed({ ...row, state: 'PAUSED' });
    },
    discard: async (id) => {
      const row = await read(id);
      if (row.state !== 'PARKED') {
        const message = `Delivery ${id} is ${row.state}; only what is PARKED can be given up.`;
        throw new AppError('CONFLICT', message, { next: `bellhop channel pause ${row.partner}` });
      }
      // What has been refused since it was read is not given up unseen.
      const { affectedRows } = await database.run(
        "DELETE FROM deliveries WHERE delivery_id = ? AND state = 'PARKED' AND attempt = ? AND cells <=> ?",
        [id, row.attempt, row.cells],
      );
      if (affectedRows === 1) return toListed(row);
      const message = `Delivery ${id} has changed in this moment, or was decided by somebody else.`;
      throw new AppError('CONFLICT', message, { next: `bellhop delivery show ${id}` });
    },
  };
}

function toListed(row: Row): ListedDelivery {
  const { partner_id: _partner, hotel_id: _hotel, ...listed } = row;
  const iso = (text: string | null) => (text === null ? null : fromSqlTime(text).toISOString());
  return {
    ...listed,
    urgent: row.urgent === 1,
    cells: cellsOf(row),
    marks: Number(row.marks),
    due_at: fromSqlTime(row.due_at).toISOString(),
    synced_at: iso(row.synced_at),
    waiting_since: iso(row.waiting_since),
  };
}

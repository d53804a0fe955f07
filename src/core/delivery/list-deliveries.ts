import { AppError } from '../model/errors.js';
import type { Clock } from '../model/clock.js';
import { isId, type Id } from '../model/ids.js';
import type { Database, Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { fromSqlTime, toSqlTime } from '../platform/sql-time.js';
import { requireEndpoint, tellAgain } from './close-again.js';
import { markLanes, wantSync, type DeliveryKind, type Mark, type ParkedMark } from './lanes.js';

export const DELIVERY_STATES = ['PENDING', 'SENDING', 'DONE', 'PAUSED', 'PARKED'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface ListedDelivery {
  readonly delivery_id: Id;
  readonly partner: string;
  readonly hotel: string;
  readonly kind: DeliveryKind;
  readonly state: DeliveryState;
  readonly urgent: boolean;
  /** ISO 8601, UTC. */
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

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
}

type Row = Omit<ListedDelivery, 'urgent' | 'cells'> & {
  readonly urgent: number;
  readonly cells: string | null;
  readonly partner_id: Id;
  readonly hotel_id: Id;
};

const SELECT = `SELECT d.delivery_id, d.partner_id, d.hotel_id, p.code AS partner, h.code AS hotel, d.kind, d.state, d.urgent, d.due_at,
    d.attempt, d.sync_state AS sync, d.sync_cause, d.synced_at, d.last_outcome, d.cause, d.cells, d.waiting_since,
    (SELECT COUNT(*) FROM delivery_marks m WHERE m.delivery_id = d.delivery_id) AS marks
  FROM deliveries d JOIN partners p ON p.partner_id = d.partner_id JOIN hotels h ON h.hotel_id = d.hotel_id`;

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
      await database.run("UPDATE deliveries SET state = 'PAUSED' WHERE delivery_id = ?", [id]);
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

async function sendAgain(tx: Transaction, row: Row, { clock, nextId }: Deps): Promise<void> {
  // Read again under its lock: what was refused since is sent with it, and who comes second finds nothing.
  const [locked] = await tx.rows<Pick<Row, 'cells'>>(
    "SELECT cells FROM deliveries WHERE delivery_id = ? AND state = 'PARKED' FOR UPDATE",
    [row.delivery_id],
  );
  if (locked === undefined) return;
  const parked = cellsOf(locked);
  const marks = parked.filter(({ gone }) => gone === undefined);
  const { partner_id, hotel_id, kind } = row;
  await tx.run('DELETE FROM deliveries WHERE delivery_id = ?', [row.delivery_id]);
  for (const { room_id, rate_plan_id } of marks) {
    await tx.run(
      'DELETE FROM delivery_disabled WHERE partner_id = ? AND hotel_id = ? AND room_id = ? AND rate_plan_id = ?',
      [partner_id, hotel_id, room_id, rate_plan_id],
    );
  }
  const now = toSqlTime(clock.now());
  await markLanes(tx, [{ partner_id, hotel_id, kind, marks }], { now, nextId });
  if (marks.length === parked.length) return;
  await tellAgain(tx, row, parked);
  // Whatever was told of and is mapped no more is closed before a full sync.
  await wantSync(tx, [{ partner_id, hotel_id, kind }], { now, nextId, cause: 'close_again' });
}

async function makeDue(tx: Transaction, row: Row, { clock, nextId }: Deps): Promise<void> {
  const now = toSqlTime(clock.now());
  if (row.state === 'PAUSED') {
    await tx.run("UPDATE deliveries SET state = 'PENDING', due_at = ? WHERE delivery_id = ?", [
      now,
      row.delivery_id,
    ]);
    await wantSync(tx, [row], { now, nextId, cause: 'resumed' });
  }
  await tx.run("UPDATE deliveries SET due_at = ? WHERE delivery_id = ? AND state = 'PENDING'", [
    now,
    row.delivery_id,
  ]);
  await tx.run('UPDATE channel_endpoints SET failures = 0, breaker_until = NULL WHERE partner_id = ?', [
    row.partner_id,
  ]);
}

function cellsOf({ cells }: Pick<Row, 'cells'>): ParkedMark[] {
  return cells === null ? [] : (JSON.parse(cells) as ParkedMark[]);
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

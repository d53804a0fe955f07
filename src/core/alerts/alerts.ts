import { AppError } from '../model/errors.js';
import type { Clock } from '../model/clock.js';
import { isId, type Id } from '../model/ids.js';
import type { Database, Queryable, SqlParameter } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { fromSqlTime, toSqlTime } from '../platform/sql-time.js';

export const ALERT_KINDS = ['feed_stale', 'message_parked', 'price_differs', 'webhook_disabled'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export interface NewAlert {
  readonly kind: AlertKind;
  /** Plain ASCII that names the matter: one matter has one open alert. */
  readonly subject: string;
  readonly partner_id: Id | null;
  readonly hotel_id: Id | null;
  /** For people; no personal data. */
  readonly detail: string;
}

export interface Alert {
  readonly alert_id: Id;
  readonly kind: AlertKind;
  readonly subject: string;
  readonly partner: string | null;
  readonly hotel: string | null;
  readonly detail: string;
  /** ISO 8601, UTC. */
  readonly first_seen: string;
  readonly last_seen: string;
  /** null while it is open. */
  readonly cleared_at: string | null;
  readonly acked_at: string | null;
  readonly acked_by: string | null;
}

export interface AlertQuery {
  readonly kind?: AlertKind | undefined;
  readonly partner?: string | undefined;
  readonly hotel?: string | undefined;
  /** Also those that are over. */
  readonly all?: boolean;
  readonly limit: number;
}

export interface Alerts {
  /** Opens alerts, or says of open ones that they still hold. @returns those that were not open before. */
  raise(alerts: readonly NewAlert[]): Promise<readonly NewAlert[]>;
  /** The matter is over. @returns how many were open. */
  clear(kind: AlertKind, subjects: readonly string[]): Promise<number>;
  /** The open ones, the newest first. */
  list(query: AlertQuery): Promise<Alert[]>;
  /** Somebody has seen it; one that does not end by itself is over with that. @throws AppError NOT_FOUND */
  ack(alertId: Id, by: string): Promise<Alert>;
  /** @throws AppError NOT_FOUND */
  get(alertId: Id): Promise<Alert>;
  subjectsOf(kind: AlertKind): Promise<string[]>;
  /** Open ones by kind, every kind named. */
  countOpen(): Promise<Readonly<Record<AlertKind, number>>>;
}

/** Nothing that happens later ends these. */
const OVER_ONCE_SEEN: ReadonlySet<AlertKind> = new Set(['price_differs']);

const keyOf = (kind: AlertKind, subject: string): string => `${kind}:${subject}`;

/** What a person must look at, one row a matter. */
export function createAlerts(deps: {
  readonly database: Database;
  readonly nextId: NextId;
  readonly clock: Clock;
}): Alerts {
  const { database, clock } = deps;
  const now = () => toSqlTime(clock.now());
  const read = async (where: string, parameters: readonly SqlParameter[], limit: number): Promise<Alert[]> =>
    (
      await database.rows<Alert>(`${SELECT} WHERE ${where} ORDER BY a.alert_id DESC LIMIT ?`, [
        ...parameters,
        limit,
      ])
    ).map(toAlert);
  const one = async (alertId: Id): Promise<Alert> => {
    const [alert] = isId(alertId) ? await read('a.alert_id = ?', [alertId], 1) : [];
    if (alert !== undefined) return alert;
    throw new AppError('NOT_FOUND', `There is no alert ${alertId}.`, { next: 'bellhop alert list' });
  };
  return {
    raise: (alerts) => raiseAlerts(database, { ...deps, alerts }),
    async clear(kind, subjects) {
      if (subjects.length === 0) return 0;
      const { affectedRows } = await database.run(
        'UPDATE alerts SET cleared_at = ?, open_key = NULL WHERE open_key IN (?)',
        [now(), subjects.map((subject) => keyOf(kind, subject))],
      );
      return affectedRows;
    },
    list({ kind, partner, hotel, all = false, limit }) {
      const wanted: readonly (readonly [string, string | undefined])[] = [
        ['a.kind = ?', kind],
        ['p.code = ?', partner],
        ['h.code = ?', hotel],
      ];
      const given = wanted.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
      const where = [...(all ? ['TRUE'] : ['a.open_key IS NOT NULL']), ...given.map(({ sql }) => sql)];
      return read(
        where.join(' AND '),
        given.map(({ value }) => value),
        limit,
      );
    },
    get: one,
    async ack(alertId, by) {
      const alert = await one(alertId);
      const over = OVER_ONCE_SEEN.has(alert.kind)
        ? ', cleared_at = COALESCE(cleared_at, acked_at), open_key = NULL'
        : '';
      await database.run(
        `UPDATE alerts SET acked_at = COALESCE(acked_at, ?), acked_by = COALESCE(acked_by, ?)${over} WHERE alert_id = ?`,
        [now(), by.replace(/[^\x20-\x7e]/g, '?').slice(0, 64), alertId],
      );
      return one(alertId);
    },
    async subjectsOf(kind) {
      const rows = await database.rows<{ subject: string }>(
        'SELECT subject FROM alerts WHERE open_key IS NOT NULL AND kind = ?',
        [kind],
      );
      return rows.map(({ subject }) => subject);
    },
    async countOpen() {
      const rows = await database.rows<{ kind: AlertKind; count: string | number }>(
        'SELECT kind, COUNT(*) AS count FROM alerts WHERE open_key IS NOT NULL GROUP BY kind',
      );
      const counts = new Map(rows.map(({ kind, count }) => [kind, Number(count)]));
      return Object.fromEntries(ALERT_KINDS.map((kind) => [kind, counts.get(kind) ?? 0])) as Record<
        AlertKind,
        number
      >;
    },
  };
}

const SELECT = `SELECT a.alert_id, a.kind, a.subject, p.code AS partner, h.code AS hotel, a.detail, a.first_seen, a.last_seen,
    a.cleared_at, a.acked_at, a.acked_by
  FROM alerts a LEFT JOIN partners p ON p.partner_id = a.partner_id LEFT JOIN hotels h ON h.hotel_id = a.hotel_id`;

export interface RaiseWork {
  readonly nextId: NextId;
  readonly clock: Clock;
  readonly alerts: readonly NewAlert[];
}

/** Also within the transaction of what the alert is about. */
export async function raiseAlerts(
  database: Queryable,
  { nextId, clock, alerts }: RaiseWork,
): Promise<readonly NewAlert[]> {
  if (alerts.length === 0) return [];
  const now = toSqlTime(clock.now());
  const keys = alerts.map(({ kind, subject }) => keyOf(kind, subject));
  const rows = await database.rows<{ open_key: string }>(
    'SELECT open_key FROM alerts WHERE open_key IN (?)',
    [keys],
  );
  const open = new Set(rows.map(({ open_key }) => open_key));
  const fresh = alerts.filter(({ kind, subject }) => !open.has(keyOf(kind, subject)));
  // One statement for both: what somebody else has opened meanwhile is no fault.
  await database.run(
    `INSERT INTO alerts (alert_id, kind, subject, open_key, partner_id, hotel_id, detail, first_seen, last_seen) VALUES ?
     ON DUPLICATE KEY UPDATE detail = VALUES(detail), last_seen = VALUES(last_seen)`,
    [
      alerts.map(({ kind, subject, partner_id, hotel_id, detail }) => [
        ...[nextId(), kind, subject, keyOf(kind, subject), partner_id, hotel_id],
        ...[Array.from(detail).slice(0, 1_000).join(''), now, now],
      ]),
    ],
  );
  return fresh;
}

function toAlert(row: Alert): Alert {
  const iso = (text: string | null) => (text === null ? null : fromSqlTime(text).toISOString());
  return {
    ...row,
    first_seen: fromSqlTime(row.first_seen).toISOString(),
    last_seen: fromSqlTime(row.last_seen).toISOString(),
    cleared_at: iso(row.cleared_at),
    acked_at: iso(row.acked_at),
  };
}

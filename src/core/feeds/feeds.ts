import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Partner } from '../partners/partner.js';
import type { Database, SqlParameter } from '../platform/database.js';
import { fromSqlTime, toSqlTime } from '../platform/sql-time.js';
import { FEED_KINDS, type FeedKind } from './feed-notes.js';

/** fresh: within its target. waiting: never heard, and its target is younger than that. unwatched: it has no target. */
export type FeedState = 'fresh' | 'waiting' | 'stale' | 'unwatched';

export interface Feed {
  readonly partner_id: Id;
  readonly partner: string;
  readonly hotel_id: Id;
  readonly hotel: string;
  readonly kind: FeedKind;
  readonly state: FeedState;
  /** How old its last success may be; null: nobody cares. */
  readonly freshness_minutes: number | null;
  /** Age of the last success; null: there was none. */
  readonly lag_seconds: number | null;
  /** ISO 8601, UTC. */
  readonly last_attempt_at: string | null;
  readonly last_success_at: string | null;
  /** ok, or the code of what went wrong with the last attempt. */
  readonly last_outcome: string | null;
  readonly last_cause: string | null;
}

export interface FeedQuery {
  readonly partner?: string | undefined;
  /** Our code. */
  readonly hotel?: string | undefined;
  readonly kind?: FeedKind | undefined;
  readonly stale?: boolean;
}

export interface FeedTarget {
  readonly partner: Partner;
  /** null: all hotels of the partner that have no target of their own. */
  readonly hotel_id: Id | null;
  readonly kind: FeedKind;
  /** 0: this is not watched; null: takes the target away again. */
  readonly minutes: number | null;
}

export interface Feeds {
  /** Every feed of every hotel that has a PMS: what it said last, and whether that is fresh. */
  list(query: FeedQuery): Promise<Feed[]>;
  /** @throws AppError VALIDATION for a partner that is no PMS or has not that hotel. */
  setTarget(target: FeedTarget): Promise<void>;
}

export function createFeeds({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Feeds {
  return {
    async list({ kind: only, stale = false, ...query }) {
      const now = clock.now();
      const feeds: Feed[] = [];
      for (const kind of FEED_KINDS) {
        if (only !== undefined && only !== kind) continue;
        for (const row of await readFeeds(database, kind, query)) feeds.push(toFeed(row, kind, now));
      }
      return feeds.filter(({ state }) => !stale || state === 'stale');
    },

    async setTarget({ partner, hotel_id, kind, minutes }) {
      await refuseForeign(database, partner, hotel_id);
      const key = [partner.partner_id, hotel_id ?? '0', kind];
      if (minutes === null) {
        await database.run(
          'DELETE FROM feed_targets WHERE partner_id = ? AND hotel_id = ? AND kind = ?',
          key,
        );
        return;
      }
      await database.run(
        `INSERT INTO feed_targets (partner_id, hotel_id, kind, freshness_minutes, set_at) VALUES (?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE freshness_minutes = VALUES(freshness_minutes), set_at = VALUES(set_at)`,
        [...key, minutes, toSqlTime(clock.now())],
      );
    },
  };
}

async function refuseForeign(database: Database, partner: Partner, hotelId: Id | null): Promise<void> {
  if (partner.kind !== 'pms')
    throw new AppError('VALIDATION', `Partner "${partner.code}" is no PMS: it feeds nothing to us.`, {
      next: 'bellhop channel list',
    });
  if (hotelId === null) return;
  const rows = await database.rows('SELECT 1 FROM hotels WHERE hotel_id = ? AND pms_partner_id = ?', [
    hotelId,
    partner.partner_id,
  ]);
  if (rows.length === 0)
    throw new AppError('VALIDATION', `Partner "${partner.code}" is not the PMS of that hotel.`, {
      next: 'bellhop hotel list',
    });
}

interface FeedRow {
  readonly partner_id: Id;
  readonly partner: string;
  readonly hotel_id: Id;
  readonly hotel: string;
  /** MySQL 8 makes a BIGINT of what is chosen between two, and that comes as text. */
  readonly freshness_minutes: number | string | null;
  readonly set_at: string | null;
  readonly last_attempt_at: string | null;
  readonly last_success_at: string | null;
  readonly last_outcome: string | null;
  readonly last_cause: string | null;
  /** Where the partner named no hotel. */
  readonly any_attempt_at: string | null;
  readonly any_success_at: string | null;
  readonly any_outcome: string | null;
  readonly any_cause: string | null;
}

function readFeeds(
  database: Database,
  kind: FeedKind,
  { partner, hotel }: Pick<FeedQuery, 'partner' | 'hotel'>,
): Promise<FeedRow[]> {
  const conditions = [
    "h.status = 'ACTIVE'",
    "p.status = 'ACTIVE'",
    '(t.kind IS NOT NULL OR d.kind IS NOT NULL OR s.kind IS NOT NULL)',
  ];
  const parameters: SqlParameter[] = [kind, kind, kind, kind];
  if (partner !== undefined) conditions.push('p.code = ?');
  if (hotel !== undefined) conditions.push('h.code = ?');
  parameters.push(...[partner, hotel].flatMap((code) => code ?? []));
  return database.rows<FeedRow>(
    `SELECT p.partner_id, p.code AS partner, h.hotel_id, h.code AS hotel,
       COALESCE(t.freshness_minutes, d.freshness_minutes) AS freshness_minutes, COALESCE(t.set_at, d.set_at) AS set_at,
       s.last_attempt_at, s.last_success_at, s.last_outcome, s.last_cause,
       a.last_attempt_at AS any_attempt_at, a.last_success_at AS any_success_at, a.last_outcome AS any_outcome,
       a.last_cause AS any_cause
     FROM hotels h JOIN partners p ON p.partner_id = h.pms_partner_id
     LEFT JOIN feed_targets t ON t.partner_id = p.partner_id AND t.hotel_id = h.hotel_id AND t.kind = ?
     LEFT JOIN feed_targets d ON d.partner_id = p.partner_id AND d.hotel_id = 0 AND d.kind = ?
     LEFT JOIN feed_status s ON s.partner_id = p.partner_id AND s.hotel_id = h.hotel_id AND s.kind = ?
     LEFT JOIN feed_status a ON a.partner_id = p.partner_id AND a.hotel_id = 0 AND a.kind = ?
     WHERE ${conditions.join(' AND ')} ORDER BY p.code, h.code`,
    parameters,
  );
}

function toFeed(row: FeedRow, kind: FeedKind, now: Date): Feed {
  const { partner_id, partner, hotel_id, hotel, freshness_minutes, set_at } = row;
  const anyIsLater = (row.any_attempt_at ?? '') > (row.last_attempt_at ?? '');
  const success = later(row.last_success_at, row.any_success_at);
  const minutes = Number(freshness_minutes ?? 0);
  const target = minutes === 0 ? null : minutes;
  const age = (text: string) => Math.max(0, (now.getTime() - fromSqlTime(text).getTime()) / 1_000);
  const lag = success === null ? null : Math.round(age(success));
  const silence = lag ?? (set_at === null ? 0 : age(set_at));
  return {
    ...{ partner_id, partner, hotel_id, hotel, kind },
    state:
      target === null
        ? 'unwatched'
        : silence > target * 60
          ? 'stale'
          : success === null
            ? 'waiting'
            : 'fresh',
    freshness_minutes: target,
    lag_seconds: lag,
    last_attempt_at: iso(later(row.last_attempt_at, row.any_attempt_at)),
    last_success_at: iso(success),
    last_outcome: anyIsLater ? row.any_outcome : row.last_outcome,
    last_cause: anyIsLater ? row.any_cause : row.last_cause,
  };
}

/** Such texts compare in time order. */
function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}

function iso(text: string | null): string | null {
  return text === null ? null : fromSqlTime(text).toISOString();
}

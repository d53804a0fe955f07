import type { Clock } from '../model/clock.js';
import type { Crash } from '../platform/crash-points.js';
import type { Id } from '../model/ids.js';
import type { Database, Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { ClaimedLane } from './claim-lane.js';
import { clearParked } from './clear-parked.js';
import { insertMarks, type Mark, type ParkedMark } from './lanes.js';
import { joinParked } from './parked-marks.js';
import { MOST_MARKS, type Pair, type StoredMark } from './take-work.js';

/** What the channel would not take, for a person to decide. */
export interface Refused {
  readonly code: string;
  readonly message: string;
  readonly marks: readonly ParkedMark[];
}

/** How a lane is left behind. */
export interface Settlement {
  /** Marks that are dealt with, unless they were marked anew meanwhile. */
  readonly done: readonly StoredMark[];
  /** What of them is still to be sent. */
  readonly rest: readonly Mark[];
  readonly refused: readonly Refused[];
  /** What the channel has taken, where something of the lane is parked. */
  readonly taken?: readonly ParkedMark[];
  readonly disabled: readonly (Pair & { readonly cause: string })[];
  /** Seconds until it is tried again, where it failed; null: it did not. */
  readonly retryAfter: number | null;
  /** Seconds to wait though nothing failed: the budget is used up. */
  readonly pause: number;
  /** It is the partner who asked for this wait. */
  readonly mustWait?: boolean;
  /** What was to take the place of all prices there has been answered: nothing else may, or it would take that of what this told. */
  readonly replaced?: boolean;
  readonly signature: string | null;
  readonly outcome: string;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly crash: Crash;
}

export type SettleLane = (lane: ClaimedLane, settlement: Settlement) => Promise<boolean>;

/**
 * Writes down what became of a push, in one transaction: what was told is no longer marked, what was refused is parked, and the
 * lane is free for its next turn. @returns false when the lane had been taken over: then nothing was changed.
 */
export function createSettleLane(deps: Deps): SettleLane {
  return async (lane, settlement) => {
    const settled = await deps.database.inTransaction(async (tx) => {
      const done = await settle(deps, tx, { lane, settlement });
      deps.crash('delivery.settle.before_commit');
      return done;
    });
    deps.crash('delivery.settled');
    return settled;
  };
}

async function settle(
  { clock, nextId }: Deps,
  tx: Transaction,
  { lane, settlement }: { readonly lane: ClaimedLane; readonly settlement: Settlement },
): Promise<boolean> {
  const now = clock.now();
  const [row] = await tx.rows<{ sync_state: string; wanted: string }>(
    'SELECT sync_state, CAST(wanted AS CHAR) AS wanted FROM deliveries WHERE delivery_id = ? AND lease_token = ? FOR UPDATE',
    [lane.delivery_id, lane.token],
  );
  if (row === undefined) return false;
  await removeMarks(tx, lane.delivery_id, settlement.done);
  await insertMarks(
    tx,
    settlement.rest.map((mark) => ({ delivery_id: lane.delivery_id, mark })),
  );
  if (settlement.taken !== undefined && settlement.taken.length > 0)
    await clearParked(tx, lane, settlement.taken);
  for (const refused of settlement.refused)
    await park(tx, { lane, refused, now: toSqlTime(now), id: nextId() });
  await disable(tx, lane, { pairs: settlement.disabled, now: toSqlTime(now) });
  const left = await countMarks(tx, lane.delivery_id);
  const sync = nextSync(row.sync_state, left.marks);
  if (sync === 'WANTED' && left.marks >= MOST_MARKS)
    await tx.run('DELETE FROM delivery_marks WHERE delivery_id = ? AND urgent = 0', [lane.delivery_id]);
  const { retryAfter, pause, outcome, signature, mustWait = pause > 0 } = settlement;
  const waits =
    row.wanted !== lane.wanted || left.marks > 0 || sync === 'WANTED' || retryAfter !== null || pause > 0;
  const due = new Date(now.getTime() + (retryAfter ?? pause) * 1_000);
  await tx.later(
    `UPDATE deliveries SET state = IF(state = 'PAUSED', state, ?), urgent = ?, due_at = ?, attempt = ?, must_wait = ?, lease_until = NULL, lease_token = NULL,
       synced_at = IF(sync_state = 'RUNNING' AND ? = 'NONE', ?, synced_at), sync_state = ?,
       products = COALESCE(?, products), replace_due = IF(?, 0, replace_due), waiting_since = IF(?, COALESCE(?, waiting_since, ?), NULL), last_outcome = ?,
       updated_at = ? WHERE delivery_id = ?`,
    [
      ...[waits ? 'PENDING' : 'DONE', left.urgent > 0 ? 1 : 0, toSqlTime(due)],
      ...[
        retryAfter === null ? 0 : lane.attempt + 1,
        mustWait ? 1 : 0,
        sync,
        toSqlTime(now),
        sync,
        signature,
        settlement.replaced === true,
      ],
      ...[
        waits,
        retryAfter === null ? toSqlTime(now) : null,
        toSqlTime(now),
        outcome.slice(0, 300),
        toSqlTime(now),
        lane.delivery_id,
      ],
    ],
  );
  return true;
}

/** Wanted meanwhile: it stays wanted. Marks without bound are told by a full sync when the channel is back. */
function nextSync(state: string, marks: number): 'NONE' | 'WANTED' | 'RUNNING' {
  if (state === 'WANTED' || marks >= MOST_MARKS) return 'WANTED';
  return state === 'RUNNING' && marks > 0 ? 'RUNNING' : 'NONE';
}

async function countMarks(tx: Transaction, deliveryId: Id): Promise<{ marks: number; urgent: number }> {
  const [row] = await tx.rows<{ marks: number; urgent: string | null }>(
    'SELECT COUNT(*) AS marks, SUM(urgent) AS urgent FROM delivery_marks WHERE delivery_id = ?',
    [deliveryId],
  );
  return { marks: Number(row?.marks ?? 0), urgent: Number(row?.urgent ?? 0) };
}

async function removeMarks(tx: Transaction, deliveryId: Id, marks: readonly StoredMark[]): Promise<void> {
  for (let start = 0; start < marks.length; start += 500) {
    const part = marks.slice(start, start + 500);
    const same = 'room_id = ? AND rate_plan_id = ? AND from_date = ? AND to_date = ? AND version = ?';
    // Not `(room_id, ...) IN`: there ids are compared as floating point, which takes neighbours for each other.
    await tx.later(
      `DELETE FROM delivery_marks WHERE delivery_id = ? AND (${part.map(() => `(${same})`).join(' OR ')})`,
      [
        deliveryId,
        ...part.flatMap(({ room_id, rate_plan_id, from, to, version }) => [
          ...[room_id, rate_plan_id, from, to, version],
        ]),
      ],
    );
  }
}

/** One row for each kind of fault of a lane, which grows: a channel that refuses everything is one thing to decide. */
async function park(
  tx: Transaction,
  { lane, refused, now, id }: { lane: ClaimedLane; refused: Refused; now: string; id: Id },
): Promise<void> {
  const subject = `parked:${refused.code.replace(/[^\x21-\x7e]/g, '_').slice(0, 60)}`;
  const [known] = await tx.rows<{ cells: string | null }>(
    'SELECT cells FROM deliveries WHERE partner_id = ? AND hotel_id = ? AND kind = ? AND subject = ? FOR UPDATE',
    [lane.partner_id, lane.hotel_id, lane.kind, subject],
  );
  const cells = joinParked(JSON.parse(known?.cells ?? '[]') as ParkedMark[], refused.marks);
  await tx.run(
    `INSERT INTO deliveries (delivery_id, partner_id, hotel_id, kind, subject, state, due_at, cells, cause, waiting_since, updated_at)
     VALUES (?, ?, ?, ?, ?, 'PARKED', ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE state = 'PARKED', cells = VALUES(cells),
       cause = VALUES(cause), attempt = attempt + 1, updated_at = VALUES(updated_at)`,
    [
      ...[id, lane.partner_id, lane.hotel_id, lane.kind, subject, now],
      ...[JSON.stringify(cells), refused.message.slice(0, 1_000), now, now],
    ],
  );
}

async function disable(
  tx: Transaction,
  lane: ClaimedLane,
  { pairs, now }: { readonly pairs: Settlement['disabled']; readonly now: string },
): Promise<void> {
  if (pairs.length === 0) return;
  await tx.run(
    `INSERT INTO delivery_disabled (partner_id, hotel_id, room_id, rate_plan_id, cause, disabled_at) VALUES ?
     ON DUPLICATE KEY UPDATE cause = VALUES(cause)`,
    [
      pairs.map(({ room_id, rate_plan_id, cause }) => [
        ...[lane.partner_id, lane.hotel_id, room_id, rate_plan_id, cause.slice(0, 300), now],
      ]),
    ],
  );
}

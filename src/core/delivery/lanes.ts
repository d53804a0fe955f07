import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable, Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { ALL_FIELDS } from './cell-fields.js';

export type DeliveryKind = 'ari' | 'reservation';

/** Nights of a room (rate_plan_id '0') or of one of its rate plans that differ from what the channel was told. */
export interface Mark {
  readonly room_id: Id;
  readonly rate_plan_id: Id;
  readonly from: LocalDate;
  /** Inclusive. */
  readonly to: LocalDate;
  /** A night that sold out: it overtakes everything else. */
  readonly urgent: boolean;
  /** The fields that are to be told alone, as bits (cell-fields.ts); absent: whatever the nights hold. */
  readonly fields?: number;
}

/** Nights that a channel did not take. */
export interface ParkedMark extends Mark {
  /** The message that was refused: another that is taken says nothing of this one. */
  readonly message?: string;
  /** It was to be closed there, under these codes; it is mapped no more. */
  readonly gone?: { readonly hotel_code: string; readonly room_code: string; readonly rate_code: string };
}

/** The rate plan of a mark that is about the room itself. */
export const ROOM_ITSELF: Id = '0';

/** What is to be sent to one partner for one hotel: one thing at a time, in order. */
export interface Lane {
  readonly partner_id: Id;
  readonly hotel_id: Id;
  readonly kind: DeliveryKind;
}

export interface LaneMarks extends Lane {
  readonly marks: readonly Mark[];
}

interface Writing {
  readonly now: string;
  readonly nextId: NextId;
}

/**
 * Marks nights in lanes and makes those due that were done. A lane that is new begins with everything there is
 * (go-live); one that waits for a full sync, or is paused until one, needs no marks. The lane's row is locked before its marks, as by whoever sends.
 */
export async function markLanes(
  tx: Transaction,
  lanes: readonly LaneMarks[],
  { now, nextId }: Writing,
): Promise<void> {
  if (lanes.length === 0) return;
  const rows = [...lanes].sort(inKeyOrder).map(({ partner_id, hotel_id, kind, marks }) => {
    const urgent = marks.some((mark) => mark.urgent) ? 1 : 0;
    const sync = kind === 'ari' ? ['WANTED', 'go_live'] : ['NONE', null];
    return [nextId(), partner_id, hotel_id, kind, 'PENDING', urgent, now, now, now, ...sync];
  });
  await tx.run(
    `INSERT INTO deliveries
       (delivery_id, partner_id, hotel_id, kind, state, urgent, due_at, waiting_since, updated_at, sync_state, sync_cause)
     VALUES ? ON DUPLICATE KEY UPDATE due_at =
         IF(state = 'DONE' OR (state = 'PENDING' AND must_wait = 0 AND VALUES(urgent) = 1), VALUES(due_at), due_at),
       waiting_since = COALESCE(waiting_since, VALUES(waiting_since)), urgent = GREATEST(urgent, VALUES(urgent)),
       wanted = wanted + 1, updated_at = VALUES(updated_at), state = IF(state = 'DONE', 'PENDING', state)`,
    [rows],
  );
  const known = await readLanes(tx, lanes);
  const marks = known.flatMap(({ delivery_id, sync_state, state, ...lane }) =>
    lanes
      .filter((one) => keyOf(one) === keyOf(lane))
      .flatMap((one) => (state === 'PAUSED' ? [] : one.marks))
      .filter((mark) => mark.urgent || sync_state !== 'WANTED')
      .map((mark) => ({ delivery_id, mark })),
  );
  await insertMarks(tx, marks);
}

/** Marks of lanes whose rows the caller has locked. A mark that is there already is made newer. */
export async function insertMarks(
  tx: Transaction,
  marks: readonly { readonly delivery_id: Id; readonly mark: Mark }[],
): Promise<void> {
  if (marks.length === 0) return;
  await tx.later(
    `INSERT INTO delivery_marks (delivery_id, room_id, rate_plan_id, from_date, to_date, urgent, fields) VALUES ?
     ON DUPLICATE KEY UPDATE version = version + 1, urgent = GREATEST(urgent, VALUES(urgent)),
       fields = fields | VALUES(fields)`,
    [
      marks.map(({ delivery_id, mark: { room_id, rate_plan_id, from, to, urgent, fields } }) => [
        ...[delivery_id, room_id, rate_plan_id, from, to],
        ...[urgent ? 1 : 0, fields ?? ALL_FIELDS],
      ]),
    ],
  );
}

/** Asks for everything anew in these lanes, which are made where there are none; what was marked is part of it. */
export async function wantSync(
  tx: Transaction,
  lanes: readonly Lane[],
  { now, nextId, cause }: Writing & { readonly cause: string },
): Promise<void> {
  if (lanes.length === 0) return;
  await markLanes(
    tx,
    lanes.map((lane) => ({ ...lane, marks: [] })),
    { now, nextId },
  );
  const ids = (await readLanes(tx, lanes)).map(({ delivery_id }) => delivery_id);
  await tx.run(
    `UPDATE deliveries SET sync_state = IF(kind = 'ari', 'WANTED', 'NONE'), sync_cause = ?, attempt = 0,
       due_at = IF(state = 'SENDING', due_at, ?) WHERE delivery_id IN (?)`,
    [cause, now, ids],
  );
  await tx.run('DELETE FROM delivery_marks WHERE urgent = 0 AND delivery_id IN (?)', [ids]);
}

interface LaneRow extends Lane {
  readonly delivery_id: Id;
  readonly sync_state: 'NONE' | 'WANTED' | 'RUNNING';
  readonly state: string;
}

async function readLanes(queryable: Queryable, lanes: readonly Lane[]): Promise<LaneRow[]> {
  const wanted = new Set(lanes.map(keyOf));
  const rows = await queryable.rows<LaneRow>(
    `SELECT delivery_id, partner_id, hotel_id, kind, sync_state, state FROM deliveries
     WHERE partner_id IN (?) AND hotel_id IN (?) AND subject = ''`,
    [lanes.map(({ partner_id }) => partner_id), lanes.map(({ hotel_id }) => hotel_id)],
  );
  return rows.filter((row) => wanted.has(keyOf(row)));
}

function keyOf({ partner_id, hotel_id, kind }: Lane): string {
  return `${partner_id} ${hotel_id} ${kind}`;
}

function inKeyOrder(a: Lane, b: Lane): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

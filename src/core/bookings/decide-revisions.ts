import { writeOutbox } from '../events/outbox.js';
import type { NewEvent } from '../events/types.js';
import { hideCardNumbers } from '../model/card-number.js';
import type { Clock } from '../model/clock.js';
import { AppError, type Fault } from '../model/errors.js';
import { compareIds, isId, type Id } from '../model/ids.js';
import type { RevisionVerdict } from '../model/reservation.js';
import type { Partner } from '../partners/partner.js';
import type { Database, Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import { acknowledgeNights } from './acknowledge-nights.js';
import { REVISION_COLUMNS, type RevisionRow, type RevisionState } from './revision-row.js';
import { insertAudit } from './write-booking.js';

export type DecideRevisions = (
  partner: Partner,
  verdicts: readonly RevisionVerdict[],
  context: { readonly request_id: string },
) => Promise<void>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

type Revision = RevisionRow & { readonly inventory_mode: 'pms' | 'direct' };

const DECIDED: ReadonlySet<RevisionState> = new Set(['ACKNOWLEDGED', 'SUPERSEDED']);
/** What no PMS was handed: a word on it is a word on something else. */
const UNTOLD: ReadonlySet<RevisionState> = new Set(['PENDING', 'WITHDRAWN']);

/** Told to this PMS, or to the one that its hotel had before: a new PMS imports those and may acknowledge them as well. */
const MINE = '(r.pms_partner_id = ? OR h.pms_partner_id = ?)';

/**
 * Takes a PMS's verdicts, all or none. An acknowledged revision moves its nights from unacked_rooms into pms_rooms
 * (law 3); a failed one stays counted as unacknowledged, which keeps its rooms from being sold twice. A verdict given
 * twice changes nothing the second time.
 * @throws AppError REVISION_NOT_FOUND with one fault for each id that is not this PMS's or was never handed out; CONFLICT
 * for a failure of what was accepted before, whose rooms the PMS counts by now.
 */
export function createDecideRevisions({ database, clock }: Deps): DecideRevisions {
  return async (partner, verdicts, context) => {
    const wanted = new Map(verdicts.map((verdict) => [verdict.revision_id, verdict]));
    const ids = [...wanted.keys()].filter(isId).sort(compareIds);
    const now = toSqlTime(clock.now());
    await database.inTransaction(async (tx) => {
      const revisions = await lockRevisions(tx, partner, ids);
      refuseUnknown(verdicts, revisions);
      const events: NewEvent[] = [];
      for (const revision of revisions) {
        const verdict = wanted.get(revision.revision_id);
        if (verdict === undefined) continue;
        events.push(...(await decideOne(tx, { revision, verdict, partner, now })));
      }
      await writeOutbox(tx, events, context.request_id);
    });
  };
}

/**
 * Locks hotel, booking and revision in this order, before any night is locked. The hotel's lock is the one that pushes
 * take: a push sees an acknowledgement whole or not at all.
 */
async function lockRevisions(tx: Transaction, partner: Partner, ids: readonly Id[]): Promise<Revision[]> {
  if (ids.length === 0) return [];
  const mine = [ids, partner.partner_id, partner.partner_id];
  const found = await tx.rows<{ hotel_id: Id; booking_id: Id }>(
    `SELECT r.hotel_id, r.booking_id FROM reservation_revisions r JOIN hotels h ON h.hotel_id = r.hotel_id
     WHERE r.revision_id IN (?) AND ${MINE}`,
    mine,
  );
  if (found.length === 0) return [];
  await tx.rows('SELECT hotel_id FROM hotels WHERE hotel_id IN (?) ORDER BY hotel_id FOR UPDATE', [
    [...new Set(found.map((row) => row.hotel_id))],
  ]);
  await tx.rows('SELECT booking_id FROM bookings WHERE booking_id IN (?) ORDER BY booking_id FOR UPDATE', [
    [...new Set(found.map((row) => row.booking_id))],
  ]);
  return tx.rows<Revision>(
    `SELECT ${REVISION_COLUMNS}, h.inventory_mode FROM reservation_revisions r JOIN hotels h ON h.hotel_id = r.hotel_id
     WHERE r.revision_id IN (?) AND ${MINE} ORDER BY r.revision_id FOR UPDATE`,
    mine,
  );
}

function refuseUnknown(verdicts: readonly RevisionVerdict[], revisions: readonly Revision[]): void {
  const known = new Set(revisions.filter((row) => !UNTOLD.has(row.state)).map((row) => row.revision_id));
  const faults = verdicts
    .filter((verdict) => !known.has(verdict.revision_id))
    .map((verdict): Fault => ({
      pointer: verdict.revision_id,
      code: 'REVISION_NOT_FOUND',
      message: `"${verdict.revision_id}" is not the id of a revision that was handed out to you`,
    }));
  const [first] = faults;
  if (first !== undefined)
    throw new AppError('REVISION_NOT_FOUND', `${first.message}; nothing was acknowledged.`, { faults });
}

function alreadyAccepted({ revision_id }: Revision): AppError {
  const message = `Revision "${revision_id}" was acknowledged before and cannot fail any more`;
  return new AppError('CONFLICT', `${message}; cancel it with its channel. Nothing was noted.`, {
    faults: [{ pointer: revision_id, code: 'CONFLICT', message }],
  });
}

interface Step {
  readonly revision: Revision;
  readonly verdict: RevisionVerdict;
  readonly partner: Partner;
  readonly now: string;
}

async function decideOne(tx: Transaction, { revision, verdict, partner, now }: Step): Promise<NewEvent[]> {
  const accepted = verdict.outcome === 'accepted';
  if (!accepted && revision.state === 'ACKNOWLEDGED') throw alreadyAccepted(revision);
  if (DECIDED.has(revision.state)) return [];
  if (!accepted && revision.state === 'FAILED') return [];
  await tx.later(
    `UPDATE reservation_revisions SET state = ?, decided_at = ?, pms_reference = ?, reason = ? WHERE revision_id = ?`,
    [
      accepted ? 'ACKNOWLEDGED' : 'FAILED',
      now,
      // Before they are cut, for half a card number is not told from another number.
      verdict.pms_reference === null ? null : hideCardNumbers(verdict.pms_reference).slice(0, 64),
      verdict.reason === null ? null : hideCardNumbers(verdict.reason).slice(0, 500),
      revision.revision_id,
    ],
  );
  await insertAudit(tx, {
    booking_id: revision.booking_id,
    event_type: accepted ? 'PMS_ACKNOWLEDGED' : 'PMS_FAILED',
    actor: partner.code,
    revision: revision.revision,
    detail: { revision_id: revision.revision_id, action: revision.action },
  });
  if (!accepted) return [];
  await supersedeOlder(tx, revision, now);
  if (revision.inventory_mode === 'direct') return [];
  const events = await acknowledgeNights(tx, revision, now);
  if (verdict.doubtful === true) await wantFreshCounts(tx, revision);
  return events;
}

/** The word may be about what the PMS had before: each night of the booking asks for a count of its own (law 3). */
async function wantFreshCounts(
  tx: Transaction,
  { booking_id }: Pick<RevisionRow, 'booking_id'>,
): Promise<void> {
  await tx.later(
    `UPDATE room_inventory i JOIN booking_room_nights n ON n.room_id = i.room_id AND n.date = i.date
     SET i.resend_wanted = 1 WHERE n.booking_id = ?`,
    [booking_id],
  );
}

/** The PMS has heard how things stand: how they stood before is told no more. */
async function supersedeOlder(
  tx: Transaction,
  { booking_id, revision }: Pick<RevisionRow, 'booking_id' | 'revision'>,
  now: string,
): Promise<void> {
  await tx.later(
    `UPDATE reservation_revisions SET state = 'SUPERSEDED', decided_at = ?
     WHERE booking_id = ? AND revision < ? AND state IN ('HANDED_OUT', 'FAILED')`,
    [now, booking_id, revision],
  );
}

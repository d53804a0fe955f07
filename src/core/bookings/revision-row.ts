import type { Id } from '../model/ids.js';
import type { ReservationRevision } from '../model/reservation.js';

export type RevisionState = 'PENDING' | 'HANDED_OUT' | 'ACKNOWLEDGED' | 'FAILED' | 'WITHDRAWN' | 'SUPERSEDED';

/**
 * One row of reservation_revisions.
 *
 *   PENDING ----handed out----> HANDED_OUT --accepted--> ACKNOWLEDGED
 *      |                          |      \--failed-----> FAILED --accepted--> ACKNOWLEDGED
 *      | cancelled before         | its cancellation was accepted first
 *      v                          v
 *   WITHDRAWN                  SUPERSEDED
 */
export interface RevisionRow {
  readonly revision_id: Id;
  readonly booking_id: Id;
  readonly revision: number;
  readonly action: ReservationRevision['action'];
  readonly hotel_id: Id;
  readonly state: RevisionState;
  /** UTC, `YYYY-MM-DD HH:MM:SS.mmm`. */
  readonly created_at: string;
}

export const REVISION_COLUMNS =
  'r.revision_id, r.booking_id, r.revision, r.action, r.hotel_id, r.state, r.created_at';

import type { LocalDate } from '../model/local-date.js';

/**
 * missing: here and not there. extra: there and not here. status: cancelled on one side, live on the other. dates: other nights.
 * duplicate: more than once. unfetched: the PMS never asked for it. unacknowledged: handed out and not decided. failed: the PMS
 * could not take it.
 */
export type BookingClass =
  'missing' | 'extra' | 'status' | 'dates' | 'duplicate' | 'unfetched' | 'unacknowledged' | 'failed';

/**
 * Why, as far as the journal tells. never_sent: no message of it is kept. refused: we did not take the message that said it. failed: we
 * broke down over it. dropped_silently: we took it, and do not have it so. changed_here: ours was changed after they said it.
 */
export type BookingCause = 'never_sent' | 'refused' | 'failed' | 'dropped_silently' | 'changed_here';

export interface BookingDifference {
  readonly class: BookingClass;
  /** Our number; null for what only they have. */
  readonly booking_id: string | null;
  readonly reference: string | null;
  readonly check_in: LocalDate | null;
  readonly check_out: LocalDate | null;
  readonly ours: string | null;
  readonly theirs: string | null;
  /** null: nothing tells. */
  readonly cause: BookingCause | null;
}

export interface BookingComparison {
  /** reported: their own list; journal: what we received or handed out. */
  readonly source: 'reported' | 'journal';
  readonly compared: number;
  readonly total: number;
  /** The first of them. */
  readonly differences: readonly BookingDifference[];
}

const MOST_LISTED = 500;

export function bookingComparison(
  source: BookingComparison['source'],
  compared: number,
  differences: readonly BookingDifference[],
): BookingComparison {
  return { source, compared, total: differences.length, differences: differences.slice(0, MOST_LISTED) };
}

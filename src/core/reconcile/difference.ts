import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { FieldDifference, NightCell } from './night-cell.js';

/**
 * Why two sides differ, as far as it can be told. never_sent: nobody told them, and nothing says that somebody will. refused: they
 * would not take it. dropped_silently: they acknowledged it and do not have it. changed_behind_us: they had it at the run before.
 * paused: a person stopped the delivery. not_mapped: they have what is not connected with anything of ours.
 */
export const CAUSES = [
  'never_sent',
  'refused',
  'dropped_silently',
  'changed_behind_us',
  'paused',
  'not_mapped',
] as const;
export type Cause = (typeof CAUSES)[number];

/** One field of one night in which the two sides differ. */
export interface Difference extends FieldDifference {
  readonly room_id: Id;
  /** '0' for the room itself. */
  readonly rate_plan_id: Id;
  /** The partner's own codes, as in its calendar. */
  readonly room_code: string;
  readonly rate_code: string | null;
  readonly date: LocalDate;
  readonly cause: Cause;
  /** UTC, as the database writes it: since when it differs, as far as that is known. */
  readonly since: string | null;
  /** Whether telling it once more can mend it. */
  readonly repairable: boolean;
  /** What a PMS said of the night, and its code of the hotel; not kept with the run. */
  readonly their_cell?: NightCell;
  readonly hotel_code?: string;
}

/** The same field of the same night, in whatever run. */
export function differenceKey(one: Pick<Difference, 'room_code' | 'rate_code' | 'date' | 'field'>): string {
  return JSON.stringify([one.room_code, one.rate_code, one.date, one.field]);
}

/** Where the copy of the other side comes from. */
export type CopySource = 'reported' | 'acknowledged' | 'journal';

/** What a comparison came to. */
export interface Comparison {
  readonly source: CopySource;
  readonly from: LocalDate;
  /** Inclusive. */
  readonly to: LocalDate;
  /** Nights of rooms and of rate plans that were compared. */
  readonly nights: number;
  readonly differences: readonly Difference[];
  /** Nights that differ and are about to be told: no difference yet. */
  readonly pending: number;
  readonly warnings: readonly string[];
}

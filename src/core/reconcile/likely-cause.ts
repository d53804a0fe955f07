import type { AcknowledgedCell } from './acknowledged-copy.js';
import { differenceKey, type Cause, type Difference } from './difference.js';
import type { LaneFacts, NightId } from './lane-facts.js';
import type { NightRange } from './our-copy.js';

/** The last run that had the channel's own report, for the same hotel and channel. */
export interface RunBefore extends NightRange {
  readonly finished_at: string;
  readonly differences: ReadonlyMap<string, Pick<Difference, 'theirs' | 'cause' | 'since'>>;
}

interface Asked {
  readonly field: Parameters<typeof differenceKey>[0] & Pick<Difference, 'theirs' | 'class'>;
  readonly night: NightId;
  readonly mapped: boolean;
  /** It acknowledged the night as it now is. */
  readonly isTold: boolean;
  readonly told: AcknowledgedCell | undefined;
}

/** Why a night differs, and since when as far as anything tells. */
export function likelyCause(
  facts: LaneFacts,
  before: RunBefore | null,
  { field, night, mapped, isTold, told }: Asked,
): Pick<Difference, 'cause' | 'since'> {
  const known = before?.differences.get(differenceKey(field));
  const same = known !== undefined && known.theirs === field.theirs ? known : undefined;
  const at = told?.at ?? null;
  const cause = (): Cause => {
    if (!mapped) return 'not_mapped';
    if (facts.isRefused(night)) return 'refused';
    // What we never said to them can only have come from somewhere else.
    if (told === undefined && field.class === 'extra') return 'changed_behind_us';
    if (!isTold) return facts.paused ? 'paused' : 'never_sent';
    if (same !== undefined) return same.cause === 'changed_behind_us' ? same.cause : 'dropped_silently';
    return hadIt(before, night, at) ? 'changed_behind_us' : 'dropped_silently';
  };
  const why = cause();
  const since = why === 'changed_behind_us' ? (before?.finished_at ?? at) : at;
  return { cause: why, since: same?.since ?? since };
}

/** At the run before it had been told, and had it: whatever differs now came later. */
function hadIt(before: RunBefore | null, { date }: NightId, acknowledgedAt: string | null): boolean {
  return (
    before !== null &&
    acknowledgedAt !== null &&
    acknowledgedAt <= before.finished_at &&
    date >= before.from &&
    date <= before.to
  );
}

import type { Restrictions } from '../../core/model/ari.js';
import type { RestrictionInput } from './mews-schema.js';

const OPEN = 1;
const CLOSED = 2;
const TO_ARRIVAL = 6;
const TO_DEPARTURE = 7;
const TO_STAY = 8;

/**
 * What one restriction leaves on its nights. It lies over all that was there: what it does not say is cleared ("Mews, state":
 * overlay per scope and period). Closed alone and closed to stay sell no night; closed to arrival or departure leaves the
 * others. minLos and maxLos qualify an open state, stays outside of them are closed.
 * @param los whether a length of stay binds the arrival night or every night
 */
export function toRestrictions(
  { state, minLos, maxLos }: Pick<RestrictionInput, 'state' | 'minLos' | 'maxLos'>,
  los: 'arrival' | 'through',
): Restrictions {
  const states = new Set(state ?? [OPEN]);
  const partly = states.has(TO_ARRIVAL) || states.has(TO_DEPARTURE);
  const set: Restrictions = {
    closed: states.has(TO_STAY) || (states.has(CLOSED) && !partly),
    closed_to_arrival: states.has(TO_ARRIVAL),
    closed_to_departure: states.has(TO_DEPARTURE),
  };
  // Zero and one night bind nobody; as null they also clear what was there.
  const min = minLos !== null && minLos !== undefined && minLos > 1 ? minLos : null;
  const max = maxLos !== null && maxLos !== undefined && maxLos > 0 ? maxLos : null;
  return los === 'arrival'
    ? { ...set, min_stay_arrival: min, max_stay_arrival: max }
    : { ...set, min_stay_through: min, max_stay_through: max };
}

/** Open beside closed says two things at once. */
export function contradicts(state: readonly number[]): boolean {
  return state.includes(OPEN) && state.some((one) => one !== OPEN);
}

export function exceeds({ minLos, maxLos }: Pick<RestrictionInput, 'minLos' | 'maxLos'>): boolean {
  return (maxLos ?? 0) > 0 && (minLos ?? 0) > (maxLos ?? 0);
}

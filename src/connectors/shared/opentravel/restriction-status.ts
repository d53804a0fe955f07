import type { Restrictions } from '../../../core/model/ari.js';
import type { XmlAttributes } from '../xml-reader.js';
import { parseDays } from './duration.js';
import { quote, refuse, type OtaContext } from './message-decoder.js';
import { OTA } from './ota-numbers.js';

const MAX_ADVANCE_DAYS = 3_650;

/** What Restriction and Status together set. "pmsXchange, restrictions": no Restriction is the master stop-sell. */
const MEANINGS = new Map<string, Restrictions>([
  ['Master Open', { closed: false }],
  ['Master Close', { closed: true }],
  ['Master ClosedOnArrival', { closed_to_arrival: true }],
  ['Arrival Open', { closed_to_arrival: false }],
  ['Arrival Close', { closed_to_arrival: true }],
  ['Arrival ClosedOnArrival', { closed_to_arrival: true }],
  ['Departure Open', { closed_to_departure: false }],
  ['Master RemoveCloseOnly', { closed: false }],
  ['Arrival RemoveCloseOnly', { closed_to_arrival: false }],
  ['Departure RemoveCloseOnly', { closed_to_departure: false }],
  ['Departure Close', { closed_to_departure: true }],
]);

/** One RestrictionStatus into `set`. A message may hold several, whatever the schema says. */
export function applyRestrictionStatus(
  attributes: XmlAttributes,
  set: Restrictions,
  context: OtaContext,
): void {
  const { Restriction: restriction = 'Master', Status: status } = attributes;
  const { MinAdvancedBookingOffset: min, MaxAdvancedBookingOffset: max } = attributes;
  // "Closed" is the spelling of a common PMS specification.
  const word = status === 'Closed' ? 'Close' : status;
  if (word !== undefined) {
    const meaning = MEANINGS.get(`${restriction} ${word}`);
    if (meaning === undefined) {
      const what = `Restriction ${quote(restriction)} with Status ${quote(word)} is not known here`;
      refuse(context, OTA.invalidValue, `${what}; send Master, Arrival or Departure with Open or Close`);
      return;
    }
    Object.assign(set, meaning);
  } else if (min === undefined && max === undefined) {
    refuse(context, OTA.missing, 'RestrictionStatus has no Status; send Open or Close');
  }
  applyOffsets(attributes, set, context);
}

/** MinAdvancedBookingOffset and MaxAdvancedBookingOffset into `set`, on whatever element they stand. */
export function applyOffsets(attributes: XmlAttributes, set: Restrictions, context: OtaContext): void {
  const { MinAdvancedBookingOffset: min, MaxAdvancedBookingOffset: max } = attributes;
  // Part of a day counts as a day for the minimum, not for the maximum: the stricter reading of both.
  if (min !== undefined) {
    const days = readOffset('MinAdvancedBookingOffset', min, context);
    if (days !== undefined) set.min_advance_days = days === null ? null : Math.ceil(days);
  }
  if (max !== undefined) {
    const days = readOffset('MaxAdvancedBookingOffset', max, context);
    if (days !== undefined) set.max_advance_days = days === null ? null : Math.floor(days);
  }
}

/** Days of an offset; null lifts the limit (empty or zero); undefined after adding a fault. */
function readOffset(name: string, text: string, context: OtaContext): number | null | undefined {
  if (text.trim() === '') return null;
  const days = parseDays(text);
  if (days === 0) return null;
  if (days === null || days > MAX_ADVANCE_DAYS) {
    refuse(
      context,
      OTA.invalidValue,
      `${name} ${quote(text)} is not a number of days up to ${MAX_ADVANCE_DAYS}; send P7D`,
    );
    return undefined;
  }
  return days;
}

import type { XmlAttributes } from '../xml-reader.js';
import { booleanOf, quote, refuse, type OtaContext } from './message-decoder.js';
import { OTA } from './ota-numbers.js';

/** Monday first. The schema's own spelling comes before the one that many senders use. */
const DAY_FLAGS: readonly (readonly [string, string])[] = [
  ['Mon', 'Monday'],
  ['Tue', 'Tues'],
  ['Weds', 'Wed'],
  ['Thur', 'Thu'],
  ['Fri', 'Friday'],
  ['Sat', 'Saturday'],
  ['Sun', 'Sunday'],
];

/**
 * The day flags (DOW_PatternGroup; Weds and Thur in the schema, Wed and Thu in half of the field).
 * @returns Monday first; null for every day, which is also what no flag at all means; undefined after adding a fault.
 */
export function readDays(
  attributes: XmlAttributes,
  context: OtaContext,
): readonly boolean[] | null | undefined {
  if (!hasDayFlag(attributes)) return null;
  const days: boolean[] = [];
  for (const [name, other] of DAY_FLAGS) {
    const text = attributes[name] ?? attributes[other];
    if (text !== undefined && booleanOf(text) === null) {
      refuse(
        context,
        OTA.invalidValue,
        `${name} ${quote(text)} is not a day flag; write 1, 0, true or false`,
      );
      return undefined;
    }
    days.push(text !== undefined && booleanOf(text) === true);
  }
  if (!days.includes(true)) {
    refuse(
      context,
      OTA.invalidValue,
      'No day flag is true, so no night is meant; set those that apply to true',
    );
    return undefined;
  }
  return days.includes(false) ? days : null;
}

/** Named one by one: most elements have none, and to look for each name of a list costs more than all the rest. */
function hasDayFlag(attributes: XmlAttributes): boolean {
  const { Mon, Tue, Weds, Thur, Fri, Sat, Sun } = attributes;
  const { Monday, Tues, Wed, Thu, Friday, Saturday, Sunday } = attributes;
  const schema = Mon ?? Tue ?? Weds ?? Thur ?? Fri ?? Sat ?? Sun;
  return (schema ?? Monday ?? Tues ?? Wed ?? Thu ?? Friday ?? Saturday ?? Sunday) !== undefined;
}

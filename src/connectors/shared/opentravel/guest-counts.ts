import type { GuestCount } from '../../../core/model/incoming-reservation.js';
import { attributeOf, childOf, childrenOf, type XmlNode } from '../xml-tree.js';
import { quote, wholeNumber } from './message-decoder.js';
import { refuseAt, type ReservationReading } from './reservation-values.js';

type AgeBand = GuestCount['age_band'];

/** Code list AQC. */
const BANDS = new Map<string, AgeBand>([
  ['1', 'adult'],
  ['2', 'senior'],
  ['3', 'infant'],
  ['4', 'child'],
  ['5', 'child'],
  ['6', 'adult'],
  ['7', 'infant'],
  ['8', 'child'],
  ['9', 'child'],
  ['10', 'adult'],
  ['11', 'senior'],
  ['12', 'adult'],
  ['13', 'child'],
  ['14', 'child'],
  ['15', 'adult'],
  ['18', 'child'],
  ['19', 'child'],
  ['20', 'adult'],
  ['21', 'adult'],
]);
const MOST_GUESTS = 99;
const OLDEST = 130;
const OF_AGE = 18;

/** The guests of a room stay. Ages may stand apart, in the order of the children ("Expedia, ChildAges"). */
export function readGuestCounts(roomStay: XmlNode, reading: ReservationReading): GuestCount[] {
  const counts = childrenOf(roomStay, 'GuestCounts', 'GuestCount').flatMap((node) => {
    const count = readGuestCount(node, reading);
    return count === null || count.count === 0 ? [] : [count];
  });
  return withAges(counts, readChildAges(roomStay));
}

/** Whether the counts are those of one room, or of all rooms of the stay together. */
export function countsPerRoom(roomStay: XmlNode): boolean {
  const flag = attributeOf(childOf(roomStay, 'GuestCounts'), 'IsPerRoom');
  return flag !== 'false' && flag !== '0';
}

function readGuestCount(node: XmlNode, reading: ReservationReading): GuestCount | null {
  const written = attributeOf(node, 'Count') ?? '1';
  const count = wholeNumber(written);
  if (count === null || count > MOST_GUESTS) {
    const text = `Count ${quote(written)} is not a number of guests; write 1 to ${MOST_GUESTS}`;
    refuseAt(reading, node, reading.numbers.guests, text);
    return null;
  }
  const years = wholeNumber(attributeOf(node, 'Age') ?? '');
  const age = years !== null && years <= OLDEST ? years : null;
  const code = attributeOf(node, 'AgeQualifyingCode');
  return { age_band: bandOf(code, age), count, age };
}

/** Without code the age says it; without both it is an adult. */
function bandOf(code: string | null, age: number | null): AgeBand {
  if (code === null) return age !== null && age < OF_AGE ? 'child' : 'adult';
  return BANDS.get(code) ?? 'other';
}

function readChildAges(roomStay: XmlNode): number[] {
  const node =
    childOf(roomStay, 'TPA_Extensions', 'ChildAges') ?? childOf(roomStay, 'GuestCounts', 'ChildAges');
  const ages = attributeOf(node, 'Ages') ?? '';
  return ages.split(',').flatMap((text) => {
    const age = wholeNumber(text);
    return age === null || age > OLDEST ? [] : [age];
  });
}

function withAges(counts: readonly GuestCount[], ages: number[]): GuestCount[] {
  if (ages.length === 0) return [...counts];
  const waiting = [...ages];
  return counts.flatMap((count): GuestCount[] => {
    const isChild = count.age_band === 'child' || count.age_band === 'infant';
    if (!isChild || count.age !== null) return [count];
    const own = waiting.splice(0, count.count);
    const rest = count.count - own.length;
    return [
      ...own.map((age) => ({ age_band: count.age_band, count: 1, age })),
      ...(rest > 0 ? [{ ...count, count: rest }] : []),
    ];
  });
}

/** The guests of one of `rooms` rooms that share their counts: as even as it goes, the first ones get more. */
export function shareGuests(counts: readonly GuestCount[], rooms: number, index: number): GuestCount[] {
  return counts.flatMap((count) => {
    const share = Math.floor(count.count / rooms) + (index < count.count % rooms ? 1 : 0);
    return share === 0 ? [] : [{ ...count, count: share }];
  });
}

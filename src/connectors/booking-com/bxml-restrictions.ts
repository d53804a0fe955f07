import type { Restrictions } from '../../core/model/ari.js';
import type { FaultList } from '../shared/fault-list.js';
import { parseDays } from '../shared/opentravel/duration.js';
import { childOf, type XmlNode } from '../shared/xml-tree.js';

/** 254 is the most that can be sold of a room, 255 stands for any number ("B.XML availability", roomstosell). */
const MAX_ROOMS = 255;
const MAX_NIGHTS = 365;
const MAX_ADVANCE_DAYS = 3_650;

type Flag = 'closed' | 'closed_to_arrival' | 'closed_to_departure';
type Limit = 'min_stay_arrival' | 'max_stay_arrival' | 'min_stay_through' | 'max_stay_through';
type Advance = 'min_advance_days' | 'max_advance_days';

const FLAGS: readonly (readonly [string, Flag])[] = [
  ['closed', 'closed'],
  ['closedonarrival', 'closed_to_arrival'],
  ['closedondeparture', 'closed_to_departure'],
];

/** An exact stay is read before the limits, which are more precise where both stand. */
const LIMITS: readonly (readonly [string, readonly Limit[]])[] = [
  ['exactstay', ['min_stay_through', 'max_stay_through']],
  ['exactstay_arrival', ['min_stay_arrival', 'max_stay_arrival']],
  ['minimumstay', ['min_stay_through']],
  ['maximumstay', ['max_stay_through']],
  ['minimumstay_arrival', ['min_stay_arrival']],
  ['maximumstay_arrival', ['max_stay_arrival']],
];

const ADVANCES: readonly (readonly [string, Advance, (days: number) => number])[] = [
  // Part of a day counts as a day for the minimum, not for the maximum: the stricter reading of both.
  ['min_advance_res', 'min_advance_days', Math.ceil],
  ['max_advance_res', 'max_advance_days', Math.floor],
];

/** The restrictions that stand directly in a date or in its rate; 0 lifts a limit. */
export function readRestrictions(source: XmlNode, faults: FaultList): Restrictions {
  const set: Restrictions = {};
  const add = ({ place, name, text }: XmlNode, remedy: string): void =>
    faults.add({ code: 'VALIDATION', message: `${name} "${text.slice(0, 40)}" ${remedy}`, place });
  for (const [name, field] of FLAGS) {
    const node = childOf(source, name);
    if (node === undefined) continue;
    if (/^(?:0|1|true|false)$/.test(node.text)) set[field] = node.text === '1' || node.text === 'true';
    else add(node, 'is not a flag; write 1 or 0');
  }
  for (const [name, fields] of LIMITS) {
    const node = childOf(source, name);
    if (node === undefined) continue;
    const nights = /^\d{1,4}$/.test(node.text) ? Number(node.text) : Number.NaN;
    if (nights <= MAX_NIGHTS || (name.startsWith('max') && nights >= 0)) {
      for (const field of fields) set[field] = nights === 0 || nights > MAX_NIGHTS ? null : nights;
    } else add(node, `is not 0 to ${MAX_NIGHTS} nights; send 0 to lift the limit`);
  }
  for (const [name, field, round] of ADVANCES) {
    const node = childOf(source, name);
    if (node === undefined) continue;
    const days = node.text === '' ? 0 : parseDays(node.text);
    if (days !== null && days <= MAX_ADVANCE_DAYS) set[field] = days === 0 ? null : round(days);
    else add(node, 'is not a number of days; write for example 4D, or 4D8H');
  }
  return set;
}

/** `roomstosell`: of the room, whatever rate stands beside it. Undefined where there is none, or after adding a fault. */
export function readRoomsToSell(date: XmlNode, faults: FaultList): number | undefined {
  const node = childOf(date, 'roomstosell');
  if (node === undefined) return undefined;
  const rooms = /^\d{1,4}$/.test(node.text) ? Number(node.text) : Number.NaN;
  if (rooms <= MAX_ROOMS) return rooms;
  const message = `roomstosell "${node.text.slice(0, 40)}" is not 0 to 254 rooms, or 255 for any number`;
  faults.add({ code: 'VALIDATION', message, place: node.place });
  return undefined;
}

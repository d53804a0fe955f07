import { daysBetween, isLocalDate, type LocalDate } from '../../core/model/local-date.js';
import type { FaultList } from '../shared/fault-list.js';
import type { XmlNode } from '../shared/xml-tree.js';

/** First and last night, both inclusive ("to and including"). */
export interface Nights {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

const MAX_NIGHTS = 1_100;
const NAME = /^(value|from|to)(\d{0,3})$/;

/**
 * The nights of a date element: `value`, or `from` and `to`, or a mix of several, numbered (`value1`, `from2`, `to2`).
 * @returns those that are right, after adding a fault for each that is not.
 */
export function dateRanges(date: XmlNode, faults: FaultList): Nights[] {
  const add = (message: string): void => faults.add({ code: 'VALIDATION', message, place: date.place });
  const ranges: Nights[] = [];
  let said = false;
  for (const [name, written = ''] of Object.entries(date.attributes)) {
    const [, kind, number = ''] = NAME.exec(name) ?? [];
    if (kind === undefined) continue;
    said = true;
    const text = written.trim();
    if (!isLocalDate(text)) {
      const remedy = /\s/.test(text) ? 'has a blank inside' : 'is not a calendar date';
      add(`${name} "${text.slice(0, 40)}" ${remedy}; write it as YYYY-MM-DD`);
    } else if (kind === 'value') ranges.push({ from: text, to: text });
    else if (kind === 'from') {
      const to = date.attributes[`to${number}`]?.trim();
      if (to === undefined) add(`${name} without to${number}; write the last night, it is included`);
      else if (isLocalDate(to)) addRange({ from: text, to }, ranges, add);
    } else if (date.attributes[`from${number}`] === undefined) {
      add(`${name} without from${number}; write the first night`);
    }
  }
  if (!said) add('date has no value; write value="YYYY-MM-DD", or from and to');
  return ranges;
}

function addRange(range: Nights, ranges: Nights[], add: (message: string) => void): void {
  const days = daysBetween(range.from, range.to);
  if (days < 0) add(`to ${range.to} is before from ${range.from}; both are nights of the range`);
  else if (days >= MAX_NIGHTS) add(`${range.from} to ${range.to} is more than ${MAX_NIGHTS} nights`);
  else ranges.push(range);
}

import type { AriAmount, AriUpdate, Restrictions } from '../../core/model/ari.js';
import { daysBetween, isLocalDate } from '../../core/model/local-date.js';
import { isCurrency } from '../../core/model/money.js';
import type { FaultList } from '../shared/fault-list.js';
import { attributeOf, childOf, findAll, textOf, type XmlNode } from '../shared/xml-tree.js';

const MAX_NIGHTS = 1_100;
const MAX_ROOMS = 9_999;
const AMOUNT = /^\d{1,12}(?:\.\d{1,6})?$/;
const FLAGS = [
  ['closed', 'closed'],
  ['cta', 'closed_to_arrival'],
  ['ctd', 'closed_to_departure'],
] as const;
const LIMITS = [
  ['min_los', 'min_stay_arrival'],
  ['max_los', 'max_stay_arrival'],
] as const;
/** How many a price is for; `full` is the room with all that it takes. */
const PARTIES = new Map<string, number | null>([
  ['single', 1],
  ['double', 2],
  ['full', null],
]);

/** One `update` of a YCS request: nothing where it has a fault, else one instruction for each of its date ranges. */
export function readUpdate(update: XmlNode, faults: FaultList): AriUpdate[] {
  const before = faults.count;
  const add = adderOf(update, faults);
  const room_code = attributeOf(update, 'room_id') ?? textOf(update, 'room_id');
  const rate_code = attributeOf(update, 'rateplan_id') ?? textOf(update, 'rateplan_id');
  if (room_code === null) add('room_id is missing on update; write the id of the room');
  const ranges = findAll(update, 'date_range').flatMap((range) => readRange(range, faults));
  if (ranges.length === 0 && faults.count === before) add('date_range is missing; write from and to');
  const available = readAllotment(update, faults);
  const set = readRestrictions(update, faults);
  const amounts = readPrices(update, faults);
  if (amounts.length > 0 && rate_code === null)
    add('Prices without rateplan_id; write the id of the rate plan');
  const empty = available === undefined && amounts.length === 0 && Object.keys(set).length === 0;
  if (empty && faults.count === before)
    add('The update sets nothing: send allotment, restrictions or prices');
  if (faults.count > before) return [];
  const { at, line } = update.place;
  return ranges.map((range) => ({
    room_code,
    unit_code: null,
    rate_code,
    ...range,
    ...(available === undefined ? {} : { available }),
    set,
    amounts,
    at,
    ...(line === undefined ? {} : { line }),
  }));
}

type Adder = (message: string) => void;

function adderOf({ place }: XmlNode, faults: FaultList): Adder {
  return (message) => faults.add({ code: 'VALIDATION', message, place });
}

function readRange(range: XmlNode, faults: FaultList): Pick<AriUpdate, 'from' | 'to' | 'days'>[] {
  const add = adderOf(range, faults);
  const from = attributeOf(range, 'from') ?? '';
  const to = attributeOf(range, 'to') ?? '';
  for (const [name, value] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (!isLocalDate(value))
      add(`${name} "${value.slice(0, 40)}" is not a calendar date; write it as YYYY-MM-DD`);
  }
  if (!isLocalDate(from) || !isLocalDate(to)) return [];
  const length = daysBetween(from, to);
  if (length < 0 || length >= MAX_NIGHTS) {
    add(
      length < 0 ? `to ${to} is before from ${from}` : `${from} to ${to} is more than ${MAX_NIGHTS} nights`,
    );
    return [];
  }
  const days = readDays(range, add);
  return days === undefined ? [] : [{ from, to, days }];
}

/** `dow` 1 to 7, Monday first; none means every day. Undefined after a fault. */
function readDays(range: XmlNode, add: Adder): readonly boolean[] | null | undefined {
  const said = [
    ...findAll(range, 'dow').map(({ text }) => text),
    ...(attributeOf(range, 'dow') ?? '').split(/[ ,]+/),
  ];
  const numbers = said.filter((text) => text !== '');
  const wrong = numbers.find((text) => !/^[1-7]$/.test(text));
  if (wrong !== undefined) {
    add(`dow "${wrong.slice(0, 40)}" is not a day of the week; write 1 (Monday) to 7`);
    return undefined;
  }
  return numbers.length === 0 ? null : [1, 2, 3, 4, 5, 6, 7].map((day) => numbers.includes(String(day)));
}

/** Regular and guaranteed rooms together are what may be sold. */
function readAllotment(update: XmlNode, faults: FaultList): number | undefined {
  const allotment = findAll(update, 'allotment')[0];
  if (allotment === undefined) return undefined;
  const parts = allotment.children.length === 0 ? [allotment] : allotment.children;
  const counts = parts.map(({ text }) => (/^\d{1,4}$/.test(text) ? Number(text) : Number.NaN));
  const sum = counts.reduce((total, count) => total + count, 0);
  if (sum <= MAX_ROOMS) return sum;
  adderOf(allotment, faults)(`allotment is not a number of rooms from 0 to ${MAX_ROOMS}`);
  return undefined;
}

function readRestrictions(update: XmlNode, faults: FaultList): Restrictions {
  const set: Restrictions = {};
  for (const [name, field] of FLAGS) {
    const node = findAll(update, name)[0];
    if (node === undefined) continue;
    if (/^(?:0|1|true|false)$/i.test(node.text)) set[field] = /^(?:1|true)$/i.test(node.text);
    else adderOf(node, faults)(`${name} "${node.text.slice(0, 40)}" is not a flag; write true or false`);
  }
  for (const [name, field] of LIMITS) {
    const node = findAll(update, name)[0];
    if (node === undefined) continue;
    const nights = /^\d{1,3}$/.test(node.text) ? Number(node.text) : Number.NaN;
    if (nights >= 0 && nights <= 365) set[field] = nights === 0 ? null : nights;
    else
      adderOf(node, faults)(`${name} "${node.text.slice(0, 40)}" is not 0 to 365 nights; 0 lifts the limit`);
  }
  return set;
}

function readPrices(update: XmlNode, faults: FaultList): AriAmount[] {
  const prices = findAll(update, 'prices')[0];
  if (prices === undefined) return [];
  const add = adderOf(prices, faults);
  const currency = attributeOf(prices, 'currency');
  if (currency === null || !isCurrency(currency))
    add('currency is missing on prices, or is not an ISO 4217 code such as EUR');
  const occupancy = childOf(prices, 'occupancy') ?? prices;
  const amounts = occupancy.children.flatMap(({ name, text, attributes }): AriAmount[] => {
    if (text === '') return [];
    if (!AMOUNT.test(text)) {
      add(`${name} "${text.slice(0, 40)}" is not a price; write a decimal such as 101.00`);
      return [];
    }
    const price = { amount: text, currency, tax: 'after' } as const;
    if (name === 'extra_person' || name === 'extra_adult')
      return [{ ...price, guests: null, extra: 'adult' }];
    const persons = attributes['persons'];
    if (persons !== undefined && /^[1-9]\d?$/.test(persons)) return [{ ...price, guests: Number(persons) }];
    const guests = PARTIES.get(name);
    if (guests === undefined) add(`${name} is not a party; send single, double, full or extra_person`);
    return guests === undefined ? [] : [{ ...price, guests }];
  });
  if (amounts.length === 0) add('prices has no price; send single, double or full');
  return amounts;
}

import type {
  GuestCount,
  IncomingExtra,
  IncomingNight,
  IncomingRoom,
  IncomingTax,
} from '../../core/model/incoming-reservation.js';
import { isLocalDate } from '../../core/model/local-date.js';
import type { FaultList } from '../shared/fault-list.js';
import { decimalOf } from '../shared/opentravel/reservation-values.js';
import { attributeOf, childOf, childrenOf, textOf, type XmlNode } from '../shared/xml-tree.js';

const COUNT = /^\d{1,2}$/;
const AGE = /^\d{1,3}$/;

/** One room of a B.XML reservation. Null after adding a fault. */
export function readRoom(room: XmlNode, currency: string | null, faults: FaultList): IncomingRoom | null {
  const [check_in, check_out] = [textOf(room, 'arrival_date'), textOf(room, 'departure_date')];
  for (const [name, date] of [
    ['arrival_date', check_in],
    ['departure_date', check_out],
  ] as const) {
    if (date !== null && isLocalDate(date)) continue;
    const message =
      date === null ? `${name} is missing` : `${name} "${date.slice(0, 40)}" is not a calendar date`;
    faults.add({ code: 'VALIDATION', message: `${message}; write it as YYYY-MM-DD`, place: room.place });
    return null;
  }
  if (check_in === null || check_out === null || check_out <= check_in) {
    const message = `departure_date ${check_out ?? ''} is not after arrival_date ${check_in ?? ''}`;
    faults.add({ code: 'VALIDATION', message, place: room.place });
    return null;
  }
  const own = textOf(room, 'currencycode') ?? currency;
  const prices = [...childrenOf(room, 'price'), ...childrenOf(room, 'prices', 'price')];
  return {
    room_code: textOf(room, 'id'),
    rate_code: prices.map((price) => attributeOf(price, 'rate_id')).find((id) => id !== null) ?? null,
    check_in,
    check_out,
    guests: readGuests(room),
    nights: prices.flatMap((price) => readNight(price, own) ?? []),
    total: decimalOf(textOf(room, 'totalprice') ?? ''),
    extras: readExtras(room, own),
    taxes: readTaxes(room),
    reference: textOf(room, 'roomreservation_id'),
  };
}

function readNight(price: XmlNode, currency: string | null): IncomingNight | null {
  const date = attributeOf(price, 'date');
  const amount = decimalOf(attributeOf(price, 'amount') ?? price.text);
  return date === null || !isLocalDate(date) || amount === null ? null : { date, amount, currency };
}

/** "guest_counts": guests of one kind each, children with their ages; else numberofguests, who are adults. */
function readGuests(room: XmlNode): GuestCount[] {
  const counted = childrenOf(room, 'guest_counts', 'guest_count').flatMap((node) => {
    const read = (name: string): string | null => attributeOf(node, name) ?? textOf(node, name);
    const count = numberOf(COUNT, read('count')) ?? 1;
    const age = numberOf(AGE, read('age'));
    const child = read('type') === 'child' || (read('type') === null && age !== null && age < 18);
    const age_band: GuestCount['age_band'] = child ? 'child' : 'adult';
    return count === 0 ? [] : [{ age_band, count, age: child ? age : null }];
  });
  if (counted.length > 0) return counted;
  const guests = numberOf(COUNT, textOf(room, 'numberofguests'));
  return guests === null || guests === 0 ? [] : [{ age_band: 'adult', count: guests, age: null }];
}

/** Add-ons of a room or of the whole reservation. */
export function readExtras(owner: XmlNode, currency: string | null): IncomingExtra[] {
  return childrenOf(owner, 'addons', 'addon').map((addon) => ({
    code: textOf(addon, 'type'),
    name: textOf(addon, 'name'),
    quantity: 1,
    amount: decimalOf(textOf(addon, 'totalprice') ?? ''),
    currency: textOf(addon, 'currencycode') ?? currency,
  }));
}

/** The taxes as the hotel sees them ("price_details"). */
export function readTaxes(owner: XmlNode): IncomingTax[] {
  const hotel = childOf(owner, 'price_details', 'hotel');
  const taxes = [...childrenOf(hotel, 'tax'), ...childrenOf(hotel, 'taxes', 'tax')];
  return taxes.map((tax) => {
    const read = (...names: readonly string[]): string | null =>
      attributeOf(tax, ...names) ??
      names.map((name) => textOf(tax, name)).find((text) => text !== null) ??
      null;
    const type = read('type')?.toLowerCase() ?? '';
    return {
      code: read('code', 'id'),
      name: read('name', 'description'),
      amount: decimalOf(read('amount', 'price', 'total') ?? tax.text),
      percent: decimalOf(read('percent', 'percentage') ?? ''),
      included: type.startsWith('incl') ? true : type.startsWith('excl') ? false : null,
    };
  });
}

function numberOf(pattern: RegExp, text: string | null): number | null {
  return text !== null && pattern.test(text) ? Number(text) : null;
}

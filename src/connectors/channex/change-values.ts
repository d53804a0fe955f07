import type { AriAmount, Restrictions } from '../../core/model/ari.js';
import { isWrong, readCount, readFlag, readRate, type Rate } from './change-fields.js';
import type { ChangeItem, ChangeRules } from './change-item.js';
import { LIMITS, WARNING } from './profile.js';

/** What POST /restrictions sets ("Channex, update restrictions"). */
export const SET_FIELDS = [
  'rate',
  'rates',
  'min_stay_arrival',
  'min_stay_through',
  'min_stay',
  'max_stay',
  'closed_to_arrival',
  'closed_to_departure',
  'stop_sell',
] as const;

/** Restrictions of one change object; absent leaves what is set. */
export function readRestrictions(item: ChangeItem, { min_stay }: ChangeRules): Restrictions {
  const stay = (field: string, least: 0 | 1) =>
    item.value(field, (value) => readCount(value, { least, most: LIMITS.stay }));
  const minStay = stay('min_stay', 1);
  const maxStay = stay('max_stay', 0);
  const set: Restrictions = {};
  const closed = item.value('stop_sell', readFlag);
  if (closed !== undefined) set.closed = closed;
  const toArrival = item.value('closed_to_arrival', readFlag);
  if (toArrival !== undefined) set.closed_to_arrival = toArrival;
  const toDeparture = item.value('closed_to_departure', readFlag);
  if (toDeparture !== undefined) set.closed_to_departure = toDeparture;
  // The more precise word counts, whatever the order in which they stand.
  const arrival = stay('min_stay_arrival', 1) ?? (min_stay === 'through' ? undefined : minStay);
  if (arrival !== undefined) set.min_stay_arrival = arrival;
  const through = stay('min_stay_through', 1) ?? (min_stay === 'arrival' ? undefined : minStay);
  if (through !== undefined) set.min_stay_through = through;
  // 0 is the contract's word for no limit.
  if (maxStay !== undefined) set.max_stay_arrival = maxStay === 0 ? null : maxStay;
  return set;
}

/** `rate` is per room, whatever the party; `rates` has one for each number of guests. */
export function readAmounts(item: ChangeItem): AriAmount[] {
  const rate = item.value('rate', readRate);
  const amounts = rate === undefined ? [] : [toAmount(null, rate)];
  const { rates } = item.fields;
  if (rates === undefined) return amounts;
  if (!Array.isArray(rates) || rates.length === 0 || rates.length > LIMITS.guests) {
    const text = rates === null ? WARNING.null : WARNING.invalid;
    const remedy = `send a list of up to ${LIMITS.guests} {"occupancy": 2, "rate": "200.00"}`;
    item.fault('rates', { text, remedy });
    return amounts;
  }
  rates.forEach((entry: unknown, index) => {
    const amount = readOccupancyRate(item, entry, index);
    if (amount !== null) amounts.push(amount);
  });
  return amounts;
}

function readOccupancyRate(item: ChangeItem, entry: unknown, index: number): AriAmount | null {
  const { occupancy, rate } =
    typeof entry === 'object' && entry !== null ? (entry as Readonly<Record<string, unknown>>) : {};
  const guests = readCount(occupancy, { least: 1, most: LIMITS.guests });
  const price = readRate(rate);
  if (isWrong(guests)) item.fault('rates', guests, `rates/${index}/occupancy`);
  if (isWrong(price)) item.fault('rates', price, `rates/${index}/rate`);
  return isWrong(guests) || isWrong(price) ? null : toAmount(guests.value, price.value);
}

function toAmount(guests: number | null, { amount, minor_units }: Rate): AriAmount {
  if (minor_units === undefined) return { guests, amount, currency: null, tax: 'after' };
  return { guests, amount, currency: null, tax: 'after', minor_units };
}

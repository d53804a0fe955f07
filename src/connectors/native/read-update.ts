import {
  BOOLEAN_RESTRICTIONS,
  NUMBER_RESTRICTIONS,
  type AriAmount,
  type AriUpdate,
  type Restrictions,
} from '../../core/model/ari.js';
import { daysBetween, type LocalDate } from '../../core/model/local-date.js';
import { addSchemaFaults, type AddFault } from '../shared/schema-faults.js';
import { ariUpdateInput, DAY_NAMES, type AriUpdateInput } from './ari-schema.js';

const MAX_RANGE_DAYS = 1_100;

/** Reads one item of `updates`; what is wrong goes to `add`, and nothing of an item with a fault may be applied. */
export function readUpdate(item: unknown, at: string, add: AddFault): AriUpdate | null {
  const parsed = ariUpdateInput.safeParse(item);
  if (!parsed.success) {
    addSchemaFaults(parsed.error, { document: item, at }, add);
    return null;
  }
  const input = parsed.data;
  const range = readRange(input, at, add);
  const set = readRestrictions(input);
  const amounts = readAmounts(input);
  const { room_code = null, rate_code = null, available_rooms: available, days } = input;
  if (room_code === null && rate_code === null)
    add(`${at}/room_code`, 'room_code is missing; name the room or the rate plan');
  if (available === undefined && amounts.length === 0 && Object.keys(set).length === 0) {
    add(at, 'The update sets nothing: send available_rooms, a restriction or amounts');
  }
  if (range === null) return null;
  return {
    room_code,
    unit_code: null,
    rate_code,
    ...range,
    days: days === undefined ? null : DAY_NAMES.map((name) => days.includes(name)),
    ...(available === undefined ? {} : { available }),
    set,
    amounts,
    at,
  };
}

function readRange(
  input: AriUpdateInput,
  at: string,
  add: AddFault,
): { from: LocalDate; to: LocalDate } | null {
  const { date } = input;
  if (date !== undefined) {
    if (input.from === undefined && input.to === undefined) return { from: date, to: date };
    add(`${at}/date`, 'date stands beside from or to; send date for one night, from and to for a range');
    return null;
  }
  const { from, to } = input;
  if (from === undefined || to === undefined) {
    add(
      `${at}/${from === undefined ? 'from' : 'to'}`,
      'from and to are both needed, both nights are included; or send date',
    );
    return null;
  }
  const days = daysBetween(from, to);
  if (days >= 0 && days < MAX_RANGE_DAYS) return { from, to };
  add(
    `${at}/to`,
    days < 0 ? `to ${to} is before from ${from}` : `${from} to ${to} is more than ${MAX_RANGE_DAYS} nights`,
  );
  return null;
}

function readRestrictions(input: AriUpdateInput): Restrictions {
  const set: Restrictions = {};
  for (const name of BOOLEAN_RESTRICTIONS) {
    const value = input[name];
    if (value !== undefined) set[name] = value;
  }
  for (const name of NUMBER_RESTRICTIONS) {
    const value = input[name];
    if (value !== undefined) set[name] = value;
  }
  return set;
}

function readAmounts(input: AriUpdateInput): AriAmount[] {
  const { amounts = [], currency = null, extra_adult_amount: extra } = input;
  const prices = amounts.map((price): AriAmount => ({
    guests: price.guests ?? null,
    amount: price.amount,
    currency: price.currency ?? currency,
    tax: price.tax ?? 'after',
  }));
  if (extra === undefined) return prices;
  // The last resort is the currency of the prices beside it: one update has one currency in practice.
  const of = currency ?? prices[0]?.currency ?? null;
  return [
    ...prices,
    { guests: null, amount: extra, currency: of, tax: prices[0]?.tax ?? 'after', extra: 'adult' },
  ];
}

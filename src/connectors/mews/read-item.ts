import type { z } from 'zod';
import type { AriAmount, AriUpdate } from '../../core/model/ari.js';
import type { Dialect } from '../../core/model/dialect.js';
import { daysBetween } from '../../core/model/local-date.js';
import { addSchemaFaults, type AddFault } from '../shared/schema-faults.js';
import {
  availabilityInput,
  ratePriceInput,
  restrictionInput,
  type RatePriceInput,
  type RestrictionInput,
} from './mews-schema.js';
import { contradicts, exceeds, toRestrictions } from './restriction-state.js';

const MAX_RANGE_DAYS = 1_100;
const AGE_PRICES =
  'Children have no price of their own here: a booking prices every guest as an adult; these prices were left out';

interface ItemReading {
  readonly dialect: Dialect;
  readonly add: AddFault;
  /** For what is read over: it is told and is no fault. */
  readonly note: (at: string, message: string) => void;
  readonly at: string;
}

/** One item of an operation's list; nothing where it has faults. */
export function readItem(
  operation: 'updateAvailability' | 'updatePrices' | 'updateRestrictions',
  item: unknown,
  reading: ItemReading,
): AriUpdate[] {
  switch (operation) {
    case 'updateAvailability': {
      const input = parse(availabilityInput, item, reading);
      if (input === null || !isRange(input, reading)) return [];
      return [{ ...base(input, reading.at), rate_code: null, available: input.availability }];
    }
    case 'updatePrices': {
      const input = parse(ratePriceInput, item, reading);
      if (input === null || !isRange(input, reading)) return [];
      return [{ ...base(input, reading.at), amounts: amountsOf(input, reading) }];
    }
    case 'updateRestrictions': {
      const input = parse(restrictionInput, item, reading);
      if (input === null || !isRange(input, reading) || !isSound(input, reading)) return [];
      return [{ ...base(input, reading.at), set: toRestrictions(input, reading.dialect.los) }];
    }
  }
}

function parse<T>(schema: z.ZodType<T>, item: unknown, { at, add }: ItemReading): T | null {
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  addSchemaFaults(parsed.error, { document: item, at }, add);
  return null;
}

interface Scope {
  readonly spaceTypeCode?: string | null | undefined;
  readonly ratePlanCode?: string | null | undefined;
  readonly from: string;
  readonly to: string;
}

function base({ spaceTypeCode, ratePlanCode, from, to }: Scope, at: string): AriUpdate {
  return {
    room_code: spaceTypeCode ?? null,
    unit_code: null,
    rate_code: ratePlanCode ?? null,
    from,
    to,
    days: null,
    set: {},
    amounts: [],
    at,
  };
}

function isRange({ from, to }: Scope, { at, add }: ItemReading): boolean {
  const days = daysBetween(from, to);
  if (days >= 0 && days < MAX_RANGE_DAYS) return true;
  const message =
    days < 0 ? `to ${to} is before from ${from}` : `${from} to ${to} is more than ${MAX_RANGE_DAYS} nights`;
  add(`${at}/to`, message);
  return false;
}

function isSound(input: RestrictionInput, { at, add }: ItemReading): boolean {
  if (contradicts(input.state ?? [])) {
    add(`${at}/state`, 'state says open (1) and closed at once; send one of them');
    return false;
  }
  if (!exceeds(input)) return true;
  add(`${at}/minLos`, `minLos ${input.minLos} is above maxLos ${input.maxLos}, so no stay fits`);
  return false;
}

/** Gross is what the guest pays; net alone is a price before tax. Prices of ages are not sold here (docs/connectors.md). */
function amountsOf({ prices, agePrices }: RatePriceInput, { at, add, note }: ItemReading): AriAmount[] {
  if ((agePrices ?? []).length > 0) note(`${at}/agePrices`, AGE_PRICES);
  return prices.flatMap(({ grossAmount, netAmount, currencyCode, guestCount }, index): AriAmount[] => {
    const amount = grossAmount ?? netAmount;
    if (amount === null || amount === undefined) {
      add(`${at}/prices/${index}`, 'grossAmount and netAmount are both missing; send one of them');
      return [];
    }
    const tax = typeof grossAmount === 'string' ? 'after' : 'before';
    return [{ guests: guestCount ?? null, amount, currency: currencyCode, tax }];
  });
}

import type { AriAmount } from '../model/ari.js';
import { AppError, type ErrorCode } from '../model/errors.js';
import { currencyExponent, parseAmount, type MinorUnits } from '../model/money.js';
import { formatOccupancy } from './occupancy.js';

/** Whole units; a night above this is a slip of the keyboard. Currencies of small units get a thousand times more. */
const ABSURD = 1_000_000;
const SMALL_UNITS: ReadonlySet<string> = new Set(
  'COP CLP CRC GNF HUF IDR IQD IRR JPY KHR KRW LAK LBP MGA MMK MNT NGN PYG RWF SLL SOS SYP TZS UGX UZS VND'.split(
    ' ',
  ),
);

export interface StoredPrice {
  /** DECIMAL(15,3) text as the table gives it back, so that an unchanged price compares equal. */
  readonly amount: string | null;
  readonly occupancy: string | null;
}

/** Prices of one message that are remembered. */
const MOST_PRICES = 5_000;

/** readPrice for a whole message: most nights of a season have the same few prices, each of which is read once. */
export function createPriceReader(
  currency: string,
): (amounts: readonly AriAmount[]) => ReturnType<typeof readPrice> {
  const known = new Map<string, ReturnType<typeof readPrice>>();
  return (amounts) => {
    if (amounts.length === 0) return null;
    let key = '';
    for (const { guests, amount, currency: own, extra, minor_units: minor } of amounts) {
      const isPlain = extra === undefined && minor === undefined && (own === null || own === currency);
      if (!isPlain) return readPrice(amounts, currency);
      key += `${guests}:${amount},`;
    }
    const price = known.get(key);
    if (price !== undefined) return price;
    const read = readPrice(amounts, currency);
    if (known.size < MOST_PRICES) known.set(key, read);
    return read;
  };
}

/**
 * The price that one instruction sets; it replaces the night's whole price. Null when it names none.
 * Amounts are sold as they were sent, before or after tax: Bellhop knows no tax rates ("WIRE, amount pairs").
 */
export function readPrice(
  amounts: readonly AriAmount[],
  currency: string,
): StoredPrice | { code: ErrorCode; text: string } | null {
  if (amounts.length === 0) return null;
  const levels = new Map<number, MinorUnits>();
  let perRoom: MinorUnits | null = null;
  let extraAdult: MinorUnits | null = null;
  for (const entry of amounts) {
    const minor = readAmount(entry, currency);
    if (typeof minor !== 'number') return minor;
    if (entry.extra === 'adult') extraAdult = minor;
    // A booking counts its guests as adults, so that what a child costs has no use here.
    else if (entry.extra !== undefined) continue;
    else if (entry.guests === null) perRoom = minor;
    else levels.set(entry.guests, minor);
  }
  if (levels.size === 0 && perRoom === null) {
    return { code: 'VALIDATION', text: 'an amount for one guest more needs a base amount beside it' };
  }
  return {
    amount: perRoom === null ? null : decimal3(perRoom, currency),
    occupancy: formatOccupancy({ amount: perRoom, levels, extraAdult }, currency),
  };
}

function readAmount(entry: AriAmount, currency: string): MinorUnits | { code: ErrorCode; text: string } {
  if (entry.currency !== null && entry.currency !== currency) {
    return { code: 'CURRENCY_MISMATCH', text: `the hotel sells in ${currency}, not in ${entry.currency}` };
  }
  let minor: MinorUnits;
  try {
    minor = entry.minor_units ?? parseAmount(entry.amount, currency);
  } catch (error) {
    if (error instanceof AppError) return { code: 'VALIDATION', text: error.message };
    throw error;
  }
  if (minor === 0 && entry.extra === undefined) {
    return {
      code: 'VALIDATION',
      text: 'a price of 0 would give rooms away; to stop selling, close the rate plan',
    };
  }
  const limit = ABSURD * (SMALL_UNITS.has(currency) ? 1_000 : 1);
  if (minor > limit * 10 ** currencyExponent(currency)) {
    return { code: 'VALIDATION', text: `${entry.amount} ${currency} a night is not a believable price` };
  }
  return minor;
}

/** DECIMAL(15,3) text of an amount: 10100 EUR gives "101.000". */
export function decimal3(minor: MinorUnits, currency: string): string {
  const thousandths = minor * 10 ** (3 - currencyExponent(currency));
  const digits = String(thousandths).padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
}

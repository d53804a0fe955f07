import { currencyExponent, parseAmount, type MinorUnits } from '../model/money.js';

const DECIMAL = /^(\d{1,12})(?:\.(\d+))?$/;

/**
 * An amount as a channel says it, in the currency's smallest unit, half rounded up: OpenTravel allows a digit more than
 * most currencies have, and what is sold is not refused for it.
 * @returns null for what is no amount: a sign, an exponent, an empty text
 */
export function readSoldAmount(text: string | null, currency: string): MinorUnits | null {
  const match = text === null ? null : DECIMAL.exec(text.trim());
  const whole = match?.[1];
  if (whole === undefined) return null;
  const exponent = currencyExponent(currency);
  const fraction = (match?.[2] ?? '').padEnd(exponent + 1, '0');
  const kept = exponent === 0 ? whole : `${whole}.${fraction.slice(0, exponent)}`;
  return parseAmount(kept, currency) + (fraction.charAt(exponent) >= '5' ? 1 : 0);
}

/** Shares an amount by weight, to the smallest unit; the first gets what is left over. */
export function shareAmount(total: MinorUnits, weights: readonly number[]): MinorUnits[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const shares = weights.map((weight) => (sum === 0 ? 0 : Math.floor((total * weight) / sum)));
  const rest = total - shares.reduce((all, share) => all + share, 0);
  return shares.map((share, index) => (index === 0 ? share + rest : share));
}

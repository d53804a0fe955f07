import { formatAmount, type MinorUnits } from '../model/money.js';

/** Half up, as hotels round rates; null where there is nothing to divide by. */
export function average(total: MinorUnits, count: number): MinorUnits | null {
  return count === 0 ? null : Math.round(total / count);
}

export function amountText(minor: MinorUnits | null, currency: string): string | null {
  return minor === null ? null : formatAmount(minor, currency);
}

/** A share in percent with one decimal place; null of nothing. */
export function percent(part: number, whole: number): string | null {
  return whole === 0 ? null : ((part / whole) * 100).toFixed(1);
}

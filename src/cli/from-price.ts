import type { AriNight } from '../core/ari/read-ari.js';
import { parseAmount } from '../core/model/money.js';

/**
 * "95.00", the cheapest open price for a party that fills the room; where there is none, "80.00 (1 guest)", that of the
 * smallest party that has one; null when nothing is for sale.
 */
export function fromPrice({ price, rates, currency }: Pick<AriNight, 'price' | 'rates' | 'currency'>) {
  if (price !== null) return price;
  const levels = rates
    .filter((rate) => !rate.closed)
    .flatMap((rate) => Object.entries(rate.occupancy_amounts ?? {}))
    .filter(([guests]) => guests !== 'extra')
    .map(([guests, amount]) => ({ guests: Number(guests), amount, units: parseAmount(amount, currency) }))
    .sort((a, b) => a.guests - b.guests || a.units - b.units);
  const [least] = levels;
  if (least === undefined) return null;
  return `${least.amount} (${least.guests} ${least.guests === 1 ? 'guest' : 'guests'})`;
}

import type { RatePlanProduct } from './rate-plan-product.js';
import type { StayRequest } from './stay-price.js';

/** Every room type that a rate plan has a price for on a night of the stay, in the plan's order. */
export function pricedRooms(
  { rates }: RatePlanProduct,
  { check_in, check_out }: Pick<StayRequest, 'check_in' | 'check_out'>,
): string[] {
  const priced = rates.filter(({ from, to }) => from < check_out && to >= check_in);
  return [...new Set(priced.map(({ room_code }) => room_code))];
}

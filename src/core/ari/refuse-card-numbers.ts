import { findCardNumber } from '../messages/find-card-number.js';
import type { AriMessage } from '../model/ari.js';
import { holdsCardNumber } from '../model/card-number.js';
import { AppError } from '../model/errors.js';

/**
 * Codes of single units and the texts of rate plans are kept as their PMS sends them, whatever they are; a card number is
 * kept nowhere (law 10). Other codes are kept only when they are mapped.
 * @throws AppError VALIDATION naming the place, never the number
 */
export function refuseCardNumbers({ updates, products = [] }: AriMessage): void {
  const unit = updates.find(({ unit_code }) => unit_code !== null && holdsCardNumber(unit_code));
  if (unit !== undefined) throw refusal(unit.at, 'The code of a room');
  for (const [index, product] of products.entries()) {
    const pointer = findCardNumber(product);
    if (pointer !== null) throw refusal(`/products/${index}${pointer}`, 'A rate plan');
  }
}

function refusal(pointer: string, what: string): AppError {
  const message = `${what} looks like a card number; never send one, put letters between the digits of another number`;
  return new AppError('VALIDATION', `${message}. Nothing was changed.`, {
    faults: [{ pointer, code: 'VALIDATION', message }],
  });
}

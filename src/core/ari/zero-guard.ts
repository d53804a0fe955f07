import type { Catalogue } from '../hotels/catalogue.js';
import type { LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import { countOpenNights } from './inventory-store.js';
import { parkedText, parkError } from './parked.js';

export interface ZeroGuard {
  /** Share of the hotel's open nights, 0 to 1, above which a push is parked. */
  readonly share: number;
  /** Hotels with fewer open nights are left alone: a small house does sell out in one message. */
  readonly minimum: number;
  /** Share of the hotel's prices above which a push is parked that makes them jump; absent or 1: none is. */
  readonly priceShare?: number;
  /** A price that is multiplied or divided by more than this jumps. */
  readonly priceTimes?: number;
}

/**
 * A feed that broke looks like a hotel that sold out overnight. Called inside the push's transaction, after its writes.
 * @throws AppError PARKED, which rolls the push back, when it sold out more than the allowed share of the open nights.
 */
export async function refuseMassZero(
  tx: Transaction,
  push: {
    catalogue: Catalogue;
    today: LocalDate;
    zeroGuard: ZeroGuard;
    zeroed: number;
    requestId: string | null;
  },
): Promise<void> {
  const { catalogue, today, zeroGuard, zeroed } = push;
  if (zeroed < zeroGuard.minimum * zeroGuard.share) return;
  const left = await countOpenNights(
    tx,
    catalogue.rooms.map((room) => room.room_id),
    today,
  );
  const before = left + zeroed;
  if (before < zeroGuard.minimum || zeroed <= before * zeroGuard.share) return;
  throw parkError(
    `The message would sell out ${zeroed} of the ${before} open room nights of hotel "${catalogue.hotel_code}". ` +
      parkedText(push.requestId),
    { zeroed, open_nights: before },
  );
}

import type { Catalogue } from '../hotels/catalogue.js';
import type { LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import { parkedText, parkError } from './parked.js';
import type { RateCell } from './rate-store.js';
import type { ZeroGuard } from './zero-guard.js';

type Price = Pick<RateCell, 'amount' | 'occupancy_amounts'>;

/** Counts the prices of a push that jump: a lost decimal point looks like a sale. */
export class PriceJumps {
  count = 0;

  constructor(private readonly times: number) {}

  /** A night as it was and as the push leaves it. */
  see(before: Price, after: Price): void {
    if (before.amount === after.amount && before.occupancy_amounts === after.occupancy_amounts) return;
    const [was, is] = [leadOf(before), leadOf(after)];
    if (was > 0 && is > 0 && (is > was * this.times || was > is * this.times)) this.count += 1;
  }
}

/** The price that stands for a night; 0 where it has none. A number, for it is compared and never kept. */
function leadOf({ amount, occupancy_amounts: levels }: Price): number {
  if (amount !== null) return Number(amount);
  if (levels === null) return 0;
  const from = levels.indexOf(':"') + 2;
  return Number(levels.slice(from, levels.indexOf('"', from)));
}

/**
 * A feed that changes suspiciously much. Called inside the push's transaction, after its writes.
 * @throws AppError PARKED, which rolls the push back, when it made more than the allowed share of the hotel's prices jump.
 */
export async function refuseMassJump(
  tx: Transaction,
  push: {
    readonly catalogue: Catalogue;
    readonly today: LocalDate;
    readonly guard: ZeroGuard;
    readonly jumped: number;
    readonly requestId: string | null;
  },
): Promise<void> {
  const { catalogue, today, guard, jumped, requestId } = push;
  const { priceShare = 1, priceTimes = 0, minimum } = guard;
  if (priceShare >= 1 || jumped < minimum * priceShare) return;
  const [row] = await tx.rows<{ nights: string | number }>(
    `SELECT COUNT(*) AS nights FROM room_rates
     WHERE room_id IN (?) AND date >= ? AND (amount IS NOT NULL OR occupancy_amounts IS NOT NULL)`,
    [catalogue.rooms.map((room) => room.room_id), today],
  );
  const priced = Number(row?.nights ?? 0);
  if (priced < minimum || jumped <= priced * priceShare) return;
  throw parkError(
    `The message would change ${jumped} of the ${priced} prices of hotel "${catalogue.hotel_code}" by more than ${priceTimes} times. ` +
      parkedText(requestId),
    { jumped, prices: priced },
  );
}

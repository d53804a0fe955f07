import type { RatePatch } from '../ari/cell-patches.js';
import type { InventoryCell } from '../ari/inventory-store.js';
import type { RateCell } from '../ari/rate-store.js';
import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS, type AriAmount } from '../model/ari.js';
import type { NightCell, NightKey } from './night-cell.js';

/** Only the fields that the PMS has said something of. A night that was never set has no rooms, which is what a count of 0 says. */
export function ourCount(night: NightKey, cell: InventoryCell | undefined, theirs: NightCell): NightCell {
  return {
    ...night,
    ...(theirs.available === undefined ? {} : { available: cell?.pms_rooms ?? 0 }),
    ...(theirs.closed === undefined ? {} : { closed: cell?.closed === 1 }),
  };
}

/** What a PMS said of a night of a rate plan. */
export function theirRate(night: NightKey, { price, ...patch }: RatePatch, currency: string): NightCell {
  return {
    ...night,
    ...patch,
    ...(price === undefined ? {} : { amounts: amountsOf(price.amount, price.occupancy, currency) }),
  };
}

/** Only the fields that the PMS has said something of. */
export function ourRate(
  night: NightKey,
  { cell, theirs, currency }: { readonly cell: RateCell | undefined; theirs: NightCell; currency: string },
): NightCell {
  const flags = BOOLEAN_RESTRICTIONS.filter((field) => theirs[field] !== undefined);
  const limits = NUMBER_RESTRICTIONS.filter((field) => theirs[field] !== undefined);
  return {
    ...night,
    ...Object.fromEntries(flags.map((field) => [field, cell?.[field] === 1])),
    ...Object.fromEntries(limits.map((field) => [field, cell?.[field] ?? null])),
    ...(theirs.amounts === undefined
      ? {}
      : { amounts: amountsOf(cell?.amount ?? null, cell?.occupancy_amounts ?? null, currency) }),
  };
}

function amountsOf(amount: string | null, occupancy: string | null, currency: string): AriAmount[] {
  const common = { currency, tax: 'after' as const };
  const levels = Object.entries(JSON.parse(occupancy ?? '{}') as Record<string, string>);
  return [
    ...(amount === null ? [] : [{ ...common, guests: null, amount }]),
    ...levels.map(([guests, text]): AriAmount =>
      guests === 'extra'
        ? { ...common, guests: null, amount: text, extra: 'adult' }
        : { ...common, guests: Number(guests), amount: text },
    ),
  ];
}

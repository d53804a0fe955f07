import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS } from '../model/ari.js';
import type { Transaction } from '../platform/database.js';
import type { RatePatch, RatePatches } from './cell-patches.js';
import type { PriceJumps } from './price-guard.js';
import {
  NO_RULES,
  readRates,
  writeRates,
  type RateCell,
  type RateField,
  type RateWrite,
} from './rate-store.js';
import { sortedDates } from './sorted-dates.js';

type MutableRateCell = { -readonly [K in keyof RateCell]: RateCell[K] };

/** What is written beside the cells of a product that changed: made at once, written when it is called. */
export type Beside = (changed: readonly RateCell[]) => () => Promise<void>;

/**
 * Compares each product's nights with what is stored and writes those that differ, in the order of the products and dates.
 * The caller holds the hotel's push lock, so nobody else writes these rows and a plain read is enough.
 *
 * While the database writes one product, the next is compared: its rows are asked for before. Nothing is sent behind a
 * write that is not confirmed but a read: after a deadlock the server would take a write as one of its own.
 * @returns how many cells changed.
 */
export async function changeRates(
  tx: Transaction,
  products: readonly RatePatches[],
  jumps: PriceJumps,
  beside: Beside,
): Promise<number> {
  let count = 0;
  let reading = readStored(tx, products[0]);
  let writing = Promise.resolve();
  for (const [index, product] of products.entries()) {
    const changed = findChanges(product, await reading, jumps);
    count += changed.cells.length;
    const writeBeside = beside(changed.cells);
    await writing;
    reading = readStored(tx, products[index + 1]);
    writing = writeBeside().then(() => writeRates(tx, changed));
    // Whoever awaits it hears of it, unless a read failed first.
    writing.catch(() => undefined);
  }
  await writing;
  return count;
}

async function readStored(tx: Transaction, product: RatePatches | undefined): Promise<RateCell[]> {
  if (product === undefined) return [];
  const dates = sortedDates(product.nights);
  const [from, to] = [dates[0], dates.at(-1)];
  return from === undefined || to === undefined ? [] : readRates(tx, product, { from, to });
}

function findChanges(product: RatePatches, rows: readonly RateCell[], jumps: PriceJumps): RateWrite {
  const stored = new Map(rows.map((cell) => [cell.date, cell]));
  const cells: RateCell[] = [];
  const fields = new Set<RateField>();
  let allStored = true;
  for (const date of sortedDates(product.nights)) {
    const patch = product.nights.get(date);
    if (patch === undefined) continue;
    const before = stored.get(date);
    const after = patchCell(before ?? emptyCell(product, date), patch, fields);
    if (after === null) continue;
    if (before === undefined) allStored = false;
    else jumps.see(before, after);
    cells.push(after);
  }
  return { cells, fields, allStored };
}

function emptyCell(product: RatePatches, date: string): RateCell {
  return {
    room_id: product.room_id,
    rate_plan_id: product.rate_plan_id,
    date,
    amount: null,
    occupancy_amounts: null,
    ...NO_RULES,
  };
}

/**
 * The cell with the patch applied and its version raised; null when the patch changes nothing.
 * @param changed gets the fields that differ
 */
function patchCell(before: RateCell, patch: RatePatch, changed: Set<RateField>): RateCell | null {
  const { price } = patch;
  const after: MutableRateCell = { ...before };
  let differs = false;
  if (
    price !== undefined &&
    (price.amount !== before.amount || price.occupancy !== before.occupancy_amounts)
  ) {
    after.amount = price.amount;
    after.occupancy_amounts = price.occupancy;
    changed.add('amount').add('occupancy_amounts');
    differs = true;
  }
  for (const field of BOOLEAN_RESTRICTIONS) {
    if (patch[field] === undefined) continue;
    const value = patch[field] === true ? 1 : 0;
    if (value === before[field]) continue;
    after[field] = value;
    changed.add(field);
    differs = true;
  }
  for (const field of NUMBER_RESTRICTIONS) {
    const value = patch[field];
    if (value === undefined || value === before[field]) continue;
    after[field] = value;
    changed.add(field);
    differs = true;
  }
  if (!differs) return null;
  after.version += 1;
  return after;
}

import type { Catalogue } from '../hotels/catalogue.js';
import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS, type AriMessage } from '../model/ari.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import type { CellPatches, RatePatch } from './cell-patches.js';

/**
 * A rate plan that is stated whole, or has ended, replaces what is known of it: stored nights lose every price and
 * restriction that the message does not repeat. A complete set of rate plans does so to those that it does not name
 * ("AlpineBits, RatePlans").
 */
export async function clearReplacedRates(
  tx: Transaction,
  {
    catalogue,
    message,
    patches,
    today,
  }: {
    readonly catalogue: Catalogue;
    readonly message: AriMessage;
    readonly patches: CellPatches;
    readonly today: LocalDate;
  },
): Promise<void> {
  const plans = replacedPlans(message, catalogue);
  const rooms = catalogue.rooms.map((room) => room.room_id);
  if (plans.length === 0 || rooms.length === 0) return;
  const known = await tx.rows<{ room_id: Id; rate_plan_id: Id; date: LocalDate }>(
    `SELECT room_id, rate_plan_id, date FROM room_rates WHERE room_id IN (?) AND rate_plan_id IN (?) AND date >= ?
     ORDER BY room_id, rate_plan_id, date`,
    [rooms, plans, today],
  );
  for (const { room_id, rate_plan_id, date } of known)
    clearTheRest(patches.rate(room_id, rate_plan_id, date));
}

function replacedPlans(message: AriMessage, catalogue: Catalogue): Id[] {
  if (message.scope === 'rates' && message.complete_set)
    return catalogue.ratePlans.map((plan) => plan.rate_plan_id);
  const codes = (message.products ?? []).filter(({ action }) => action !== 'overlay');
  return codes.flatMap(({ rate_code }) => catalogue.ratePlan(rate_code)?.rate_plan_id ?? []);
}

function clearTheRest(patch: RatePatch): void {
  patch.price ??= { amount: null, occupancy: null };
  for (const field of BOOLEAN_RESTRICTIONS) if (patch[field] === undefined) patch[field] = null;
  for (const field of NUMBER_RESTRICTIONS) if (patch[field] === undefined) patch[field] = null;
}

import type { Queryable } from '../platform/database.js';
import type { Id } from '../model/ids.js';
import { readPolicy } from './cancellation-policy.js';
import type { RatePlan } from './hotel.js';

export const RATE_PLAN_COLUMNS = 'rate_plan_id, code, name, meal_plan, cancellation_policy';

/** A row of RATE_PLAN_COLUMNS. */
export type RatePlanRow = Omit<RatePlan, 'cancellation_policy'> & {
  readonly cancellation_policy: string | null;
};

export function toRatePlan<T extends RatePlanRow>(
  row: T,
): Omit<T, 'cancellation_policy'> & Pick<RatePlan, 'cancellation_policy'> {
  return { ...row, cancellation_policy: readPolicy(row.cancellation_policy) };
}

/** The rate plans of a hotel, in the order in which they were made. */
export async function loadRatePlans(queryable: Queryable, hotelId: Id): Promise<RatePlan[]> {
  const rows = await queryable.rows<RatePlanRow>(
    `SELECT ${RATE_PLAN_COLUMNS} FROM rate_plans WHERE hotel_id = ? ORDER BY rate_plan_id`,
    [hotelId],
  );
  return rows.map(toRatePlan);
}

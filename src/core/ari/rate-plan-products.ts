import type { Catalogue } from '../hotels/catalogue.js';
import type { AriMessage, AriUpdate } from '../model/ari.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { addDays, type LocalDate } from '../model/local-date.js';
import type { RatePlanProduct } from '../model/rate-plan-product.js';
import { toRateUpdates } from '../model/rate-plan-updates.js';
import type { Queryable, Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';

/**
 * An overlay names prices without saying whether they are by person or by room, and rules without those of the offer:
 * that is known from when the rate plan was stated whole ("AlpineBits, RatePlans"). Seasons that are over, which a whole
 * rate plan may still hold, are left out.
 * @throws AppError RATE_NOT_FOUND for a part of a rate plan that was never stated whole.
 */
export async function withKnownTerms(
  database: Queryable,
  {
    catalogue,
    message,
    today,
  }: { readonly catalogue: Catalogue; readonly message: AriMessage; readonly today: LocalDate },
): Promise<AriMessage> {
  const { products } = message;
  if (products === undefined) return message;
  const stillToCome = ({ to }: AriUpdate) => to >= addDays(today, -1);
  if (!products.some(isPart)) return { ...message, updates: message.updates.filter(stillToCome) };
  const ids = products.flatMap(({ rate_code }) => catalogue.ratePlan(rate_code)?.rate_plan_id ?? []);
  const known = await readProducts(database, ids);
  const complete = products.map((product, i) => {
    if (!isPart(product)) return product;
    const plan = catalogue.ratePlan(product.rate_code);
    // Who is not mapped is told so with every other instruction.
    if (plan === undefined) return product;
    const whole = known.get(plan.rate_plan_id);
    if (whole === undefined) throw neverWhole(product, i);
    return { ...product, terms: whole.terms, offer_rule: whole.offer_rule };
  });
  const updates = complete.flatMap((product, i) => toRateUpdates(product, placeOf(i)));
  return { ...message, updates: updates.filter(stillToCome) };
}

function isPart({ action, terms }: RatePlanProduct): boolean {
  return action === 'overlay' && terms === null;
}

function placeOf(index: number): string {
  return `/OTA_HotelRatePlanNotifRQ/RatePlans/RatePlan[${index + 1}]`;
}

function neverWhole({ rate_code }: RatePlanProduct, index: number): AppError {
  const message = `rate plan "${rate_code}" was never sent whole; send it as New before parts of it`;
  return new AppError('RATE_NOT_FOUND', message, {
    faults: [{ pointer: placeOf(index), code: 'RATE_NOT_FOUND', message }],
  });
}

async function readProducts(database: Queryable, ids: readonly Id[]): Promise<Map<Id, RatePlanProduct>> {
  if (ids.length === 0) return new Map();
  const rows = await database.rows<{ rate_plan_id: Id; product: string }>(
    'SELECT rate_plan_id, product FROM rate_plan_products WHERE rate_plan_id IN (?)',
    [ids],
  );
  return new Map(rows.map((row) => [row.rate_plan_id, JSON.parse(row.product) as RatePlanProduct]));
}

/** Keeps what was stated whole, without its seasons, and forgets what has ended. */
export async function keepProducts(
  tx: Transaction,
  {
    catalogue,
    message,
    now,
  }: { readonly catalogue: Catalogue; readonly message: AriMessage; readonly now: Date },
): Promise<void> {
  const { products = [], complete_set } = message;
  const whole = new Map<Id, RatePlanProduct>();
  const ended = new Set<Id>(
    complete_set && message.scope === 'rates' ? catalogue.ratePlans.map((plan) => plan.rate_plan_id) : [],
  );
  for (const product of products) {
    const id = catalogue.ratePlan(product.rate_code)?.rate_plan_id;
    if (id === undefined || product.action === 'overlay') continue;
    if (product.action === 'remove') ended.add(id);
    else whole.set(id, product);
  }
  const gone = [...ended].filter((id) => !whole.has(id));
  if (gone.length > 0) await tx.run('DELETE FROM rate_plan_products WHERE rate_plan_id IN (?)', [gone]);
  for (const [id, product] of whole) {
    const kept = JSON.stringify({ ...product, rules: [], rates: [], descriptions: [] });
    await tx.run(
      `INSERT INTO rate_plan_products (rate_plan_id, product, updated_at) VALUES (?, ?, ?)
       ON DUPLICATE KEY UPDATE product = VALUES(product), updated_at = VALUES(updated_at)`,
      [id, kept, toSqlTime(now)],
    );
  }
}

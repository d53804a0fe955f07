import { createHash } from 'node:crypto';
import type { Catalogue } from '../hotels/catalogue.js';
import type { Id } from '../model/ids.js';
import { addDays, type LocalDate } from '../model/local-date.js';
import type { Queryable, Transaction } from '../platform/database.js';
import { ROOM_ITSELF, type Lane } from './lanes.js';

/** A room under one of its rate plans, or by itself (rate_plan_id '0'). */
export interface Pair {
  readonly room_id: Id;
  readonly rate_plan_id: Id;
}

/** A room of a channel ('' as rate code), or a rate plan of one, under its codes. */
export interface ToldProduct extends Pair {
  readonly hotel_code: string;
  readonly room_code: string;
  readonly rate_code: string;
  readonly last_night: LocalDate;
}

type Product = Omit<ToldProduct, 'last_night'>;

/** Every room that is mapped, by itself and under each of the rate plans. */
export function productsOf(catalogue: Catalogue): Product[] {
  const { hotel_code, rooms, ratePlans } = catalogue;
  return rooms.flatMap(({ room_id }): Product[] => {
    const room = { hotel_code, room_id, room_code: catalogue.roomCode(room_id) };
    return [
      { ...room, rate_plan_id: ROOM_ITSELF, rate_code: '' },
      ...ratePlans.map(({ rate_plan_id }) => ({
        ...{ ...room, rate_plan_id, rate_code: catalogue.rateCode(rate_plan_id) },
      })),
    ];
  });
}

/** Of what is mapped, and of whether the hotel takes bookings at all: when it changes everything is told anew. */
export function signatureOf(catalogue: Catalogue): string {
  const text = JSON.stringify([
    catalogue.hotel.status,
    ...productsOf(catalogue).map(({ hotel_code, room_code, rate_code, room_id, rate_plan_id }) => [
      ...[hotel_code, room_code, rate_code, room_id, rate_plan_id],
    ]),
  ]);
  return createHash('sha256').update(text).digest('hex');
}

/** Notes, before anything of it is sent, what a channel is about to be told of. */
export async function recordTold(
  tx: Transaction,
  deliveryId: Id,
  { catalogue, to }: { readonly catalogue: Catalogue; readonly to: LocalDate },
): Promise<void> {
  const products = productsOf(catalogue);
  if (products.length === 0) return;
  await tx.later(
    `INSERT INTO delivery_told (delivery_id, hotel_code, room_code, rate_code, room_id, rate_plan_id, last_night) VALUES ?
     ON DUPLICATE KEY UPDATE room_id = VALUES(room_id), rate_plan_id = VALUES(rate_plan_id),
       last_night = GREATEST(last_night, VALUES(last_night))`,
    [
      products.map((one) => [
        ...[deliveryId, one.hotel_code, one.room_code, one.rate_code, one.room_id, one.rate_plan_id, to],
      ]),
    ],
  );
}

/** What the channel was told of and is mapped no more. `catalogue` null: nothing is. */
export async function findGone(
  database: Queryable,
  deliveryId: Id,
  catalogue: Catalogue | null,
): Promise<ToldProduct[]> {
  const mapped = new Set(catalogue === null ? [] : productsOf(catalogue).map(codesOf));
  const told = await database.rows<ToldProduct>(
    `SELECT hotel_code, room_code, rate_code, room_id, rate_plan_id, last_night FROM delivery_told
     WHERE delivery_id = ? ORDER BY hotel_code, room_code, rate_code`,
    [deliveryId],
  );
  return told.filter((one) => !mapped.has(codesOf(one)));
}

/**
 * It is closed there, or the channel does not know it: that it was unknown under these codes is over as well. @returns false when the
 * lane is another's by now, who may have told it anew: then all stays as it is.
 */
export async function forgetTold(
  tx: Transaction,
  { partner_id, hotel_id, delivery_id, token }: Lane & Held,
  gone: readonly ToldProduct[],
): Promise<boolean> {
  if (!(await isHeld(tx, { delivery_id, token }, 'FOR UPDATE'))) return false;
  for (const { hotel_code, room_code, rate_code, room_id, rate_plan_id } of gone) {
    await tx.later(
      'DELETE FROM delivery_told WHERE delivery_id = ? AND hotel_code = ? AND room_code = ? AND rate_code = ?',
      [delivery_id, hotel_code, room_code, rate_code],
    );
    await tx.later(
      'DELETE FROM delivery_disabled WHERE partner_id = ? AND hotel_id = ? AND room_id = ? AND rate_plan_id = ?',
      [partner_id, hotel_id, room_id, rate_plan_id],
    );
  }
  return true;
}

/** Whose lane it is as long as its token is there. */
interface Held {
  readonly delivery_id: Id;
  readonly token: Id;
}

/** Whether nobody has taken the lane away; a lease that lasts does not tell. */
export async function isHeld(
  queryable: Queryable,
  { delivery_id, token }: Held,
  lock: 'FOR UPDATE' | '' = '',
): Promise<boolean> {
  const rows = await queryable.rows(
    `SELECT 1 FROM deliveries WHERE delivery_id = ? AND lease_token = ? ${lock}`,
    [delivery_id, token],
  );
  return rows.length > 0;
}

function codesOf({ hotel_code, room_code, rate_code }: Omit<Product, keyof Pair>): string {
  return JSON.stringify([hotel_code, room_code, rate_code]);
}

/** The last night of which anything is stored of these rooms; what was told further ahead counts as well. */
export async function lastNightOf(
  database: Queryable,
  roomIds: readonly Id[],
  { today, days }: { readonly today: LocalDate; readonly days: number },
): Promise<LocalDate> {
  const furthest = addDays(today, Math.max(0, days));
  if (roomIds.length === 0) return today;
  const [row] = await database.rows<{ last: LocalDate | null }>(
    `SELECT GREATEST(COALESCE((SELECT MAX(date) FROM room_inventory WHERE room_id IN (?)), '1970-01-01'),
       COALESCE((SELECT MAX(date) FROM room_rates WHERE room_id IN (?)), '1970-01-01')) AS last`,
    [roomIds, roomIds],
  );
  const last = row?.last ?? today;
  return last < today ? today : last > furthest ? furthest : last;
}

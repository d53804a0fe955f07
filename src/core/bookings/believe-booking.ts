import type { Catalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import { AppError, type ErrorCode } from '../model/errors.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { NextId } from '../platform/snowflake.js';
import { believe } from './believe-restatement.js';
import { confirmationRow, type BookingAnswer, type Intent } from './booking-answer.js';
import { viewBooking } from './booking-record.js';
import { spreadGuests, type BookingRequest } from './booking-request.js';
import { insertAnswers } from './idempotency.js';
import { insertReservation } from './insert-reservation.js';
import { refuseOver } from './refuse-over.js';
import { reportSold } from './report-sold.js';
import type { Restatement } from './restatement.js';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly idempotencyHours: number;
  readonly priceTolerancePercent: number;
}

interface Wanted {
  readonly request: BookingRequest;
  readonly intent: Intent;
  readonly catalogue: Catalogue;
}

/** Our reasons not to sell: for what is sold already they come too late. */
const TOO_LATE: ReadonlySet<ErrorCode> = new Set([
  'SOLD_OUT',
  'PRICE_CHANGED',
  'STAY_RESTRICTED',
  'HOTEL_INACTIVE',
  'ROOM_NOT_FOUND',
  'RATE_NOT_FOUND',
]);

/**
 * True for a refusal of what a channel with the policy accept_oversold has sold: a request under its own number and with
 * its price, for rooms that it names, that is neither a hold nor to be paid here.
 */
export function isSold({ request, intent }: Wanted, error: unknown): boolean {
  return (
    error instanceof AppError &&
    TOO_LATE.has(error.code) &&
    intent.context.partner.oversell_policy === 'accept_oversold' &&
    request.partner_reference !== undefined &&
    request.total_price !== undefined &&
    request.hold !== true &&
    request.payment?.method !== 'CARD' &&
    soldLines(request) !== null
  );
}

/** The lines of a request that names its rooms; null when we were to choose them. */
function soldLines(request: BookingRequest): Restatement['lines'] | null {
  if (request.lines !== undefined) return request.lines;
  const { room_code, rate_code, guests = 1, rooms } = request;
  if (room_code === undefined) return null;
  const product = { room_code, ...(rate_code === undefined ? {} : { rate_code }) };
  return spreadGuests(guests, rooms).map((part) => ({ ...product, ...part }));
}

/**
 * Stores what a channel has sold as it says it, whatever is for sale here (law 9), in one transaction and beside the
 * lane: it competes with nobody.
 * @throws AppError VALIDATION; a duplicate-key error when a copy of the request was faster.
 */
export async function believeBooking(
  deps: Deps,
  { request, intent, catalogue }: Wanted,
): Promise<BookingAnswer> {
  const { partner_reference, user_id } = request;
  const lines = soldLines(request);
  if (partner_reference === undefined || lines === null)
    throw new Error('only a reservation of a channel is believed');
  const now = deps.clock.now();
  refuseOver(request, catalogue, { now, before: null });
  const state = believe({ ...request, lines }, catalogue, []);
  const reservation = { partner_reference, user_id: user_id ?? null, state, catalogue, now };
  const { written, body } = await deps.database.inTransaction(async (tx) => {
    const inserted = await insertReservation(tx, deps, { ...reservation, context: intent.context });
    const text = JSON.stringify(viewBooking(inserted.record, catalogue));
    const answer = confirmationRow(deps, intent, text);
    await insertAnswers(tx, answer === null ? [] : [answer]);
    return { written: inserted, body: text };
  });
  reportSold(deps, written, { state, request_id: intent.context.request_id });
  return { replayed: false, kind: 'confirmed', body };
}

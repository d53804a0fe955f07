import type { Quote, QuoteStay } from '../ari/quote-stay.js';
import { writeOutbox } from '../events/outbox.js';
import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import { AppError, type ErrorCode, type Fault } from '../model/errors.js';
import { formatAmount, parseAmount } from '../model/money.js';
import type { Partner } from '../partners/partner.js';
import { isDuplicateKey, type Database, type Transaction } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import type { WithRoomLock } from '../platform/room-lock.js';
import type { NextId } from '../platform/snowflake.js';
import type { BookingCache } from './booking-cache.js';
import { bookingEvent } from './booking-events.js';
import { viewBooking, type BookingRecord } from './booking-record.js';
import { toLines, type BookingRequest } from './booking-request.js';
import { findByReference } from './find-by-reference.js';
import { recallAnswer, rememberAnswer, type IdempotencyScope } from './idempotency.js';
import { createOneAtATime } from './one-at-a-time.js';
import { sumUnits, takeNights } from './take-nights.js';
import { insertAudit, insertBooking, insertRevision } from './write-booking.js';

export interface BookingContext {
  readonly partner: Partner;
  readonly idempotency_key: string | null;
  /** SHA-256 of the canonical request body, hex. */
  readonly body_hash: string;
  readonly request_id: string;
}

/** A refusal that is final for this intent; stored and given again like a booking. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly faults: readonly Fault[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly request_id: string;
}

export type BookingAnswer = { readonly replayed: boolean } & (
  { readonly kind: 'confirmed'; readonly body: string } | { readonly kind: 'refused'; readonly body: Refusal }
);

export type CreateBooking = (request: BookingRequest, context: BookingContext) => Promise<BookingAnswer>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly openCatalogue: OpenCatalogue;
  readonly quoteStay: QuoteStay;
  readonly withRoomLock: WithRoomLock;
  readonly cache: BookingCache;
  readonly metrics: Metrics;
  readonly idempotencyHours: number;
}

/** Refusals that the same request would meet again; everything else may be sent again under the same key. */
const DEFINITIVE: ReadonlySet<ErrorCode> = new Set(['SOLD_OUT', 'PRICE_CHANGED', 'STAY_RESTRICTED']);
const CREATED = 201;

/**
 * Books a stay: quote, lock, then one transaction with the guarded update, the booking, its audit line, its events, its
 * revision for the PMS and its idempotency row. Exactly one booking an intent: the same key or the same partner
 * reference gets the same answer again, byte for byte.
 * @throws AppError HOTEL_NOT_FOUND, ROOM_NOT_FOUND, RATE_NOT_FOUND, CURRENCY_MISMATCH, IDEMPOTENCY_MISMATCH,
 * DUPLICATE_REFERENCE, IN_PROGRESS, ROOM_BUSY: none of these is stored.
 */
export function createCreateBooking(deps: Deps): CreateBooking {
  const oneAtATime = createOneAtATime();
  const { bookings, replays } = deps.metrics;
  return async (request, context) => {
    const scope = toScope(context);
    const work = () => decide(deps, request, { context, scope });
    try {
      const answer = await (scope === null ? work() : oneAtATime(`${scope.partner_id} ${scope.key}`, work));
      bookings.inc({ outcome: answer.kind === 'confirmed' ? 'CONFIRMED' : answer.body.code });
      if (answer.replayed) replays.inc();
      return answer;
    } catch (error) {
      bookings.inc({ outcome: error instanceof AppError ? error.code : 'INTERNAL' });
      throw error;
    }
  };
}

function toScope({ partner, idempotency_key, body_hash }: BookingContext): IdempotencyScope | null {
  if (idempotency_key === null) return null;
  return { partner_id: partner.partner_id, operation: 'booking.create', key: idempotency_key, body_hash };
}

interface Intent {
  readonly context: BookingContext;
  readonly scope: IdempotencyScope | null;
}

async function decide(deps: Deps, request: BookingRequest, intent: Intent): Promise<BookingAnswer> {
  const known = await recall(deps, intent);
  if (known !== null) return known;
  const { context } = intent;
  const catalogue = await deps.openCatalogue(context.partner, request.hotel_id);
  const booked = await findByReference(deps.database, { request, context, catalogue });
  if (booked !== null) return booked;
  try {
    const quote = await quoteRequest(deps, request, catalogue);
    return await commitBooking(deps, { request, intent, catalogue, quote });
  } catch (error) {
    const refused = error instanceof AppError && DEFINITIVE.has(error.code) ? error : null;
    if (refused === null && !isDuplicateKey(error)) throw error;
    // A copy of this very request may have been faster: its answer counts, not what it left for us.
    const copy =
      (await recall(deps, intent)) ?? (await findByReference(deps.database, { request, context, catalogue }));
    if (copy !== null) return copy;
    if (refused === null) throw error;
    return storeRefusal(deps, intent, refused);
  }
}

async function recall({ database, clock }: Deps, { scope }: Intent): Promise<BookingAnswer | null> {
  if (scope === null) return null;
  const stored = await recallAnswer(database, scope, clock.now());
  if (stored === null) return null;
  if (stored.status === CREATED) return { replayed: true, kind: 'confirmed', body: stored.answer };
  return { replayed: true, kind: 'refused', body: JSON.parse(stored.answer) as Refusal };
}

async function storeRefusal(deps: Deps, intent: Intent, error: AppError): Promise<BookingAnswer> {
  const { code, message, faults, details } = error;
  const body: Refusal = { code, message, faults, details, request_id: intent.context.request_id };
  const { scope } = intent;
  if (scope !== null) {
    try {
      const stored = { status: 409, answer: JSON.stringify(body), expires: expiry(deps) };
      await deps.database.inTransaction((tx) => rememberAnswer(tx, scope, stored));
    } catch (failure) {
      if (!isDuplicateKey(failure)) throw failure;
      const copy = await recall(deps, intent);
      if (copy !== null) return copy;
    }
  }
  return { replayed: false, kind: 'refused', body };
}

function expiry({ clock, idempotencyHours }: Deps): Date {
  return new Date(clock.now().getTime() + idempotencyHours * 3_600_000);
}

async function quoteRequest(
  { quoteStay }: Deps,
  request: BookingRequest,
  catalogue: Catalogue,
): Promise<Quote> {
  const { hotel } = catalogue;
  if (hotel.status !== 'ACTIVE')
    throw new AppError('HOTEL_INACTIVE', `Hotel "${request.hotel_id}" takes no bookings.`);
  if (request.currency !== undefined && request.currency !== hotel.currency) {
    throw new AppError(
      'CURRENCY_MISMATCH',
      `The hotel sells in ${hotel.currency}, not in ${request.currency}.`,
      {
        faults: [{ pointer: '/currency', code: 'CURRENCY_MISMATCH', message: `must be ${hotel.currency}` }],
      },
    );
  }
  const expected =
    request.total_price === undefined ? null : parseAmount(request.total_price, hotel.currency);
  const quote = await quoteStay({
    catalogue,
    check_in: request.checkin_date,
    check_out: request.checkout_date,
    lines: toLines(request, catalogue),
  });
  if (expected !== null && expected !== quote.total) {
    const total = formatAmount(quote.total, hotel.currency);
    throw new AppError(
      'PRICE_CHANGED',
      `The stay costs ${total} ${hotel.currency} now; ask for that price or leave it out.`,
      {
        details: { total_price: total, currency: hotel.currency },
      },
    );
  }
  return quote;
}

interface Commit {
  readonly request: BookingRequest;
  readonly intent: Intent;
  readonly catalogue: Catalogue;
  readonly quote: Quote;
}

async function commitBooking(deps: Deps, commit: Commit): Promise<BookingAnswer> {
  const { catalogue, quote } = commit;
  const record = newRecord(deps, commit);
  const body = JSON.stringify(viewBooking(record, catalogue));
  const nights = quote.lines.flatMap((line) =>
    quote.dates.map((date) => ({ room_id: line.room.room_id, date })),
  );
  await deps.withRoomLock(nights, () =>
    deps.database.inTransaction((tx) => writeAll(tx, deps, { ...commit, record, body })),
  );
  deps.cache.put(record);
  return { replayed: false, kind: 'confirmed', body };
}

/**
 * Law 1 and law 6 in one place: the guard, and the events under its row locks. The guard comes after the rows that it
 * may still undo, so that nights which everybody wants are locked for the shortest time.
 */
async function writeAll(
  tx: Transaction,
  deps: Deps,
  { request, intent, catalogue, quote, record, body }: Commit & { record: BookingRecord; body: string },
): Promise<void> {
  const { hotel } = catalogue;
  const { context, scope } = intent;
  const { lines, dates } = quote;
  const guest = request.guest ?? null;
  const { booking_id, revision } = record;
  await insertBooking(tx, { record, hotel, lines, guest, body_hash: context.body_hash }, deps.nextId);
  await insertRevision(tx, hotel, { revision_id: deps.nextId(), booking_id, revision, action: 'new' });
  await insertAudit(tx, {
    booking_id,
    event_type: 'CONFIRMED',
    actor: context.partner.code,
    revision,
    detail: { request_id: context.request_id, total_price: record.total_price },
  });
  const rooms = sumUnits(lines.map((line) => ({ room_id: line.room.room_id, quantity: line.quantity })));
  const events = await takeNights(tx, hotel, { rooms, dates });
  await writeOutbox(tx, [bookingEvent('BookingConfirmed', record), ...events], context.request_id);
  if (scope !== null)
    await rememberAnswer(tx, scope, { status: CREATED, answer: body, expires: expiry(deps) });
}

function newRecord({ nextId, clock }: Deps, { request, intent, catalogue, quote }: Commit): BookingRecord {
  const { hotel } = catalogue;
  const now = clock.now().toISOString();
  return {
    booking_id: nextId(),
    partner_id: intent.context.partner.partner_id,
    partner_reference: request.partner_reference ?? null,
    user_id: request.user_id ?? null,
    hotel_id: hotel.hotel_id,
    status: 'CONFIRMED',
    check_in_date: request.checkin_date,
    check_out_date: request.checkout_date,
    guests: quote.lines.reduce((sum, line) => sum + line.quantity * line.guests, 0),
    total_price: formatAmount(quote.total, hotel.currency),
    currency: hotel.currency,
    revision: 1,
    created_at: now,
    updated_at: now,
    rooms: quote.lines.map((line) => ({
      room_id: line.room.room_id,
      rate_plan_id: line.ratePlan.rate_plan_id,
      quantity: line.quantity,
      guests: line.guests,
      nights: line.nights.map(({ date, price }) => ({ date, price: formatAmount(price, hotel.currency) })),
    })),
  };
}

import { z } from 'zod';
import type { BookingAnswer, BookingContext } from '../core/bookings/booking-answer.js';
import { findCardNumber } from '../core/messages/find-card-number.js';
import { AppError } from '../core/model/errors.js';
import { isId } from '../core/model/ids.js';
import { validate } from '../core/model/validation.js';
import { JSON_TYPE } from './answer.js';
import { bodyHash } from './canonical-json.js';
import type { PartnerExchange } from './exchange.js';
import type { Received, Verdict } from './journalled.js';
import { problemAnswer } from './problem.js';
import { idempotencyKey } from './schemas/booking.js';

/** What the routes that change a booking have in common. */
export const keyHeader = z.object({ 'Idempotency-Key': idempotencyKey });
export const bookingPath = z.strictObject({ booking_id: z.string().max(64) });
export const REPLAYED = { 'Idempotent-Replayed': 'true' };
/** On the answer to a confirmation of a booking that was being paid already. */
const EARLIER_PAYMENT = { 'Earlier-Payment': 'true' };
/** Seconds after which an open payment is worth asking for again. */
const PAYMENT_PAUSE = '2';

/** @throws AppError VALIDATION for a key that is none. */
export function idempotencyKeyOf({ request }: PartnerExchange): string | null {
  const given = { 'Idempotency-Key': request.headers['idempotency-key'] };
  return validate(keyHeader, given, 'request header')['Idempotency-Key'] ?? null;
}

/** @param sent the parsed body, before its schema touched it */
export function contextOf(
  { partner, requestId }: PartnerExchange,
  key: string | null,
  sent: unknown,
): BookingContext {
  return { partner, idempotency_key: key, body_hash: bodyHash(sent), request_id: requestId };
}

export function receivedOf(
  { partner, requestId, request }: PartnerExchange,
  body: Buffer,
): Omit<Received, 'kind'> {
  const contentType = request.headers['content-type'] ?? JSON_TYPE;
  return { partner, connector: 'native', hotel_code: null, requestId, contentType, body };
}

/**
 * A card's number is refused wherever it stands, also where no field is meant for it: it must not be stored, not even by
 * mistake. Ids and telephone numbers look like one at times; those fields have checks of their own.
 * @param sent the parsed body
 * @throws AppError VALIDATION.
 */
export function refuseCardNumber(sent: unknown): void {
  const pointer = findCardNumber(withoutLookalikes(sent));
  if (pointer === null) return;
  const message = 'looks like a card number; never send one, but the token of the payment provider';
  throw new AppError('VALIDATION', `The request holds what ${message}.`, {
    faults: [{ pointer, code: 'VALIDATION', message }],
  });
}

function withoutLookalikes(sent: unknown): unknown {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return sent;
  // The hotel is looked up by it and never stored; all other ids are told by their length (find-card-number.ts).
  const kept = Object.entries(sent).filter(([name, value]) => !(name === 'hotel_id' && isId(String(value))));
  return Object.fromEntries(
    kept.map(([name, value]: [string, unknown]) => [name, name === 'guest' ? withoutPhone(value) : value]),
  );
}

function withoutPhone(guest: unknown): unknown {
  if (typeof guest !== 'object' || guest === null) return guest;
  return Object.fromEntries(Object.entries(guest).filter(([name]) => name !== 'phone'));
}

/**
 * An answer about a booking. A refusal that was stored is given again under the request id of the first answer: byte
 * for byte the same. While its payment is open the answer is 202 and not final.
 * @param done the status of what is final: 201 or 200
 */
export function renderBooking(answer: BookingAnswer, done: 200 | 201): Verdict {
  const headers = {
    ...(answer.replayed ? REPLAYED : {}),
    ...(answer.earlier_payment === true ? EARLIER_PAYMENT : {}),
  };
  const outcome = answer.replayed ? 'ANSWERED' : 'APPLIED';
  switch (answer.kind) {
    case 'confirmed':
      return { answer: { status: done, contentType: JSON_TYPE, body: answer.body, headers }, outcome };
    case 'pending': {
      const wait = { ...headers, 'Retry-After': PAYMENT_PAUSE };
      return { answer: { status: 202, contentType: JSON_TYPE, body: answer.body, headers: wait }, outcome };
    }
    case 'refused': {
      const problem = problemAnswer(answer.body, answer.body.request_id);
      return {
        answer: { ...problem, headers: { ...problem.headers, ...headers } },
        outcome: 'REFUSED',
        cause: `${answer.body.code}: ${answer.body.message}`,
      };
    }
  }
}

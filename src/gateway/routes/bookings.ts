import { z } from 'zod';
import { bookingRequest } from '../../core/bookings/booking-request.js';
import { validate } from '../../core/model/validation.js';
import { jsonAnswer, JSON_TYPE, type Answer } from '../answer.js';
import type { App } from '../../core/app.js';
import type { BookingAnswer } from '../../core/bookings/booking-answer.js';
import { bodyHash } from '../canonical-json.js';
import type { PartnerExchange } from '../exchange.js';
import { journalled, type JournalDeps, type Received, type Verdict } from '../journalled.js';
import { problemAnswer } from '../problem.js';
import { parseJson, parseOptionalJson, readJsonBytes } from '../read-json.js';
import type { PartnerRoute, Route } from '../route.js';
import { bookingView, idempotencyKey } from '../schemas/booking.js';
import { BODY_ERRORS, jsonContent, KEY_ERRORS, problems } from '../schemas/problem.js';

export type BookingRouteDeps = JournalDeps & Pick<App, 'createBooking' | 'getBooking' | 'cancelBooking'>;

const REPLAYED = { 'Idempotent-Replayed': 'true' };
const bookingPath = z.strictObject({ booking_id: z.string().max(64) });
const keyHeader = z.object({ 'Idempotency-Key': idempotencyKey });
const emptyBody = z.strictObject({}).meta({ description: 'nothing, or an empty object' });

export function createBookingRoutes(deps: BookingRouteDeps): Route[] {
  return [createRoute(deps), getRoute(deps), cancelRoute(deps)];
}

function createRoute(deps: BookingRouteDeps): PartnerRoute {
  return {
    method: 'post',
    path: '/api/bookings/create',
    access: ['ota', 'operator'],
    operation: {
      operationId: 'createBooking',
      tags: ['OTA'],
      summary: 'Book a stay',
      description:
        'Send an Idempotency-Key or a partner_reference, so that a repeated request never books twice.',
      request: {
        headers: keyHeader,
        body: { required: true, content: jsonContent(bookingRequest.meta({ id: 'BookingRequest' })) },
      },
      responses: {
        201: { description: 'Booked and committed', content: jsonContent(bookingView) },
        ...problems(
          ...BODY_ERRORS,
          ...KEY_ERRORS,
          ...([
            'HOTEL_NOT_FOUND',
            'ROOM_NOT_FOUND',
            'RATE_NOT_FOUND',
            'CURRENCY_MISMATCH',
            'HOTEL_INACTIVE',
          ] as const),
          ...(['SOLD_OUT', 'PRICE_CHANGED', 'STAY_RESTRICTED', 'DUPLICATE_REFERENCE'] as const),
          ...(['IDEMPOTENCY_MISMATCH', 'IN_PROGRESS', 'ROOM_BUSY'] as const),
        ),
      },
    },
    handle: async (exchange) => {
      const key = idempotencyKeyOf(exchange);
      const bytes = await readJsonBytes(exchange.request);
      return journalled(deps, { ...receivedOf(exchange, bytes), kind: 'BookingCreate' }, async () => {
        const { value, sent } = parseJson(bytes, bookingRequest);
        const answer = await deps.createBooking(value, contextOf(exchange, key, sent));
        return { ...renderBooking(answer), hotel_code: value.hotel_id };
      });
    },
  };
}

/** A refusal that was stored is given again under the request id of the first answer: byte for byte the same. */
function renderBooking(answer: BookingAnswer): Verdict {
  const headers = answer.replayed ? REPLAYED : {};
  if (answer.kind === 'confirmed') {
    return {
      answer: { status: 201, contentType: JSON_TYPE, body: answer.body, headers },
      outcome: answer.replayed ? 'ANSWERED' : 'APPLIED',
    };
  }
  const problem = problemAnswer(answer.body, answer.body.request_id);
  return {
    answer: { ...problem, headers: { ...problem.headers, ...headers } },
    outcome: 'REFUSED',
    cause: `${answer.body.code}: ${answer.body.message}`,
  };
}

function getRoute({ getBooking }: BookingRouteDeps): PartnerRoute {
  return {
    method: 'get',
    path: '/api/bookings/{booking_id}',
    access: ['ota', 'pms', 'operator'],
    operation: {
      operationId: 'getBooking',
      tags: ['OTA', 'PMS'],
      summary: 'Read one booking',
      request: { params: bookingPath },
      responses: {
        200: { description: 'The booking under your own codes', content: jsonContent(bookingView) },
        ...problems('BOOKING_NOT_FOUND', ...KEY_ERRORS),
      },
    },
    handle: async ({ params, partner }): Promise<Answer> => {
      const { booking_id } = validate(bookingPath, params, 'path');
      return jsonAnswer(200, await getBooking(booking_id, partner));
    },
  };
}

function cancelRoute(deps: BookingRouteDeps): PartnerRoute {
  return {
    method: 'post',
    path: '/api/bookings/{booking_id}/cancel',
    access: ['ota', 'operator'],
    operation: {
      operationId: 'cancelBooking',
      tags: ['OTA'],
      summary: 'Cancel a booking',
      description: 'Cancelling twice gives the same answer.',
      request: {
        params: bookingPath,
        headers: keyHeader,
        body: { required: false, content: jsonContent(emptyBody) },
      },
      responses: {
        200: { description: 'The booking, cancelled', content: jsonContent(bookingView) },
        ...problems(
          ...BODY_ERRORS,
          ...KEY_ERRORS,
          'BOOKING_NOT_FOUND',
          'IDEMPOTENCY_MISMATCH',
          'IN_PROGRESS',
        ),
      },
    },
    handle: async (exchange) => {
      const { booking_id } = validate(bookingPath, exchange.params, 'path');
      const key = idempotencyKeyOf(exchange);
      const bytes = await readJsonBytes(exchange.request);
      return journalled(deps, { ...receivedOf(exchange, bytes), kind: 'BookingCancel' }, async () => {
        const { sent } = parseOptionalJson(bytes, emptyBody);
        const { body, replayed } = await deps.cancelBooking(booking_id, contextOf(exchange, key, sent));
        const answer = { status: 200, contentType: JSON_TYPE, body, headers: replayed ? REPLAYED : {} };
        return { answer, outcome: replayed ? 'ANSWERED' : 'APPLIED' };
      });
    },
  };
}

function idempotencyKeyOf({ request }: PartnerExchange): string | null {
  const given = { 'Idempotency-Key': request.headers['idempotency-key'] };
  return validate(keyHeader, given, 'headers')['Idempotency-Key'] ?? null;
}

function contextOf({ partner, requestId }: PartnerExchange, key: string | null, sent: unknown) {
  return { partner, idempotency_key: key, body_hash: bodyHash(sent), request_id: requestId };
}

function receivedOf({ partner, requestId, request }: PartnerExchange, body: Buffer): Omit<Received, 'kind'> {
  const contentType = request.headers['content-type'] ?? JSON_TYPE;
  return { partner, connector: 'native', hotel_code: null, requestId, contentType, body };
}

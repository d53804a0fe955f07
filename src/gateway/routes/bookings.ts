import { bookingRequest } from '../../core/bookings/booking-request.js';
import { validate } from '../../core/model/validation.js';
import { jsonAnswer, type Answer } from '../answer.js';
import type { App } from '../../core/app.js';
import { aboutStay } from '../../core/messages/message-about.js';
import {
  bookingPath,
  contextOf,
  idempotencyKeyOf,
  keyHeader,
  receivedOf,
  refuseCardNumber,
  renderBooking,
} from '../booking-exchange.js';
import { journalled } from '../journalled.js';
import { parseJson, readJsonBytes } from '../read-json.js';
import type { PartnerRoute, Route } from '../route.js';
import { bookingView } from '../schemas/booking.js';
import { BODY_ERRORS, jsonContent, KEY_ERRORS, problems } from '../schemas/problem.js';
import { createChangeRoutes, type ChangeRouteDeps } from './booking-changes.js';
import { createConfirmRoute, type ConfirmRouteDeps } from './booking-confirm.js';

export type BookingRouteDeps = ConfirmRouteDeps & ChangeRouteDeps & Pick<App, 'createBooking' | 'getBooking'>;

export function createBookingRoutes(deps: BookingRouteDeps): Route[] {
  return [createRoute(deps), getRoute(deps), createConfirmRoute(deps), ...createChangeRoutes(deps)];
}

function createRoute(deps: BookingRouteDeps): PartnerRoute {
  return {
    method: 'post',
    path: '/api/bookings/create',
    direct: true,
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
        201: {
          description: 'Booked and committed; with hold: true held until expires_at',
          content: jsonContent(bookingView),
        },
        202: {
          description:
            'Held, and its payment is not settled yet: ask again, with the same key; nothing is charged twice',
          content: jsonContent(bookingView),
        },
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
          ...(['PAYMENT_DECLINED', 'HOLD_EXPIRED'] as const),
          ...(['IDEMPOTENCY_MISMATCH', 'IN_PROGRESS', 'ROOM_BUSY'] as const),
        ),
      },
    },
    handle: async (exchange) => {
      const key = idempotencyKeyOf(exchange);
      const bytes = await readJsonBytes(exchange.request);
      return journalled(deps, { ...receivedOf(exchange, bytes), kind: 'BookingCreate' }, async () => {
        const { value, sent } = parseJson(bytes, bookingRequest);
        refuseCardNumber(sent);
        const answer = await deps.createBooking(value, contextOf(exchange, key, sent));
        return { ...renderBooking(answer, 201), hotel_code: value.hotel_id, about: aboutStay(value) };
      });
    },
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

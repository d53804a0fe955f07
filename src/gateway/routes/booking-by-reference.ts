import { z } from 'zod';
import type { App } from '../../core/app.js';
import {
  partnerReference,
  referenceCancellation,
  referenceRestatement,
} from '../../core/bookings/restatement.js';
import { validate } from '../../core/model/validation.js';
import { aboutStay } from '../../core/messages/message-about.js';
import { contextOf, idempotencyKeyOf, keyHeader, receivedOf, refuseCardNumber } from '../booking-exchange.js';
import { CHANGE_ERRORS, renderCancelled, renderChange, RESTATE_ERRORS } from '../change-verdict.js';
import { journalled, type JournalDeps } from '../journalled.js';
import { parseJson, readJsonBytes } from '../read-json.js';
import type { PartnerRoute } from '../route.js';
import { bookingView, buriedView } from '../schemas/booking.js';
import { BODY_ERRORS, jsonContent, KEY_ERRORS, problems } from '../schemas/problem.js';

export type ByReferenceRouteDeps = JournalDeps & Pick<App, 'restateBooking' | 'cancelByReference'>;

const referencePath = z.strictObject({ partner_reference: partnerReference });

/** For channels that know only their own number of a reservation. */
export function createByReferenceRoutes(deps: ByReferenceRouteDeps): PartnerRoute[] {
  return [restateRoute(deps), cancelByReferenceRoute(deps)];
}

function restateRoute(deps: ByReferenceRouteDeps): PartnerRoute {
  const body = referenceRestatement.meta({ id: 'ReservationRestatement' });
  return {
    method: 'put',
    path: '/api/bookings/by-reference/{partner_reference}',
    access: ['ota'],
    operation: {
      operationId: 'restateReservation',
      tags: ['OTA'],
      summary: 'The state of a reservation as of one revision of its channel',
      description:
        'Under your own number; twice and in any order. One that is not known is booked, one that you have cancelled before is not.',
      request: {
        params: referencePath,
        headers: keyHeader,
        body: { required: true, content: jsonContent(body) },
      },
      responses: {
        200: {
          description: 'The booking as it is now, or that its cancellation came before it',
          content: jsonContent(z.union([bookingView, buriedView])),
        },
        201: { description: 'Booked and committed', content: jsonContent(bookingView) },
        ...problems(
          ...BODY_ERRORS,
          ...KEY_ERRORS,
          'HOTEL_NOT_FOUND',
          'CONFLICT',
          ...RESTATE_ERRORS,
          ...CHANGE_ERRORS,
        ),
      },
    },
    handle: async (exchange) => {
      const { partner_reference } = validate(referencePath, exchange.params, 'path');
      const key = idempotencyKeyOf(exchange);
      const bytes = await readJsonBytes(exchange.request);
      return journalled(deps, { ...receivedOf(exchange, bytes), kind: 'BookingRestate' }, async () => {
        const { value, sent } = parseJson(bytes, referenceRestatement);
        refuseCardNumber(sent);
        const context = contextOf(exchange, key, sent);
        const answer = await deps.restateBooking(partner_reference, value, context);
        return { ...renderChange(answer), hotel_code: value.hotel_id, about: aboutStay(value) };
      });
    },
  };
}

function cancelByReferenceRoute(deps: ByReferenceRouteDeps): PartnerRoute {
  const body = referenceCancellation.meta({ id: 'ReservationCancellation' });
  return {
    method: 'post',
    path: '/api/bookings/by-reference/{partner_reference}/cancel',
    access: ['ota'],
    operation: {
      operationId: 'cancelReservation',
      tags: ['OTA'],
      summary: 'Cancel a reservation under your own number',
      description: 'Also before it came: it then books nothing. Cancelling twice gives the same answer.',
      request: {
        params: referencePath,
        headers: keyHeader,
        body: { required: true, content: jsonContent(body) },
      },
      responses: {
        200: {
          description: 'The booking, cancelled, or that it will be when it comes',
          content: jsonContent(z.union([bookingView, buriedView])),
        },
        ...problems(
          ...BODY_ERRORS,
          ...KEY_ERRORS,
          ...(['HOTEL_NOT_FOUND', 'STALE_REVISION', 'CONFLICT'] as const),
          ...CHANGE_ERRORS,
        ),
      },
    },
    handle: async (exchange) => {
      const { partner_reference } = validate(referencePath, exchange.params, 'path');
      const key = idempotencyKeyOf(exchange);
      const bytes = await readJsonBytes(exchange.request);
      return journalled(deps, { ...receivedOf(exchange, bytes), kind: 'BookingCancel' }, async () => {
        const { value, sent } = parseJson(bytes, referenceCancellation);
        refuseCardNumber(sent);
        const context = contextOf(exchange, key, sent);
        const answer = await deps.cancelByReference(partner_reference, value, context);
        return { ...renderCancelled(answer), hotel_code: value.hotel_id };
      });
    },
  };
}

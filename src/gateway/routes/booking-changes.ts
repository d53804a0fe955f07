import { z } from 'zod';
import type { App } from '../../core/app.js';
import { restatement } from '../../core/bookings/restatement.js';
import { validate } from '../../core/model/validation.js';
import { aboutStay } from '../../core/messages/message-about.js';
import {
  bookingPath,
  contextOf,
  idempotencyKeyOf,
  keyHeader,
  receivedOf,
  refuseCardNumber,
} from '../booking-exchange.js';
import { CHANGE_ERRORS, renderCancelled, renderChange, RESTATE_ERRORS } from '../change-verdict.js';
import { journalled, type JournalDeps } from '../journalled.js';
import { parseJson, parseOptionalJson, readJsonBytes } from '../read-json.js';
import type { PartnerRoute } from '../route.js';
import { bookingView } from '../schemas/booking.js';
import { BODY_ERRORS, jsonContent, KEY_ERRORS, problems } from '../schemas/problem.js';
import { createByReferenceRoutes, type ByReferenceRouteDeps } from './booking-by-reference.js';

export type ChangeRouteDeps = JournalDeps &
  ByReferenceRouteDeps &
  Pick<App, 'modifyBooking' | 'cancelBooking'>;

const emptyBody = z.strictObject({}).meta({ description: 'nothing, or an empty object' });

/** What becomes of a booking after it was made: the whole of it restated, or cancelled. */
export function createChangeRoutes(deps: ChangeRouteDeps): PartnerRoute[] {
  return [modifyRoute(deps), ...createByReferenceRoutes(deps), cancelRoute(deps)];
}

function modifyRoute(deps: ChangeRouteDeps): PartnerRoute {
  return {
    method: 'put',
    path: '/api/bookings/{booking_id}',
    access: ['ota', 'operator'],
    operation: {
      operationId: 'modifyBooking',
      tags: ['OTA'],
      summary: 'Restate a booking',
      description:
        'The whole state that it is to have: a room that is missing is given up. Nights that stay keep their price.',
      request: {
        params: bookingPath,
        headers: keyHeader,
        body: { required: true, content: jsonContent(restatement.meta({ id: 'BookingRestatement' })) },
      },
      responses: {
        200: { description: 'The booking as it is now', content: jsonContent(bookingView) },
        ...problems(...BODY_ERRORS, ...KEY_ERRORS, 'BOOKING_NOT_FOUND', ...RESTATE_ERRORS, ...CHANGE_ERRORS),
      },
    },
    handle: async (exchange) => {
      const { booking_id } = validate(bookingPath, exchange.params, 'path');
      const key = idempotencyKeyOf(exchange);
      const bytes = await readJsonBytes(exchange.request);
      return journalled(deps, { ...receivedOf(exchange, bytes), kind: 'BookingModify' }, async () => {
        const { value, sent } = parseJson(bytes, restatement);
        refuseCardNumber(sent);
        const answer = await deps.modifyBooking(booking_id, value, contextOf(exchange, key, sent));
        return { ...renderChange(answer), about: aboutStay(value) };
      });
    },
  };
}

function cancelRoute(deps: ChangeRouteDeps): PartnerRoute {
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
        ...problems(...BODY_ERRORS, ...KEY_ERRORS, 'BOOKING_NOT_FOUND', 'CONFLICT', ...CHANGE_ERRORS),
      },
    },
    handle: async (exchange) => {
      const { booking_id } = validate(bookingPath, exchange.params, 'path');
      const key = idempotencyKeyOf(exchange);
      const bytes = await readJsonBytes(exchange.request);
      return journalled(deps, { ...receivedOf(exchange, bytes), kind: 'BookingCancel' }, async () => {
        const { sent } = parseOptionalJson(bytes, emptyBody);
        return renderCancelled(await deps.cancelBooking(booking_id, contextOf(exchange, key, sent)));
      });
    },
  };
}

import { z } from 'zod';
import { cardToken } from '../../core/bookings/booking-request.js';
import type { App } from '../../core/app.js';
import { validate } from '../../core/model/validation.js';
import {
  bookingPath,
  contextOf,
  idempotencyKeyOf,
  keyHeader,
  receivedOf,
  refuseCardNumber,
  renderBooking,
} from '../booking-exchange.js';
import { journalled, type JournalDeps } from '../journalled.js';
import { parseOptionalJson, readJsonBytes } from '../read-json.js';
import type { PartnerRoute } from '../route.js';
import { bookingView } from '../schemas/booking.js';
import { BODY_ERRORS, jsonContent, KEY_ERRORS, problems } from '../schemas/problem.js';

export type ConfirmRouteDeps = JournalDeps & Pick<App, 'confirmBooking'>;

const confirmation = z
  .strictObject({
    payment: z
      .strictObject({ method: z.literal('CARD'), token: cardToken })
      .optional()
      .meta({ description: 'pay now; without it the guest pays at the hotel' }),
  })
  .meta({ id: 'BookingConfirmation', description: 'nothing, an empty object, or how the booking is paid' });

export function createConfirmRoute(deps: ConfirmRouteDeps): PartnerRoute {
  return {
    method: 'post',
    path: '/api/bookings/{booking_id}/confirm',
    access: ['ota', 'operator'],
    operation: {
      operationId: 'confirmBooking',
      tags: ['OTA'],
      summary: 'Confirm a hold',
      description:
        'Before expires_at. Confirming twice gives the same answer; a payment that is under way is waited for: ' +
        'the answer then has Earlier-Payment: true, and a token of this request was not charged.',
      request: {
        params: bookingPath,
        headers: keyHeader,
        body: { required: false, content: jsonContent(confirmation) },
      },
      responses: {
        200: { description: 'The booking, confirmed', content: jsonContent(bookingView) },
        202: {
          description:
            'Its payment is not settled yet: ask again, with the same key; nothing is charged twice',
          content: jsonContent(bookingView),
        },
        ...problems(
          ...BODY_ERRORS,
          ...KEY_ERRORS,
          ...(['BOOKING_NOT_FOUND', 'HOLD_EXPIRED', 'PAYMENT_DECLINED', 'CONFLICT'] as const),
          ...(['IDEMPOTENCY_MISMATCH', 'IN_PROGRESS', 'ROOM_BUSY'] as const),
        ),
      },
    },
    handle: async (exchange) => {
      const { booking_id } = validate(bookingPath, exchange.params, 'path');
      const key = idempotencyKeyOf(exchange);
      const bytes = await readJsonBytes(exchange.request);
      return journalled(deps, { ...receivedOf(exchange, bytes), kind: 'BookingConfirm' }, async () => {
        const { value, sent } = parseOptionalJson(bytes, confirmation);
        refuseCardNumber(sent);
        const context = contextOf(exchange, key, sent);
        const request = { payment_token: value.payment?.token };
        return renderBooking(await deps.confirmBooking(booking_id, request, context), 200);
      });
    },
  };
}

import { z } from 'zod';
import type { App } from '../../core/app.js';
import { validate } from '../../core/model/validation.js';
import { jsonAnswer } from '../answer.js';
import { bookingPath } from '../booking-exchange.js';
import type { PartnerRoute, Route } from '../route.js';
import { jsonContent, KEY_ERRORS, problems } from '../schemas/problem.js';

export type TimelineRouteDeps = Pick<App, 'bookingTimeline'>;

const timelineView = z
  .strictObject({
    entries: z.array(
      z.strictObject({
        at: z.iso.datetime(),
        what: z.string().meta({
          description: 'CONFIRMED, HELD, MODIFIED, CANCELLED, PAYMENT, REFUND, PMS_HANDED_OUT and the like',
        }),
        actor: z.string(),
        revision: z.int().nullable(),
        detail: z.record(z.string(), z.unknown()).meta({
          description:
            'of a payment, a refund and a hand-out `status` or `state` is that of now, `since` its time',
        }),
      }),
    ),
  })
  .meta({ id: 'BookingTimeline' });

/** Operators alone: payments and what other partners did stand in it. */
export function createTimelineRoutes({ bookingTimeline }: TimelineRouteDeps): Route[] {
  const route: PartnerRoute = {
    method: 'get',
    path: '/api/bookings/{booking_id}/timeline',
    access: ['operator'],
    operation: {
      operationId: 'getBookingTimeline',
      tags: ['Operations'],
      summary: 'Everything that became of a booking, oldest first',
      description: 'Without personal data: `bellhop booking timeline` over HTTP.',
      request: { params: bookingPath },
      responses: {
        200: { description: 'What happened, by whom', content: jsonContent(timelineView) },
        ...problems('BOOKING_NOT_FOUND', ...KEY_ERRORS),
      },
    },
    handle: async ({ params }) => {
      const { booking_id } = validate(bookingPath, params, 'path');
      return jsonAnswer(200, { entries: await bookingTimeline(booking_id) });
    },
  };
  return [route];
}

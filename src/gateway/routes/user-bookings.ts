import type { App } from '../../core/app.js';
import { validate } from '../../core/model/validation.js';
import { jsonAnswer } from '../answer.js';
import type { PartnerRoute, Route } from '../route.js';
import { userBookings, userBookingsQuery, userPath } from '../schemas/booking-list.js';
import { jsonContent, KEY_ERRORS, problems } from '../schemas/problem.js';

export type UserBookingRouteDeps = Pick<App, 'listUserBookings'>;

export function createUserBookingRoutes(deps: UserBookingRouteDeps): Route[] {
  return [listRoute(deps)];
}

function listRoute({ listUserBookings }: UserBookingRouteDeps): PartnerRoute {
  return {
    method: 'get',
    path: '/api/users/{user_id}/bookings',
    access: ['ota', 'operator'],
    operation: {
      operationId: 'listUserBookings',
      tags: ['OTA'],
      summary: "Read a user's bookings, the newest first",
      description:
        'Those that you made for this user_id; a user without bookings has an empty list. Where the lists are kept in Cassandra a booking shows some moments after it was made.',
      request: { params: userPath, query: userBookingsQuery },
      responses: {
        200: { description: 'A page of bookings under your own codes', content: jsonContent(userBookings) },
        ...problems('VALIDATION', ...KEY_ERRORS),
      },
    },
    handle: async ({ params, query, partner }) => {
      const { user_id } = validate(userPath, params, 'path');
      const request = validate(userBookingsQuery, query, 'query');
      return jsonAnswer(200, await listUserBookings(partner, { user_id, ...request }));
    },
  };
}

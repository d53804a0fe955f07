import { z } from 'zod';
import type { ReservationResult } from '../../core/model/incoming-reservation.js';
import { createChannelEndpoint, type ChannelEndpointDeps } from '../channel-endpoint.js';
import type { MessageDeps } from '../wire-message.js';
import type { OpenRoute, Operation } from '../route.js';
import { XML_TYPES } from './pms-ota.js';

/** Expedia's Booking Notification: its own SOAP header, OpenTravel messages in the body. */
export function createOtaExpediaRoute(deps: ChannelEndpointDeps): OpenRoute {
  const receiveReservations = believing(deps.receiveReservations);
  return createChannelEndpoint(
    { ...deps, receiveReservations },
    { path: '/ota/expedia', mediaTypes: XML_TYPES, operation: OPERATION },
  );
}

/** "Overbooking, rate mismatch or unmapped extras are not reasons to refuse" (Expedia, booking notification). */
const NO_REASON: ReadonlySet<string> = new Set([
  'SOLD_OUT',
  'STAY_RESTRICTED',
  'PRICE_CHANGED',
  'CURRENCY_MISMATCH',
]);

/** What is refused for no reason that the contract knows is believed, whatever the partner's policy. */
function believing(receive: MessageDeps['receiveReservations']): MessageDeps['receiveReservations'] {
  return async (partner, reservations, context) => {
    const results = await receive(partner, reservations, context);
    const doubted = reservations.filter((_, index) => isDoubted(results[index]));
    if (doubted.length === 0) return results;
    const again = [...(await receive({ ...partner, oversell_policy: 'accept_oversold' }, doubted, context))];
    return results.map((result) => (isDoubted(result) ? (again.shift() ?? result) : result));
  };
}

function isDoubted(result: ReservationResult | undefined): boolean {
  return result?.kind === 'refused' && NO_REASON.has(result.code);
}

const xml = {
  'text/xml': { schema: z.string().meta({ description: 'A SOAP 1.1 envelope with an Interface header' }) },
};

const OPERATION: Operation = {
  operationId: 'postExpediaNotification',
  tags: ['OTA'],
  summary: 'Expedia Booking Notification',
  description:
    'OTA_HotelResNotifRQ, OTA_HotelResModifyNotifRQ (the whole new state) and OTA_CancelRQ with the Interface header of Expedia, whose ' +
    'Authentication holds partner code and key. A delivery that was answered before is answered with the same confirmation number. ' +
    'Errors are only those for which the contract lets a booking be refused (3200 to 3209, 3300, 3301).',
  request: { body: { required: true, content: xml } },
  responses: {
    200: { description: 'The response message of the same name, with Success or Errors', content: xml },
    413: { description: 'Larger than the gateway takes', content: xml },
    429: { description: 'Over the request budget; see Retry-After', content: xml },
    500: { description: 'A SOAP Fault: try again, or nothing could be read', content: xml },
    503: { description: 'A SOAP Fault: try the same message again', content: xml },
  },
};

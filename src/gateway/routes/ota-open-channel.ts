import { z } from 'zod';
import type { App } from '../../core/app.js';
import type { MessageOutcome } from '../../core/model/connector.js';
import { AppError } from '../../core/model/errors.js';
import type { Partner } from '../../core/partners/partner.js';
import { createChannelEndpoint, type ChannelEndpointDeps } from '../channel-endpoint.js';
import { JSON_TYPES } from '../read-json.js';
import type { OpenRoute, Operation } from '../route.js';

export type OpenChannelDeps = ChannelEndpointDeps & Pick<App, 'delivery' | 'openCatalogue'>;

const BASE = '/ota/open-channel';
const WEBHOOKS = '/channel_webhooks/open_channel';

/**
 * The half of Open Channel that channels call: bookings, and the wish for everything anew; the API key stands in the header
 * `api-key`. A channel that knows the contract changes its base URL alone, so its paths with and without the version are both there.
 */
export function createOtaOpenChannelRoutes(deps: OpenChannelDeps): OpenRoute[] {
  return [BASE, `${BASE}/api/v1`].flatMap((base) => {
    const shown = base === BASE;
    return [
      createChannelEndpoint(deps, {
        path: `${base}${WEBHOOKS}/new_booking`,
        mediaTypes: JSON_TYPES,
        action: 'new_booking',
        keyInHeader: true,
        ...(shown ? { operation: BOOKING } : {}),
      }),
      createChannelEndpoint(deps, {
        path: `${base}${WEBHOOKS}/request_full_sync`,
        mediaTypes: JSON_TYPES,
        action: 'request_full_sync',
        keyInHeader: true,
        ...(shown ? { operation: FULL_SYNC } : {}),
        answerDocument: (partner, { hotel_code }) => wantFullSync(deps, partner, hotel_code ?? ''),
      }),
    ];
  });
}

/**
 * Everything is marked to be sent before it is answered; no success where nobody sends: the wish stands in the journal, where the
 * operator finds it.
 */
async function wantFullSync(
  { delivery, openCatalogue }: OpenChannelDeps,
  partner: Partner,
  hotelCode: string,
): Promise<MessageOutcome> {
  const { hotel } = await openCatalogue(partner, hotelCode);
  const endpoints = await delivery.endpoints.list();
  const endpoint = endpoints.find(({ partner: code }) => code === partner.code);
  if (endpoint?.status !== 'ACTIVE') {
    const why = endpoint === undefined ? 'no address of yours is known here' : 'sending to you is paused';
    throw new AppError(
      'UNSUPPORTED_UPDATE',
      `Nothing will be sent, for ${why}; the wish is noted, ask the operator of this gateway to mend that.`,
    );
  }
  await delivery.endpoints.sync(partner.code, hotel.code);
  return { kind: 'document', document: { success: true } };
}

const json = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
});
const verdict = z.object({ success: z.boolean(), unique_id: z.string().nullable().optional() });
const failure = z.object({
  success: z.literal(false),
  errors: z.object({
    code: z.string(),
    title: z.string(),
    details: z.array(z.object({ at: z.string(), code: z.string(), message: z.string() })),
  }),
});
const FAILURES = {
  400: json('Not JSON', failure),
  401: json('No or a wrong API key', failure),
  404: json('A hotel that is not mapped to you', failure),
  422: json('What is wrong with it, by its place', failure),
  429: json('Over the request budget; see Retry-After', failure),
  503: json('Try the same message again; see Retry-After', failure),
} as const;

const BOOKING: Operation = {
  operationId: 'postOpenChannelBooking',
  tags: ['OTA'],
  summary: 'Open Channel: a booking, new, modified or cancelled',
  description:
    'The whole state of the booking under your `reservation_id`. The same message again changes nothing and is answered with the ' +
    'same `unique_id`. Card data is not stored.',
  request: {
    body: {
      required: true,
      content: {
        'application/json': { schema: z.object({ booking: z.looseObject({ status: z.string() }) }) },
      },
    },
  },
  responses: { 200: json('Committed; `unique_id` is our number of the booking', verdict), ...FAILURES },
};

const FULL_SYNC: Operation = {
  operationId: 'postOpenChannelFullSync',
  tags: ['OTA'],
  summary: 'Open Channel: ask for all rates and availability of a hotel',
  description:
    'Refused with its reason (422): nothing is sent on request yet. The wish stands in the journal.',
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.object({ provider_code: z.string().optional(), hotel_code: z.string() }),
        },
      },
    },
  },
  responses: { 200: json('Everything will be sent anew', verdict), ...FAILURES },
};

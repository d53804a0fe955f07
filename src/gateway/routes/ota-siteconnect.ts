import { z } from 'zod';
import { createChannelEndpoint, type ChannelEndpointDeps } from '../channel-endpoint.js';
import type { OpenRoute, Operation } from '../route.js';
import { XML_TYPES } from './pms-ota.js';

/** SiteConnect: reservations and the question for rooms and rate plans, in SOAP 1.1 with WS-Security. */
export function createOtaSiteConnectRoute(deps: ChannelEndpointDeps): OpenRoute {
  return createChannelEndpoint(deps, {
    path: '/ota/siteconnect',
    mediaTypes: XML_TYPES,
    operation: OPERATION,
  });
}

const xml = {
  'text/xml': { schema: z.string().meta({ description: 'A SOAP 1.1 envelope with one OpenTravel message' }) },
};

const OPERATION: Operation = {
  operationId: 'postSiteConnectMessage',
  tags: ['OTA'],
  summary: 'SiteConnect over SOAP 1.1',
  description:
    'OTA_HotelResNotifRQ (Commit, Modify, Cancel), OTA_HotelAvailRQ (the rooms and rate plans that are mapped) and OTA_PingRQ. ' +
    'Credentials: a WS-Security UsernameToken with partner code and key. Errors of the application are answered with HTTP 200 and ' +
    'the Errors element of the response message, in the words that SiteConnect prescribes.',
  request: { body: { required: true, content: xml } },
  responses: {
    200: { description: 'The response message of the same name, with Success or Errors', content: xml },
    413: { description: 'Larger than the gateway takes', content: xml },
    429: { description: 'Over the request budget; see Retry-After', content: xml },
    500: { description: 'A SOAP Fault: no message could be read', content: xml },
    503: { description: 'Try the same message again; see Retry-After', content: xml },
  },
};

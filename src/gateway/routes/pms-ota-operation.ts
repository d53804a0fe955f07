import { z } from 'zod';
import type { Operation } from '../route.js';

const xml = {
  'text/xml': { schema: z.string().meta({ description: 'An OpenTravel document, or a SOAP 1.1 envelope' }) },
};

/** What POST /pms/ota says of itself. */
export const OTA_OPERATION: Operation = {
  operationId: 'postOtaMessage',
  tags: ['PMS'],
  summary: 'OpenTravel XML, plain or in SOAP 1.1',
  description:
    'OTA_HotelAvailNotifRQ, OTA_HotelRateAmountNotifRQ, OTA_HotelInvCountNotifRQ, OTA_HotelBookingRuleNotifRQ, ' +
    'OTA_ReadRQ, OTA_NotifReportRQ and OTA_PingRQ, at most 2 MB in SOAP. Credentials: HTTP Basic with partner code and key, or a WS-Security UsernameToken. Business errors are ' +
    'answered with HTTP 200 and the Errors element of the response message.',
  request: { body: { required: true, content: xml } },
  responses: {
    200: { description: 'The response message of the same name, with Success or Errors', content: xml },
    401: { description: 'No or wrong HTTP credentials; Errors with Type 4', content: xml },
    413: { description: 'Larger than the gateway takes', content: xml },
    429: { description: 'Over the request budget; see Retry-After', content: xml },
    503: { description: 'Try the same message again; see Retry-After', content: xml },
  },
};

const requestor = z.strictObject({
  requestor: z
    .string()
    .max(64)
    .meta({ description: 'Your partner code; RequestorID in the message must equal it' }),
});

/** The same at an address that names its sender ("pmsXchange, transport"). */
export const OTA_REQUESTOR_OPERATION: Operation = {
  ...OTA_OPERATION,
  operationId: 'postOtaMessageOf',
  summary: 'OpenTravel XML at an address that names its sender',
  request: { params: requestor, ...OTA_OPERATION.request },
};

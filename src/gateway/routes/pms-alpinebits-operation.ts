import { z } from 'zod';
import type { Operation } from '../route.js';

export const ALPINEBITS_OPERATION: Operation = {
  operationId: 'postAlpineBitsMessage',
  tags: ['PMS'],
  summary: 'AlpineBits HotelData 2017-10 to 2024-10',
  description:
    'A form with `action` and `request`. Handshake, FreeRooms, GuestRequests, Inventory and Info, RatePlans, BaseRates and ' +
    'EventReports. HTTP Basic with partner code and key; header X-AlpineBits-ClientProtocolVersion. The body may be compressed ' +
    'with gzip. What is wrong with the document is answered with HTTP 200 and the Errors element of its response.',
  request: {
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.object({
            action: z.string().meta({ description: 'For example OTA_HotelInvCountNotif:FreeRooms' }),
            request: z.string().optional().meta({ description: 'The XML document of the action' }),
          }),
        },
      },
    },
  },
  responses: {
    200: {
      description: 'The response document, with Success (and Warnings) or Errors',
      content: { 'text/xml': { schema: z.string() } },
    },
    400: {
      description: 'Unknown action or version, or no form; text that begins with ERROR',
      content: { 'text/plain': { schema: z.string() } },
    },
    401: { description: 'No or wrong credentials', content: { 'text/plain': { schema: z.string() } } },
    413: { description: 'Larger than the gateway takes', content: { 'text/plain': { schema: z.string() } } },
    415: { description: 'Not multipart/form-data', content: { 'text/plain': { schema: z.string() } } },
    429: {
      description: 'Over the request budget; see Retry-After',
      content: { 'text/plain': { schema: z.string() } },
    },
    503: {
      description: 'Try the same document again; see Retry-After',
      content: { 'text/plain': { schema: z.string() } },
    },
  },
};

import type { Dialect } from '../../core/model/dialect.js';
import { OPENTRAVEL } from '../shared/opentravel-dialect.js';

/** "Channel side, Open Channel": a ready JSON contract for booking channels. */
export const OPEN_CHANNEL_DIALECTS: readonly [Dialect, ...Dialect[]] = [
  {
    ...OPENTRAVEL,
    id: 'open-channel',
    title: 'Open Channel',
    rate_absent: 'room',
    limits: {
      body_bytes: 10_000_000,
      items: 1_000,
      timeout_seconds: 60,
      retry_seconds: [60, 120, 240, 480, 900],
    },
    errors: {
      UNAUTHENTICATED: { code: 'unauthorized', text: 'Unauthorized' },
      FORBIDDEN: { code: 'forbidden', text: 'Forbidden' },
      HOTEL_NOT_FOUND: { code: 'resource_not_found', text: 'Resource Not Found' },
      VALIDATION: { code: 'validation_error', text: 'Validation Error' },
      MALFORMED: { code: 'bad_request', text: 'Bad Request' },
      RATE_LIMITED: { code: 'http_too_many_requests', text: 'Too Many Requests' },
      UNAVAILABLE: { code: 'internal_server_error', text: 'Internal Server Error' },
    },
  },
];

/** Changes in one message: a year of one rate plan has 365 at most, and a message stays well below the size of a whole sync. */
export const MAX_CHANGES = 1_000;

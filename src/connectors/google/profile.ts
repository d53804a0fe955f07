import type { Dialect } from '../../core/model/dialect.js';
import { OPENTRAVEL } from '../shared/opentravel-dialect.js';

/** "Google Hotel ARI": deltas by kind of restriction, the last one for a night wins; End belongs to the range. */
export const GOOGLE_DIALECTS: readonly [Dialect, ...Dialect[]] = [
  {
    ...OPENTRAVEL,
    id: 'google',
    title: 'Google Hotel ARI',
    child_prices: 'keep',
    limits: {
      body_bytes: 100_000_000,
      items: 2_000,
      timeout_seconds: 60,
      retry_seconds: [60, 120, 300, 600],
    },
    errors: {
      HOTEL_NOT_FOUND: { type: 3, code: 392 },
      ROOM_NOT_FOUND: { type: 3, code: 402 },
      RATE_NOT_FOUND: { type: 3, code: 249 },
      VALIDATION: { type: 3, code: 320 },
      UNAVAILABLE: { type: 12, code: 187 },
    },
  },
];

/** Items in one message, so that it stays a few hundred kilobytes. */
export const MAX_ITEMS = 2_000;

/** Below the partner's base URL. */
export const PATHS = {
  counts: '/travel/hotels/uploads/ota/hotel_inv_count_notif',
  avail: '/travel/hotels/uploads/ota/hotel_avail_notif',
  rates: '/travel/hotels/uploads/ota/hotel_rate_amount_notif',
} as const;

import type { Dialect } from '../../core/model/dialect.js';
import { OPENTRAVEL } from '../shared/opentravel-dialect.js';

/**
 * "SiteConnect": the side of a booking channel. The texts of its errors are part of the contract; where it asks for an explanation
 * there is none here, and ours stands.
 */
export const SITECONNECT_DIALECTS: readonly [Dialect, ...Dialect[]] = [
  {
    ...OPENTRAVEL,
    id: 'siteconnect',
    title: 'SiteConnect',
    child_prices: 'keep',
    // "Rates follow only after availability and restrictions succeeded" (SiteConnect, order).
    request_order: 'after_success',
    limits: { body_bytes: 2_000_000, nights: 750, room_code: 16, rate_code: 64, timeout_seconds: 20 },
    errors: {
      UNAUTHENTICATED: { type: 4, code: 448, text: 'Invalid Username and/or Password' },
      FORBIDDEN: { type: 4, code: 448, text: 'Invalid Username and/or Password' },
      PARTNER_NOT_FOUND: { type: 4, code: 448, text: 'Invalid Username and/or Password' },
      HOTEL_NOT_FOUND: { type: 6, code: 392, text: 'Hotel not found for HotelCode={code}' },
      HOTEL_INACTIVE: { type: 3, code: 375 },
      ROOM_NOT_FOUND: { type: 3, code: 402, text: 'Room type code not found for this hotel' },
      RATE_NOT_FOUND: { type: 3, code: 249, text: 'Rate code not found for this hotel' },
      ROOM_RATE_NOT_FOUND: {
        type: 3,
        code: 783,
        text: 'Combination of room code and rate code not found for this hotel',
      },
      INCLUDED_OCCUPANCY: { type: 3, code: 137, text: 'Invalid included occupancy' },
      ADULTS: { type: 3, code: 397, text: 'Invalid number of adults' },
      REQUIRED: { type: 10, code: 321 },
      RATE_DOES_NOT_EXIST: { type: 3, code: 436 },
      RATE_NOT_LOADED: { type: 3, code: 842 },
      SYSTEM_UNAVAILABLE: { type: 12, code: 187 },
      UNABLE: { type: 3, code: 450 },
    },
  },
];

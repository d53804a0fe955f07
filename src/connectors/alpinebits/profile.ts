import type { Dialect } from '../../core/model/dialect.js';
import { OPENTRAVEL } from '../shared/opentravel-dialect.js';

/**
 * "AlpineBits HotelData": counts are absolute and belong to the room category, what InvCounts leaves out is zero, two
 * ranges of one room must not meet, a message is processed whole or not at all.
 */
export const ALPINEBITS_DIALECTS: readonly [Dialect, ...Dialect[]] = [
  {
    ...OPENTRAVEL,
    id: 'alpinebits',
    title: 'AlpineBits HotelData',
    duplicate_dates: 'refuse',
    absent_count: 'zero',
    rate_absent: 'room',
    limits: { body_bytes: 10_000_000, room_code: 8, rate_code: 64 },
    errors: {
      HOTEL_NOT_FOUND: { type: 13, code: 392 },
      ROOM_NOT_FOUND: { type: 13, code: 402 },
      RATE_NOT_FOUND: { type: 13, code: 249 },
    },
  },
];

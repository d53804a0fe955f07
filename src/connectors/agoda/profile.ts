import type { Dialect } from '../../core/model/dialect.js';
import { OPENTRAVEL } from '../shared/opentravel-dialect.js';

const COMMON = {
  ...OPENTRAVEL,
  rate_absent: 'room',
  limits: { retry_seconds: [15, 15, 15], timeout_seconds: 60 },
} as const satisfies Partial<Dialect>;

/** "Other OTA-XML dialects, Agoda": its own YCS 5 grammar, and OpenTravel 2013A. */
export const AGODA_DIALECTS: readonly [Dialect, ...Dialect[]] = [
  { ...COMMON, id: 'agoda-ycs', title: 'Agoda, YCS 5', errors: {} },
  {
    ...COMMON,
    id: 'agoda-ota',
    title: 'Agoda, OpenTravel 2013A',
    errors: {
      HOTEL_NOT_FOUND: { type: 3, code: 392 },
      ROOM_NOT_FOUND: { type: 3, code: 402 },
      RATE_NOT_FOUND: { type: 3, code: 249 },
      VALIDATION: { type: 3, code: 320 },
      UNAVAILABLE: { type: 12, code: 187 },
    },
  },
];

/** Both below the partner's base URL. */
export const PATHS = { ycs: '', ota: '/b2b/ota/2013A/hotels' } as const;

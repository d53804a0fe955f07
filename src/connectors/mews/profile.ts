import type { Dialect } from '../../core/model/dialect.js';

/** "Mews Channel Manager API": overlay per scope and period, codes 9 to 14 make Mews disable a mapping or a kind of update. */
export const MEWS_DIALECTS: readonly [Dialect, ...Dialect[]] = [
  {
    id: 'mews',
    title: 'Mews Channel Manager API',
    los: 'arrival',
    duplicate_dates: 'last',
    absent_restriction: 'reset',
    absent_count: 'unchanged',
    rate_absent: 'every_rate',
    range_end: 'inclusive',
    failure_unit: 'message',
    stock_level: 'room',
    own_decrement: false,
    limits: {
      body_bytes: 10_000_000,
      items: 100_000,
      room_code: 64,
      rate_code: 64,
      budgets: [{ counts: 'requests', most: 200, seconds: 30, per: 'token' }],
    },
    errors: {
      INTERNAL: { code: 1 },
      UNAVAILABLE: { code: 1 },
      ROOM_BUSY: { code: 1 },
      SHUTTING_DOWN: { code: 1 },
      RATE_LIMITED: { code: 1 },
      IN_PROGRESS: { code: 1 },
      BOOKING_NOT_FOUND: { code: 2 },
      REVISION_NOT_FOUND: { code: 2 },
      HOTEL_NOT_FOUND: { code: 3 },
      HOTEL_INACTIVE: { code: 3 },
      MALFORMED: { code: 6 },
      VALIDATION: { code: 6 },
      TOO_LARGE: { code: 6 },
      UNSUPPORTED_MEDIA_TYPE: { code: 6 },
      CURRENCY_MISMATCH: { code: 7 },
      UNSUPPORTED_UPDATE: { code: 7 },
      PARKED: { code: 7 },
      UNAUTHENTICATED: { code: 8 },
      FORBIDDEN: { code: 8 },
      RATE_NOT_FOUND: { code: 9 },
      ROOM_NOT_FOUND: { code: 10 },
    },
  },
];

/** Anything else is a matter of business: Mews shows it to a person and disables nothing. */
const BUSINESS = 7;

/** The number by which Mews acts; a wrong one does damage, so only codes that are unknown get 9 and 10. */
export function mewsCodeOf(code: string): number {
  const found = MEWS_DIALECTS[0].errors[code]?.code;
  return typeof found === 'number' ? found : BUSINESS;
}

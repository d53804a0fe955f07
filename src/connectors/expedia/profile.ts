import type { Dialect } from '../../core/model/dialect.js';

/** Current last; the answers are of the older one for both ("Expedia, AR"). */
export const AR_VERSIONS = ['2007/02', '2011/06'] as const;
export const AR_NAMESPACE = 'http://www.expediaconnect.com/EQC/AR/2011/06';
export const AR_ANSWER_NAMESPACE = 'http://www.expediaconnect.com/EQC/AR/2007/02';

/** The API's own numbers for messages that cannot be taken ("Expedia, AR errors"). */
export const EXPEDIA = {
  schema: { type: 3, code: 2002 },
  version: { type: 3, code: 2010 },
  tooManyValues: { type: 3, code: 3107 },
  duplicate: { type: 3, code: 3108 },
  hotel: { type: 3, code: 3202 },
  tooLarge: { type: 3, code: 3405 },
} as const;

/** The reasons for which a booking may be refused; there are no others ("Expedia, booking notification"). */
export const REFUSALS = {
  alreadyCancelled: 3200,
  originalMissing: 3201,
  hotel: 3202,
  room: 3203,
  rate: 3204,
  guestName: 3205,
  dates: 3206,
  guests: 3208,
  duplicate: 3209,
  payment: 3300,
} as const;

/** Availability and rates, booking retrieval, booking notification. */
export const EXPEDIA_DIALECTS: readonly [Dialect, ...Dialect[]] = [
  {
    id: 'expedia',
    title: 'Expedia QuickConnect and Booking Notification',
    // A setting of the hotel at Expedia, not of the message; a partner overrides it.
    los: 'arrival',
    duplicate_dates: 'refuse',
    absent_restriction: 'reset',
    absent_count: 'unchanged',
    rate_absent: 'room',
    range_end: 'inclusive',
    failure_unit: 'message',
    stock_level: 'room',
    own_decrement: true,
    limits: {
      body_bytes: 100_000,
      values: 5_000,
      connections: 1,
      room_code: 50,
      rate_code: 50,
      days_back: 1,
      days_ahead: 730,
      retry_seconds: [60, 120, 240, 480, 900],
      timeout_seconds: 60,
    },
    errors: {
      BOOKING_NOT_FOUND: { type: 3, code: REFUSALS.originalMissing },
      HOTEL_NOT_FOUND: { type: 3, code: REFUSALS.hotel },
      HOTEL_INACTIVE: { type: 3, code: REFUSALS.hotel },
      ROOM_NOT_FOUND: { type: 3, code: REFUSALS.room },
      RATE_NOT_FOUND: { type: 3, code: REFUSALS.rate },
      NOT_MODIFIABLE: { type: 3, code: REFUSALS.alreadyCancelled },
      DUPLICATE_REFERENCE: { type: 3, code: REFUSALS.duplicate },
      PAYMENT_DECLINED: { type: 3, code: REFUSALS.payment },
      VALIDATION: { type: 3, code: REFUSALS.dates },
    },
  },
];

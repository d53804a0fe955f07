import type { Dialect, DialectField } from '../../core/model/dialect.js';
import { OPENTRAVEL } from '../shared/opentravel-dialect.js';

/** "pmsXchange, transport": the limit and the words of its fault; 60 to 120 s before a retry ("errors and retries"). */
const PMSXCHANGE: Dialect = {
  ...OPENTRAVEL,
  id: 'ota',
  title: 'pmsXchange',
  own_decrement: true,
  child_prices: 'keep',
  limits: {
    body_bytes: 2_000_000,
    room_code: 16,
    rate_code: 64,
    guests: 5,
    connections: 1,
    timeout_seconds: 60,
    retry_seconds: [60, 120, 300, 600],
  },
  errors: {
    TOO_LARGE: { code: 'SOAP-ENV:Server', text: 'Unable to process message. Payload too large' },
    VALIDATION: { type: 3, code: 450 },
  },
};

/** Senders of plain OpenTravel XML have limits of their own, or none that they publish. */
const PLAIN: Dialect = {
  ...OPENTRAVEL,
  id: 'ota-plain',
  title: 'OpenTravel XML',
  limits: { room_code: 16, rate_code: 64 },
  errors: {},
};

/** "Other OTA-XML dialects": what the words of pmsXchange mean with these senders. */
export const OTA_DIALECTS: readonly [Dialect, ...Dialect[]] = [
  PMSXCHANGE,
  {
    ...PLAIN,
    id: 'ota-weekendesk',
    title: 'Weekendesk: stock by rate plan, stays limited through, ranges up to a year',
    los: 'through',
    stock_level: 'rate_plan',
    limits: { ...PLAIN.limits, nights: 366, days_back: 0 },
  },
  {
    ...PLAIN,
    id: 'ota-synxis',
    title: 'SynXis: items numbered by UniqueID Type 16, what is left to sell beside what can be sold up to',
    bookable_counts: ['2', '1'],
  },
  {
    ...PLAIN,
    id: 'ota-hoteliers',
    title: 'Hoteliers: a stay limit of -1 closes to arrival or departure, 0 opens',
    los: 'through',
    los_closes: 'minus_one',
  },
  {
    ...PLAIN,
    id: 'ota-vertical-booking',
    title: 'Vertical Booking: counts, booking rules and rates in a message each, WS-Addressing',
  },
];

/** What the decoders of these messages look at. */
export const OTA_OVERRIDABLE: readonly DialectField[] = [
  'los',
  'duplicate_dates',
  'rate_absent',
  'stock_level',
  'los_closes',
  'child_prices',
];

import type { Dialect } from '../../core/model/dialect.js';
import type { ErrorKind } from '../../core/model/errors.js';

/** What one message may hold beside its bytes; the contract itself knows no limit of items ("Channex, best practices"). */
export const LIMITS = {
  /** A request of more hotels than any PMS serves in one go would only cost us look-ups. */
  properties: 200,
  /** Nights of one range; senders keep 500 days. */
  range: 1_100,
  available: 9_999,
  stay: 9_999,
  guests: 20,
  code: 64,
  /** Warnings that one answer tells in full. */
  warnings: 1_000,
} as const;

/** The contract's own sentences in `meta.warnings` ("Channex, warning notifications"). */
export const WARNING = {
  null: 'Should be a non null value or not existed field',
  invalid: 'is invalid',
  blank: "can't be blank",
  rate: 'must be greater than 0',
  one: 'must be greater than or equal to 1',
  zero: 'must be greater than or equal to 0',
  most: 'must be less than or equal to',
  unsupported: 'is not supported',
  unknown: 'does not exist',
} as const;

/** Fields of the contract for which Bellhop has no place; each is told back instead of being read over. */
export const UNSUPPORTED = ['availability_offset', 'max_availability', 'max_sell'] as const;

/** Seconds that a property is left alone after any error ("Channex, rate limits": pause for one minute). */
export const PAUSE_SECONDS = 60;
/** Calls a minute of each of the two endpoints, for one property. */
export const CALLS_PER_MINUTE = 10;

export interface ErrorForm {
  readonly status: number;
  readonly code: string;
  readonly title: string;
}

/** HTTP status, `code` and `title` of an error by its kind ("Channex, errors"). */
export const ERRORS: Readonly<Record<ErrorKind, ErrorForm>> = {
  invalid: { status: 422, code: 'validation_error', title: 'Validation Error' },
  too_large: { status: 413, code: 'request_entity_too_large', title: 'Request Entity Too Large' },
  unsupported: { status: 415, code: 'unsupported_media_type', title: 'Unsupported Media Type' },
  unauthenticated: { status: 401, code: 'unauthorized', title: 'Unauthorized' },
  unpaid: { status: 422, code: 'validation_error', title: 'Validation Error' },
  forbidden: { status: 403, code: 'forbidden', title: 'Forbidden' },
  not_found: { status: 404, code: 'resource_not_found', title: 'Resource Not Found' },
  wrong_method: { status: 405, code: 'method_not_allowed', title: 'Method Not Allowed' },
  conflict: { status: 409, code: 'conflict', title: 'Conflict' },
  refused: { status: 422, code: 'validation_error', title: 'Validation Error' },
  rate_limited: { status: 429, code: 'http_too_many_requests', title: 'Too Many Requests' },
  misconfigured: { status: 500, code: 'internal_server_error', title: 'Internal Server Error' },
  bug: { status: 500, code: 'internal_server_error', title: 'Internal Server Error' },
  unavailable: { status: 503, code: 'service_unavailable', title: 'Service Unavailable' },
};

/** What cannot be read at all is a bad request, what can be read and is wrong a validation error. */
export const BAD_REQUEST: ErrorForm = { status: 400, code: 'bad_request', title: 'Bad Request' };

const CHANNEX: Dialect = {
  id: 'channex',
  title: 'Channex, min_stay sets both minimum stays',
  los: 'arrival',
  duplicate_dates: 'last',
  absent_restriction: 'unchanged',
  absent_count: 'unchanged',
  rate_absent: 'room',
  range_end: 'inclusive',
  failure_unit: 'item',
  faulty_field: 'dropped',
  stock_level: 'room',
  own_decrement: false,
  limits: {
    body_bytes: 10_000_000,
    budgets: [{ counts: 'requests', most: CALLS_PER_MINUTE, seconds: 60, per: 'message' }],
    nights: LIMITS.range,
    guests: LIMITS.guests,
    room_code: LIMITS.code,
    rate_code: LIMITS.code,
    days_back: 0,
    retry_seconds: [PAUSE_SECONDS],
  },
  errors: {
    UNAUTHENTICATED: { code: 'unauthorized', text: 'Unauthorized' },
    RATE_LIMITED: { code: 'http_too_many_requests', text: 'Too Many Requests' },
    VALIDATION: { code: 'validation_error', text: 'Validation Error' },
    NOT_FOUND: { code: 'resource_not_found', text: 'Resource Not Found' },
    MALFORMED: { code: 'bad_request', text: 'Bad Request' },
  },
};

/** `min_stay` is a word for the one that `property.settings.min_stay_type` names ("Channex, update restrictions"). */
export const CHANNEX_DIALECTS: readonly [Dialect, ...Dialect[]] = [
  CHANNEX,
  { ...CHANNEX, id: 'channex-arrival', title: 'Channex, min_stay_type arrival' },
  { ...CHANNEX, id: 'channex-through', title: 'Channex, min_stay_type through', los: 'through' },
  {
    ...CHANNEX,
    id: 'channex-strict',
    title: 'Channex, a change object with a wrong value is rejected as one',
    faulty_field: 'drops_item',
  },
];

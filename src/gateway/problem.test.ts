import { describe, expect, it } from 'vitest';
import { AppError, ERROR_TRAITS, type ErrorCode } from '../core/model/errors.js';
import { problemAnswer } from './problem.js';
import { problemSchema } from './schemas/problem.js';

const CODES = Object.keys(ERROR_TRAITS) as ErrorCode[];

const STATUS: Record<ErrorCode, number> = {
  VALIDATION: 400,
  MALFORMED: 400,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  HOTEL_NOT_FOUND: 404,
  ROOM_NOT_FOUND: 404,
  RATE_NOT_FOUND: 404,
  PARTNER_NOT_FOUND: 404,
  BOOKING_NOT_FOUND: 404,
  REVISION_NOT_FOUND: 404,
  MESSAGE_NOT_FOUND: 404,
  HOTEL_INACTIVE: 422,
  CURRENCY_MISMATCH: 400,
  UNSUPPORTED_UPDATE: 400,
  PARKED: 422,
  ARCHIVE_DAMAGED: 422,
  SOLD_OUT: 409,
  PRICE_CHANGED: 409,
  STAY_RESTRICTED: 422,
  HOLD_EXPIRED: 409,
  PAYMENT_DECLINED: 402,
  STALE_REVISION: 409,
  NOT_MODIFIABLE: 409,
  DUPLICATE_REFERENCE: 409,
  IDEMPOTENCY_MISMATCH: 422,
  WEBHOOK_SIGNATURE: 400,
  IN_PROGRESS: 409,
  CONFLICT: 409,
  ROOM_BUSY: 503,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  SHUTTING_DOWN: 503,
  MIGRATIONS_PENDING: 500,
  CONFIG: 500,
  INTERNAL: 500,
};

describe('problemAnswer', () => {
  it.each(CODES)('renders %s', (code) => {
    const error = new AppError(code, 'what and where', {
      faults: [{ pointer: '/a', code, message: 'is wrong' }],
      details: { total_price: '10.00' },
    });
    const answer = problemAnswer(error, 'req-1');
    const problem = problemSchema.parse(JSON.parse(answer.body.toString()));

    expect(answer.status).toBe(STATUS[code]);
    expect(answer.contentType).toBe('application/problem+json; charset=utf-8');
    expect(problem).toMatchObject({
      status: STATUS[code],
      code,
      type: `/docs/errors#${code}`,
      detail: 'what and where',
      requestId: 'req-1',
      retryable: ERROR_TRAITS[code].retryable,
      errors: [{ pointer: '/a', code, message: 'is wrong' }],
      details: { total_price: '10.00' },
    });
    expect(answer.headers?.['Retry-After'] !== undefined).toBe(ERROR_TRAITS[code].retryable);
    expect(answer.headers?.['WWW-Authenticate'] !== undefined).toBe(code === 'UNAUTHENTICATED');
  });

  it('says when to come back, in whole seconds and never at once', () => {
    const after = (retryAfter: number) =>
      problemAnswer(new AppError('ROOM_BUSY', 'busy', { retryAfter }), 'r').headers?.['Retry-After'];

    expect([after(0), after(0.2), after(2.5)]).toEqual(['1', '1', '3']);
  });
});

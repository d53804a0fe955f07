import { describe, expect, it } from 'vitest';
import { AppError } from '../core/model/errors.js';
import { classifyError } from './classify-error.js';

describe('classifyError', () => {
  it.each(['ECONNREFUSED', 'PROTOCOL_CONNECTION_LOST', 'ETIMEDOUT', 'ER_SERVER_SHUTDOWN'])(
    'takes %s for a database that may be back soon',
    (code) => {
      const error = classifyError(Object.assign(new Error('connect failed 10.0.0.7:3306'), { code }));

      expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
      expect(error.message).not.toContain('10.0.0.7');
    },
  );

  it.each([
    [1290, 'ER_OPTION_PREVENTS_STATEMENT'],
    [1317, 'ER_QUERY_INTERRUPTED'],
    [1792, 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION'],
    [1836, 'ER_READ_ONLY_MODE'],
    [1969, 'ER_UNKNOWN_ERROR'],
    [3024, 'ER_QUERY_TIMEOUT'],
  ])('takes error %i (%s) of the server for one that passes', (errno, code) => {
    const error = classifyError(Object.assign(new Error('read only'), { errno, code, sqlState: 'HY000' }));

    expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: true, retryAfter: 2 });
  });

  it('takes a connection that the driver gave up for the same', () => {
    expect(classifyError(Object.assign(new Error('closed'), { fatal: true })).code).toBe('UNAVAILABLE');
  });

  it('takes everything else for a bug, and keeps an AppError as it is', () => {
    const known = new AppError('SOLD_OUT', 'none left');

    expect(classifyError(known)).toBe(known);
    expect(classifyError(new TypeError('x is undefined')).code).toBe('INTERNAL');
    expect(classifyError(Object.assign(new Error(), { code: 'ER_DUP_ENTRY' })).code).toBe('INTERNAL');
  });
});

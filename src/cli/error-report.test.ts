import { Errors } from '@oclif/core';
import { describe, expect, test } from 'vitest';
import { AppError, ERROR_TRAITS, type ErrorCode } from '../core/model/errors.js';
import { EXIT, renderError, reportError } from './error-report.js';

const EXIT_OF_CODE: Partial<Record<ErrorCode, number>> = {
  VALIDATION: 2,
  MALFORMED: 2,
  TOO_LARGE: 2,
  UNSUPPORTED_MEDIA_TYPE: 2,
  CONFIG: 2,
  STAY_RESTRICTED: 3,
  PARKED: 3,
  UNAUTHENTICATED: 4,
  FORBIDDEN: 4,
  HOTEL_NOT_FOUND: 5,
  SOLD_OUT: 6,
  CONFLICT: 6,
  ROOM_BUSY: 7,
  RATE_LIMITED: 7,
  UNAVAILABLE: 7,
  INTERNAL: 1,
};

describe('reportError', () => {
  test.each(Object.entries(EXIT_OF_CODE))('%s exits with %i', (code, exit) => {
    const reported = reportError(new AppError(code as ErrorCode, 'text'), 'hotel list');

    expect(reported.exit).toBe(exit);
    expect(reported.report.code).toBe(code);
  });

  test('every code ends with a next command', () => {
    for (const code of Object.keys(ERROR_TRAITS) as ErrorCode[]) {
      expect(reportError(new AppError(code, 'text'), 'hotel list').report.next).toMatch(/bellhop /);
    }
  });

  test("the error's own next command goes before the code's", () => {
    const error = new AppError('HOTEL_NOT_FOUND', 'text', { next: 'bellhop mapping list' });

    expect(reportError(error, 'ari show').report.next).toBe('bellhop mapping list');
  });

  test('faults, details and the time to wait are kept', () => {
    const fault = { pointer: '/rooms/0', code: 'VALIDATION', message: 'is missing' };
    const error = new AppError('RATE_LIMITED', 'text', {
      faults: [fault],
      retryAfter: 3,
      details: { limit: 5 },
    });

    expect(reportError(error, 'api get').report).toMatchObject({
      faults: [fault],
      retry_after: 3,
      details: { limit: 5 },
    });
  });

  test("oclif's parse errors are usage errors without what its parser saw", () => {
    const error = new Errors.CLIError('Nonexistent flag: --bogus\nSee more help with --help', { exit: 2 });

    const { exit, report } = reportError(error, 'hotel list');

    expect(exit).toBe(EXIT.usage);
    expect(report).toEqual({
      code: 'USAGE',
      message: 'Nonexistent flag: --bogus',
      next: 'bellhop hotel list --help',
    });
  });

  test('a server that cannot be reached is temporary', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

    const { exit, report } = reportError(refused, 'hotel list');

    expect(exit).toBe(EXIT.temporary);
    expect(report.code).toBe('UNAVAILABLE');
    expect(report.next).toBe('bellhop dev status');
  });

  test('an unknown error is a bug and tells nothing of its inside', () => {
    const { exit, report } = reportError(new Error('guest Eva Muster'), 'booking list');

    expect(exit).toBe(EXIT.bug);
    expect(JSON.stringify(report)).not.toContain('Muster');
    expect(report.next).toBe('BELLHOP_LOG_LEVEL=debug bellhop booking list');
  });
});

test('as text, every fault has its line and the next command comes last', () => {
  const text = renderError({
    code: 'VALIDATION',
    message: 'The hotel file is not valid.',
    next: 'bellhop hotel onboard --help',
    faults: [{ pointer: '/rooms/0/code', code: 'VALIDATION', message: 'is missing', line: 7 }],
  });

  expect(text.split('\n')).toEqual([
    'Error: The hotel file is not valid. [VALIDATION]',
    '  /rooms/0/code (line 7): is missing [VALIDATION]',
    'Next: bellhop hotel onboard --help',
  ]);
});

test('as text, what the message says already is not said again as its fault', () => {
  const message = 'There is no event type "Nope".';
  const faults = [{ pointer: '/event_types', code: 'invalid', message }];
  const text = renderError({
    code: 'VALIDATION',
    message,
    next: 'bellhop webhook endpoint create --help',
    faults,
  });

  expect(text.split(message)).toHaveLength(2);
});

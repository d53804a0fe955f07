import { describe, expect, test } from 'vitest';
import type { GuestStep } from './guests.js';
import type { LoadAnswer } from './load-client.js';
import { afterStep, type Standing } from './standing.js';

const HELD: Standing = { statuses: ['FAILED'], check_outs: ['2030-03-03'] };
const CONFIRMED: Standing = { ...HELD, statuses: ['CONFIRMED'] };

const answer = (code: string, more: Partial<LoadAnswer> = {}): LoadAnswer => ({
  ...{ code, booking_id: null },
  ...more,
});
const done = (code: string) => answer(code, { booking_id: '101' });
const open = answer('PENDING', { booking_id: '101', open: true });
const step = (operation: GuestStep['operation'], check_out?: string): GuestStep => ({
  ...{ operation, pauseMs: 0 },
  ...(check_out === undefined ? {} : { check_out }),
});

describe('the statuses that a booking may have at the end', () => {
  test.each([
    ['confirmed', HELD, 'confirm', done('CONFIRMED'), ['CONFIRMED']],
    ['over when it was to be confirmed', HELD, 'confirm', answer('HOLD_EXPIRED'), ['FAILED']],
    ['confirmed or not, without an answer', HELD, 'confirm', answer('TIMEOUT'), ['CONFIRMED', 'FAILED']],
    ['paid', HELD, 'pay', done('CONFIRMED'), ['CONFIRMED']],
    ['declined', HELD, 'pay', answer('PAYMENT_DECLINED'), ['FAILED']],
    ['late', HELD, 'pay', open, ['CONFIRMED', 'FAILED']],
    ['cancelled', CONFIRMED, 'cancel', done('CANCELLED'), ['CANCELLED']],
    ['over when it was to be cancelled', HELD, 'cancel', answer('CONFLICT'), ['FAILED']],
    [
      'cancelled or not, without an answer',
      CONFIRMED,
      'cancel',
      answer('TIMEOUT'),
      ['CONFIRMED', 'CANCELLED'],
    ],
  ] as const)('%s', (_name, before, operation, given, statuses) => {
    expect(afterStep(before, step(operation), given, false)).toEqual({ ...before, statuses });
  });

  test('a refusal before anything was done changes nothing', () => {
    expect(afterStep(CONFIRMED, step('cancel'), answer('RATE_LIMITED'), true)).toEqual(CONFIRMED);
  });
});

describe('the departure that it may have', () => {
  test.each([
    ['modified', done('CONFIRMED'), false, ['2030-03-04']],
    ['sold out', answer('SOLD_OUT'), true, ['2030-03-03']],
    ['not to be modified', answer('NOT_MODIFIABLE'), false, ['2030-03-03']],
    ['one or the other, without an answer', answer('NO_ANSWER'), false, ['2030-03-03', '2030-03-04']],
  ])('%s', (_name, given, refused, check_outs) => {
    const after = afterStep(CONFIRMED, step('modify', '2030-03-04'), given, refused);

    expect(after).toEqual({ ...CONFIRMED, check_outs });
  });
});

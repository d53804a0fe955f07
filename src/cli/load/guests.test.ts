import { describe, expect, test } from 'vitest';
import { addDays } from '../../core/model/local-date.js';
import { scriptOf } from '../../core/payments/simulated-tokens.js';
import { holdRequest, nextRequest } from './guest-requests.js';
import { drawGuest, GUEST_MIX, type Guest, type GuestStep } from './guests.js';
import type { LoadRequest } from './load-request.js';
import { createRandom } from './random.js';

const NIGHTS = { from: '2030-03-01', count: 14 };
const STAY = { hotel: 0, room: 0, check_in: '2030-03-01', check_out: '2030-03-03' };
const CONFIRM: GuestStep = { operation: 'confirm', pauseMs: 300 };
const PAY: GuestStep = { operation: 'pay', token: 'tok_ok', pauseMs: 400 };
const LENGTHEN: GuestStep = { operation: 'modify', check_out: '2030-03-04', pauseMs: 500 };

const aGuest = (...steps: GuestStep[]): Guest => ({ reference: 'r-1', stay: STAY, rate_code: 'FLEX', steps });
const held = { code: 'PENDING', booking_id: '101' };
const open = { ...held, open: true };

function after(asked: LoadRequest, answer: Parameters<typeof nextRequest>[1]) {
  const next = nextRequest(asked, answer);
  if (next === null) throw new Error('the guest does nothing more');
  return next;
}

describe('the guests of booking-saga', () => {
  const guests = Array.from({ length: 4_000 }, (_, index) =>
    drawGuest(createRandom(7, index), {
      reference: `r-${index}`,
      place: { hotel: 0, room: 1 },
      nights: NIGHTS,
    }),
  );

  test('come in the mix that is stated', () => {
    expect(GUEST_MIX.reduce((sum, { share }) => sum + share, 0)).toBe(100);
    const idle = guests.filter(({ steps }) => steps.length === 0).length;
    const paying = guests.filter(({ steps }) => steps.some(({ operation }) => operation === 'pay')).length;
    expect(idle / guests.length).toBeCloseTo(0.1, 1);
    expect(paying / guests.length).toBeCloseTo(0.41, 1);
  });

  test('stay within the nights that everybody wants, also when they lengthen', () => {
    const end = addDays(NIGHTS.from, NIGHTS.count);
    const departures = guests.flatMap(({ stay, steps }) =>
      [stay, ...steps].flatMap((one) => one.check_out ?? []),
    );

    expect(guests.every(({ stay }) => stay.check_in >= NIGHTS.from)).toBe(true);
    expect(departures.every((date) => date <= end)).toBe(true);
    expect(departures).toContain(end);
  });

  test('pay with tokens that the simulated provider knows', () => {
    const tokens = GUEST_MIX.flatMap(({ does }) => does).filter((deed) => deed.startsWith('tok_'));

    expect(tokens.filter((token) => scriptOf(token).code === 'invalid_token')).toEqual([]);
  });
});

describe('after an answer', () => {
  test('each step follows the last one, with a key of its own', () => {
    const first = after(holdRequest(aGuest(LENGTHEN, PAY)), held);
    const second = after(first.request, held);

    expect([first.pauseMs, first.request.method, first.request.path, first.request.key]).toEqual([
      ...[500, 'PUT', '/api/bookings/101', 'r-1-modify'],
    ]);
    expect([second.pauseMs, second.request.path, second.request.key, second.request.body]).toEqual([
      ...[400, '/api/bookings/101/confirm', 'r-1-pay'],
      '{"payment":{"method":"CARD","token":"tok_ok"}}',
    ]);
    expect(nextRequest(second.request, { code: 'CONFIRMED', booking_id: '101' })).toBeNull();
  });

  test('an open payment is asked for again, under the same key, and then it goes on', () => {
    const pay = after(holdRequest(aGuest(PAY, CONFIRM)), held).request;
    const again = after(pay, open);
    const third = after(again.request, open);

    expect([again.request.operation, again.request.key, again.request.body]).toEqual([
      'pay_retry',
      pay.key,
      pay.body,
    ]);
    expect([again.pauseMs, third.pauseMs]).toEqual([2_000, 4_000]);
    expect(after(third.request, { code: 'CONFIRMED', booking_id: '101' }).request.operation).toBe('confirm');
  });

  test('nobody asks for ever', () => {
    let request = after(holdRequest(aGuest(PAY)), held).request;
    let retries = 0;
    for (let next = nextRequest(request, open); next !== null; next = nextRequest(request, open)) {
      request = next.request;
      retries += 1;
    }

    expect(retries).toBe(18);
  });

  test('a stay that cannot be longer is confirmed as it is', () => {
    const lengthen = after(holdRequest(aGuest(LENGTHEN, CONFIRM)), held).request;

    const { request } = after(lengthen, { code: 'SOLD_OUT', booking_id: null });

    expect(request.path).toBe('/api/bookings/101/confirm');
  });

  test.each(['SOLD_OUT', 'TIMEOUT', 'INTERNAL'])('whoever gets %s for the hold goes away', (code) => {
    expect(nextRequest(holdRequest(aGuest(CONFIRM)), { code, booking_id: null })).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { holdRequest } from './guest-requests.js';
import type { RateCode } from './load-hotels.js';
import { createLedger, nightKey } from './ledger.js';
import type { FoundBooking } from './proof.js';
import { proveSaga, sagaHolds, type FoundPayment } from './saga-proof.js';

const STAY = { hotel: 0, room: 0, check_in: '2030-03-01', check_out: '2030-03-03' };
const NIGHT = nightKey({ hotel: 'LOAD-0001', room: 'R01', date: '2030-03-01' });

function aLedger(rate_code: RateCode) {
  const ledger = createLedger();
  const guest = { reference: 'r-1', stay: STAY, rate_code, steps: [] };
  ledger.note(holdRequest(guest), { code: 'PENDING', booking_id: '101' });
  return ledger;
}

const booking = (status: string): FoundBooking => ({
  ...{ reference: 'r-1', booking_id: '101', status, check_out: STAY.check_out, total_price: '200.00' },
  held: false,
});

const payment = (overrides: Partial<FoundPayment> = {}): FoundPayment => ({
  ...{ payment_id: '9', booking_id: '101', status: 'COMPLETED', amount: '200.000', refunded: '0.000' },
  ...{ open_refunds: 0, charges: 1, bank_taken: '200.000', bank_returned: '0.000' },
  ...overrides,
});

const DECLINED = { status: 'FAILED', charges: 0, bank_taken: '0' };
const back = (status: string, amount: string) => ({ status, refunded: amount, bank_returned: amount });

function proveOne(status: string, own: Partial<FoundPayment>, rate: RateCode = 'FLEX') {
  const nights = new Map(status === 'CONFIRMED' ? [[NIGHT, 1]] : []);
  const scene = { available: new Map([[NIGHT, 5 - nights.size]]), unsold: new Set([NIGHT]), onSale: 5 };
  const found = { bookings: [booking(status)], nights };
  return proveSaga(aLedger(rate), found, { ...scene, payments: [payment(own)] });
}

describe('money that fits', () => {
  test.each([
    ['paid and confirmed', 'CONFIRMED', {}, 'FLEX'],
    ['declined and failed', 'FAILED', DECLINED, 'FLEX'],
    ['late, and given back', 'FAILED', back('REFUNDED', '200.000'), 'FLEX'],
    ['cancelled free of charge', 'CANCELLED', back('REFUNDED', '200.000'), 'FLEX'],
    ['cancelled for half', 'CANCELLED', back('PARTIALLY_REFUNDED', '100.000'), 'BAR'],
    ['cancelled after a decline', 'CANCELLED', DECLINED, 'BAR'],
  ] as const)('%s', (_name, status, own, rate) => {
    const { proof, findings } = proveOne(status, own, rate);

    expect([findings, sagaHolds(proof)]).toEqual([[], true]);
    expect(proof).toMatchObject({ money_wrong: 0, open: 0, nights_wrong: 0 });
  });
});

describe('what does not is found', () => {
  test.each([
    ['confirmed, and declined', 'CONFIRMED', DECLINED, 'FLEX'],
    ['failed, and not given back', 'FAILED', {}, 'FLEX'],
    ['confirmed for less than it costs', 'CONFIRMED', back('PARTIALLY_REFUNDED', '50.000'), 'FLEX'],
    ['cancelled, and all kept', 'CANCELLED', {}, 'BAR'],
    ['cancelled, and all given back', 'CANCELLED', back('REFUNDED', '200.000'), 'BAR'],
    ['taken twice by the bank', 'CONFIRMED', { charges: 2, bank_taken: '400.000' }, 'FLEX'],
    ['taken in two parts by the bank', 'CONFIRMED', { charges: 2 }, 'FLEX'],
    ['never taken by the bank', 'CONFIRMED', { charges: 0, bank_taken: '0' }, 'FLEX'],
    ['another amount in the bank', 'CONFIRMED', { bank_taken: '20.000' }, 'FLEX'],
    ['declined, and taken by the bank', 'FAILED', { status: 'FAILED' }, 'FLEX'],
    [
      'never given back by the bank',
      'CANCELLED',
      { ...back('REFUNDED', '200.000'), bank_returned: '0.000' },
      'FLEX',
    ],
  ] as const)('%s', (_name, status, own, rate) => {
    const { proof, findings } = proveOne(status, own, rate);

    expect([proof.money_wrong, sagaHolds(proof)]).toEqual([1, false]);
    expect(findings).toEqual([expect.stringMatching(/^money: /)]);
  });

  test.each([
    ['a payment', { status: 'PENDING', charges: 0, bank_taken: '0' }],
    ['a refund', { open_refunds: 1 }],
  ])('%s without an end', (_name, own) => {
    const { proof, findings } = proveOne('CONFIRMED', own);

    expect([proof.open, proof.money_wrong, sagaHolds(proof)]).toEqual([1, 0, false]);
    expect(findings).toEqual([expect.stringMatching(/^open: payment 9 of booking 101/)]);
  });

  test.each([
    ['given back twice', 5],
    ['lost', 3],
  ])('a night %s', (_name, free) => {
    const scene = { unsold: new Set([NIGHT]), onSale: 5, payments: [], available: new Map([[NIGHT, free]]) };
    const found = { bookings: [booking('CONFIRMED')], nights: new Map([[NIGHT, 1]]) };

    const { proof, findings } = proveSaga(aLedger('FLEX'), found, scene);

    expect([proof.nights_wrong, sagaHolds(proof)]).toEqual([1, false]);
    expect(findings).toEqual([`nights: ${NIGHT} has ${free} rooms free, of 5 less 1 sold`]);
  });
});

import { describe, expect, test } from 'vitest';
import { createLedger, nightKey } from './ledger.js';
import type { LoadRequest } from './load-request.js';
import { holds, prove, type Found } from './proof.js';

const STAY = { hotel: 0, room: 0, check_in: '2030-03-01', check_out: '2030-03-03' };

function asked(reference: string): LoadRequest {
  return {
    operation: 'booking',
    role: 'ota',
    method: 'POST',
    path: '/api/bookings/create',
    body: '{}',
    booking: { reference, stay: STAY },
  };
}

/** r-1 and r-2 were booked, r-3 was sold out, r-4 had no answer. */
function aLedger() {
  const ledger = createLedger();
  ledger.note(asked('r-1'), { code: 'CONFIRMED', booking_id: '101' });
  ledger.note(asked('r-2'), { code: 'CONFIRMED', booking_id: '102' });
  ledger.note(asked('r-3'), { code: 'SOLD_OUT', booking_id: null });
  ledger.note(asked('r-4'), { code: 'TIMEOUT', booking_id: null });
  return ledger;
}

const booking = (reference: string, booking_id: string, status = 'CONFIRMED') => ({
  reference,
  booking_id,
  status,
  check_out: STAY.check_out,
  total_price: '200.00',
  held: false,
});
const night = (date: string) => nightKey({ hotel: 'LOAD-0001', room: 'R01', date });

const found = (overrides: Partial<Found> = {}): Found => ({
  in: 'stores',
  bookings: [booking('r-1', '101'), booking('r-2', '102')],
  nights: new Map([
    [night('2030-03-01'), 2],
    [night('2030-03-02'), 2],
  ]),
  invariants: [],
  ...overrides,
});

test('what was answered is there, once, and no night was sold beyond its rooms', () => {
  const proof = prove(aLedger(), found(), 2);

  expect(proof).toEqual({
    ...{ checked: 'stores', booked: 2, lost: 0, doubled: 0, phantom: 0, oversold: 0 },
    ...{ unanswered: 1, unanswered_booked: 0, invariants_broken: 0, findings: [] },
  });
  expect(holds(proof)).toBe(true);
});

test('a request without an answer may have booked', () => {
  const proof = prove(aLedger(), found({ bookings: [...found().bookings, booking('r-4', '104')] }), 3);

  expect(proof).toMatchObject({ unanswered: 1, unanswered_booked: 1, phantom: 0 });
  expect(holds(proof)).toBe(true);
});

describe('what is wrong is found', () => {
  test.each([
    ['lost: a booking that is not there', { bookings: [booking('r-1', '101')] }, { lost: 1 }],
    [
      'lost: there under another number',
      { bookings: [booking('r-1', '101'), booking('r-2', '999')] },
      { lost: 1 },
    ],
    [
      'lost: there as failed',
      { bookings: [booking('r-1', '101'), booking('r-2', '102', 'FAILED')] },
      { lost: 1 },
    ],
    ['doubled', { bookings: [...found().bookings, booking('r-2', '202')] }, { doubled: 1 }],
    [
      'phantom: a refused request that booked',
      { bookings: [...found().bookings, booking('r-3', '103')] },
      { phantom: 1 },
    ],
    ['phantom: never sent', { bookings: [...found().bookings, booking('r-9', '109')] }, { phantom: 1 }],
    [
      'oversold, by rooms and nights',
      {
        nights: new Map([
          [night('2030-03-01'), 4],
          [night('2030-03-02'), 3],
        ]),
      },
      { oversold: 3 },
    ],
    ['an invariant of the tables', { invariants: ['available: room 1'] }, { invariants_broken: 1 }],
  ])('%s', (_name, overrides: Partial<Found>, expected) => {
    const proof = prove(aLedger(), found(overrides), 2);

    expect(proof).toMatchObject(expected);
    expect(holds(proof)).toBe(false);
    expect(proof.findings.length).toBeGreaterThan(0);
  });
});

test('of many findings some of each kind are shown', () => {
  const invariants = Array.from({ length: 30 }, (_, at) => `available: room ${at}`);
  const nights = new Map([[night('2030-03-01'), 4]]);

  const { findings, invariants_broken } = prove(aLedger(), found({ invariants, nights, bookings: [] }), 2);

  expect(invariants_broken).toBe(30);
  expect(findings.map((finding) => finding.split(':')[0])).toEqual([
    ...['lost', 'lost', 'oversold'],
    ...Array<string>(17).fill('invariant'),
  ]);
});

test('without the tables the client counts the nights that it was answered', () => {
  const found = new Map(['101', '102'].map((id) => [id, { status: 'CONFIRMED', check_out: STAY.check_out }]));

  expect([...aLedger().nightsBooked(found)]).toEqual([
    [night('2030-03-01'), 2],
    [night('2030-03-02'), 2],
  ]);
});

test('an answer that decides nothing leaves the booking open', () => {
  const ledger = createLedger();
  for (const [at, code] of ['INTERNAL', 'UNAVAILABLE', 'NO_ANSWER', 'UNREADABLE', 'HTTP_502'].entries()) {
    ledger.note(asked(`r-${at}`), { code, booking_id: null });
  }

  expect([...ledger.entries()].map(({ state }) => state)).toEqual(Array(5).fill('unknown'));
});

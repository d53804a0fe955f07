import { describe, expect, test } from 'vitest';
import { toCalendar } from '../shared/calendar.js';
import { createMewsConnector } from './mews-connector.js';

const mews = createMewsConnector();
const HEAD = { clientToken: 'secret', connectionToken: '007', messageId: 'm-1' };

function decode(body: object | string, action?: string) {
  const text = typeof body === 'string' ? body : JSON.stringify({ ...HEAD, ...body });
  return mews.decode(Buffer.from(text), { charset: null, ...(action === undefined ? {} : { action }) });
}

async function ariOf(body: object, action?: string) {
  const { content, faults } = await decode(body, action);
  expect(faults).toEqual([]);
  if (content?.kind !== 'ari') throw new Error('no rates and availability');
  return content.ari;
}

const NIGHTS = { from: '2027-03-01', to: '2027-03-02' };
const PRODUCT = { spaceTypeCode: 'DBL', ratePlanCode: 'BAR', ...NIGHTS };

describe('an update', () => {
  test('of availability sets the count of both ends, of the hotel that the connection names', async () => {
    const ari = await ariOf({ availabilities: [{ spaceTypeCode: '01', ...NIGHTS, availability: 3 }] });

    expect(ari.hotel_code).toBe('007');
    expect(toCalendar(ari)).toEqual([
      { room_code: '01', rate_code: null, date: '2027-03-01', available: 3 },
      { room_code: '01', rate_code: null, date: '2027-03-02', available: 3 },
    ]);
  });

  test('of prices takes gross before net, and an amount a number of guests', async () => {
    const prices = [
      { grossAmount: 110.5, netAmount: 100, currencyCode: 'EUR', guestCount: 2 },
      { netAmount: '90.00', currencyCode: 'EUR', guestCount: 1 },
    ];
    const ari = await ariOf({ ratePrices: [{ ...PRODUCT, prices }] });

    expect(ari.updates[0]?.amounts).toEqual([
      { guests: 2, amount: '110.5', currency: 'EUR', tax: 'after' },
      { guests: 1, amount: '90.00', currency: 'EUR', tax: 'before' },
    ]);
  });

  test('takes the credentials from the body', async () => {
    const { envelope } = await decode({ availabilities: [] });

    expect(envelope).toMatchObject({
      echo_token: 'm-1',
      credentials: { username: null, password: 'secret' },
    });
  });
});

describe('a state', () => {
  const cleared = { closed: false, closed_to_arrival: false, closed_to_departure: false };
  const free = { min_stay_arrival: null, max_stay_arrival: null };

  test.each([
    ['open', { state: [1] }, { ...cleared, ...free }],
    ['closed', { state: [2] }, { ...cleared, ...free, closed: true }],
    ['closed to arrival', { state: [2, 6] }, { ...cleared, ...free, closed_to_arrival: true }],
    ['closed to departure', { state: [2, 7] }, { ...cleared, ...free, closed_to_departure: true }],
    ['closed to stay', { state: [2, 8] }, { ...cleared, ...free, closed: true }],
    [
      'closed to both ends',
      { state: [2, 6, 7] },
      { ...cleared, ...free, closed_to_arrival: true, closed_to_departure: true },
    ],
    [
      'open within lengths of stay',
      { state: [1], minLos: 2, maxLos: 7 },
      { ...cleared, min_stay_arrival: 2, max_stay_arrival: 7 },
    ],
    ['without limits', { state: [1], minLos: 0, maxLos: 0 }, { ...cleared, ...free }],
  ])('%s lies over all that was there', async (_name, restriction, set) => {
    const ari = await ariOf({ restrictions: [{ ...PRODUCT, ...restriction }] });

    expect(ari.updates[0]?.set).toEqual(set);
  });

  test('means every night where the partner says so', async () => {
    const body = Buffer.from(JSON.stringify({ ...HEAD, restrictions: [{ ...PRODUCT, minLos: 3 }] }));
    const { content } = await mews.decode(body, { charset: null, overrides: { los: 'through' } });

    expect(content).toMatchObject({ ari: { updates: [{ set: { min_stay_through: 3 } }] } });
  });
});

describe('is refused with its place', () => {
  test.each([
    [
      'a date that is none',
      { availabilities: [{ ...PRODUCT, from: '2027-02-30', availability: 1 }] },
      '/availabilities/0/from',
    ],
    [
      'a range backwards',
      { availabilities: [{ ...PRODUCT, to: '2027-02-01', availability: 1 }] },
      '/availabilities/0/to',
    ],
    [
      'a count below zero',
      { availabilities: [{ ...PRODUCT, availability: -1 }] },
      '/availabilities/0/availability',
    ],
    [
      'a code that is a number',
      { availabilities: [{ ...PRODUCT, spaceTypeCode: 7, availability: 1 }] },
      '/availabilities/0/spaceTypeCode',
    ],
    [
      'a price without amount',
      { ratePrices: [{ ...PRODUCT, prices: [{ currencyCode: 'EUR' }] }] },
      '/ratePrices/0/prices/0',
    ],
    [
      'a currency that is none',
      { ratePrices: [{ ...PRODUCT, prices: [{ grossAmount: 1, currencyCode: 'EU' }] }] },
      '/ratePrices/0/prices/0/currencyCode',
    ],
    ['open and closed at once', { restrictions: [{ ...PRODUCT, state: [1, 2] }] }, '/restrictions/0/state'],
    ['a state that is none', { restrictions: [{ ...PRODUCT, state: [3] }] }, '/restrictions/0/state'],
    [
      'lengths that no stay has',
      { restrictions: [{ ...PRODUCT, minLos: 5, maxLos: 2 }] },
      '/restrictions/0/minLos',
    ],
    [
      'a price that follows from another',
      { ratePrices: [], dependentRates: [{ ratePlanCode: 'X' }] },
      '/dependentRates',
    ],
    ['no hotel', { connectionToken: undefined, availabilities: [] }, '/connectionToken'],
  ])('%s', async (_name, body, pointer) => {
    const { content, faults } = await decode(body);

    expect(content).toBeNull();
    expect(faults.map((fault) => fault.pointer)).toContain(pointer);
  });

  test('broken JSON, with its line', async () => {
    const { faults } = await decode('{\n"availabilities": [', 'updateAvailability');

    expect(faults[0]).toMatchObject({ code: 'MALFORMED' });
    expect(faults[0]?.message).toMatch(/line 2/);
  });
});

describe('the answer', () => {
  const envelope = {
    message: 'updatePrices',
    soap: false,
    echo_token: 'm-1',
    version: null,
    credentials: null,
  };
  const answerOf = (code: string, subject?: string) =>
    JSON.parse(
      mews.encode(envelope, {
        kind: 'refused',
        faults: [{ pointer: '/x', code, message: 'm', ...(subject === undefined ? {} : { subject }) }],
      }).body,
    ) as unknown;

  test('names the code that is unknown, and only then with a number that disables it', () => {
    expect(answerOf('ROOM_NOT_FOUND', 'XX')).toMatchObject({
      success: false,
      errors: [{ code: 10, categoryCode: 'XX' }],
    });
    expect(answerOf('RATE_NOT_FOUND', 'YY')).toMatchObject({ errors: [{ code: 9, rateCode: 'YY' }] });
    for (const code of [
      'VALIDATION',
      'PARKED',
      'UNAVAILABLE',
      'HOTEL_NOT_FOUND',
      'UNAUTHENTICATED',
      'CONFLICT',
    ])
      expect((answerOf(code) as { errors: { code: number }[] }).errors[0]?.code).toBeLessThan(9);
  });

  test('to what was applied is success', () => {
    expect(JSON.parse(mews.encode(envelope, { kind: 'applied' }).body)).toEqual({
      messageId: 'm-1',
      success: true,
      asyncConfirmation: false,
      errors: [],
    });
  });
});

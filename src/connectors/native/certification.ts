import type {
  CertificationCase,
  CertificationCell,
  CertificationExpectation,
  CertificationStep,
} from '../../core/model/certification.js';

const SOURCE = "Bellhop's own JSON, docs/openapi.json";

function push(
  updates: readonly Readonly<Record<string, unknown>>[],
  expect: CertificationExpectation,
  head: Readonly<Record<string, unknown>> = {},
): CertificationStep {
  const body = JSON.stringify({ hotel_code: '{hotel}', ...head, updates });
  return { request: { method: 'POST', path: '/api/ari', body }, expect };
}

const OK = { status: 200, contains: ['"outcome":"APPLIED"'] } as const;
const room = { room_code: '{room}' } as const;
const plan = { ...room, rate_code: '{rate}' } as const;

const cell = (day: number, fields: CertificationCell['fields']): CertificationCell => ({
  ...{ room: '{room}', day, fields },
});
const rate = (day: number, fields: CertificationCell['fields']): CertificationCell => ({
  ...{ room: '{room}', rate: '{rate}', day, fields },
});

const MARK = {
  ...plan,
  ...{ from: '{day+1}', to: '{day+2}', min_stay_arrival: 3, closed_to_arrival: true },
  ...{ currency: 'EUR', amounts: [{ guests: 2, amount: '120.00' }] },
};

const reservation = (method: string, path: string, more: Readonly<Record<string, unknown>>, key: string) =>
  ({
    method,
    path: `/api/bookings/by-reference/{run}-{hotel}${path}`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ hotel_id: '{hotel}', ...more }),
  }) as const;

const stay = (checkout: string, revision: number) => ({
  ...{ checkin_date: '{day+3}', checkout_date: checkout, partner_revision: revision },
  lines: [{ ...plan, quantity: 1, guests: 2 }],
});

/** What a partner tries that speaks our own JSON. */
export const NATIVE_CERTIFICATION: readonly CertificationCase[] = [
  {
    id: 'delta',
    title: 'A delta changes what it names; both ends of a range are nights of it, and the last word counts',
    source: SOURCE,
    steps: [
      push(
        [
          { ...room, from: '{day+1}', to: '{day+5}', available_rooms: 9 },
          { ...room, date: '{day+3}', available_rooms: 2 },
        ],
        {
          ...OK,
          cells: [
            cell(1, { available_rooms: 9 }),
            cell(3, { available_rooms: 2 }),
            cell(5, { available_rooms: 9 }),
          ],
        },
      ),
    ],
  },
  {
    id: 'absent-and-null',
    title: 'A field that is left out stays, null clears it',
    source: SOURCE,
    steps: [
      push([MARK], { ...OK, cells: [rate(2, { min_stay_arrival: 3, closed_to_arrival: true })] }),
      push([{ ...plan, date: '{day+1}', min_stay_arrival: null }], {
        ...OK,
        cells: [
          rate(1, { min_stay_arrival: null, closed_to_arrival: true, occupancy_amounts: { 2: '120.00' } }),
          rate(2, { min_stay_arrival: 3 }),
        ],
      }),
    ],
  },
  {
    id: 'whole-message',
    title: 'One wrong update refuses the message, with the place of what is wrong',
    source: SOURCE,
    steps: [
      push([{ ...room, date: '{day+1}', available_rooms: 6 }], OK),
      push(
        [
          { ...room, date: '{day+1}', available_rooms: 1 },
          { ...room, date: '{day+2}', available_rooms: -1 },
        ],
        {
          status: 400,
          contains: ['"code":"VALIDATION"', '/updates/1/available_rooms'],
          cells: [cell(1, { available_rooms: 6 })],
        },
      ),
    ],
  },
  {
    id: 'unknown-codes',
    title: 'Hotel, room type and rate plan that are not mapped are named',
    source: SOURCE,
    steps: [
      push(
        [{ ...room, date: '{day+1}', closed: true }],
        { status: 404, contains: ['HOTEL_NOT_FOUND'] },
        { hotel_code: 'NOPE' },
      ),
      push([{ room_code: '007', date: '{day+1}', available_rooms: 1 }], {
        contains: ['ROOM_NOT_FOUND', '007'],
      }),
      push([{ ...room, rate_code: '1e3', date: '{day+1}', closed: true }], {
        contains: ['RATE_NOT_FOUND', '1e3'],
      }),
    ],
  },
  {
    id: 'duplicate-key',
    title: 'A key that stands twice is refused, for nobody knows which is meant',
    source: SOURCE,
    steps: [
      {
        request: {
          method: 'POST',
          path: '/api/ari',
          body: '{"hotel_code":"{hotel}","hotel_code":"{hotel}","updates":[]}',
        },
        expect: { status: 400, contains: ['hotel_code'] },
      },
    ],
  },
  {
    id: 'no-credentials',
    title: 'Without a key nothing is read',
    source: SOURCE,
    steps: [
      {
        request: {
          ...{ method: 'POST', path: '/api/ari', body: '{"hotel_code":"{hotel}","updates":[]}' },
          headers: { authorization: '' },
        },
        expect: { status: 401, contains: ['UNAUTHENTICATED'] },
      },
    ],
  },
  {
    id: 'reservation',
    title: 'A reservation is booked, repeated, changed and cancelled under the number of its channel',
    source: SOURCE,
    on_sale: { rooms: 5, amount: '100.00' },
    steps: [
      {
        request: reservation('PUT', '', stay('{day+5}', 1), '{channel_key}'),
        expect: {
          status: 201,
          contains: ['"status":"CONFIRMED"', '"total_price":"200.00"'],
          capture: { booking: '"booking_id":"(\\d+)"' },
        },
      },
      {
        request: reservation('PUT', '', stay('{day+5}', 1), '{channel_key}'),
        expect: {
          status: 200,
          contains: ['"booking_id":"{booking}"', '"revision":1'],
          cells: [cell(3, { available_rooms: 4 })],
        },
      },
      {
        request: reservation('PUT', '', stay('{day+6}', 2), '{channel_key}'),
        expect: { status: 200, contains: ['"booking_id":"{booking}"', '"total_price":"300.00"'] },
      },
      {
        request: {
          method: 'GET',
          path: '/api/reservations/feed?hotel_id={hotel}',
          headers: { authorization: 'Bearer {key}' },
        },
        expect: { status: 200, contains: ['{booking}', '"action":"new"'] },
      },
      {
        request: reservation('POST', '/cancel', { partner_revision: 3 }, '{channel_key}'),
        expect: { status: 200, contains: ['"status":"CANCELLED"'] },
      },
    ],
  },
];

import { describe, expect, test } from 'vitest';
import type { ChannelSettings, PushCell } from '../../core/model/channel-codec.js';
import { AppError } from '../../core/model/errors.js';
import type { ReservationRevision } from '../../core/model/reservation.js';
import { addDays } from '../../core/model/local-date.js';
import { createChannexConnector } from './channex-connector.js';
import { encodeAri } from './encode-ari.js';
import { readAnswer } from './read-answer.js';

const connector = createChannexConnector();
const ENVELOPE = { message: null, soap: false, echo_token: null, version: null, credentials: null };
const settings: ChannelSettings = {
  username: '',
  password: 'key',
  now: '2027-01-01T00:00:00Z',
  nextId: () => '1',
};

const push = (...cells: PushCell[]) => encodeAri({ hotel_code: 'p-1', cells, full: false }, settings);
const ok = (body: unknown, status = 200) => ({ status, headers: {}, body: JSON.stringify(body) });

const night = (day: number, more: Partial<PushCell>): PushCell => ({
  room_code: 'DBL',
  rate_code: 'BAR',
  date: addDays('2027-01-01', day),
  ...more,
});

describe('a push out', () => {
  test('puts counts in one call and the rest in another, neighbouring nights together', () => {
    const cells = [0, 1, 2].flatMap((day) => [
      night(day, { rate_code: null, available: 4 }),
      night(day, {
        amounts: [{ guests: null, amount: '99.50', currency: 'EUR', tax: 'after' }],
        min_stay_arrival: null,
        max_stay_arrival: null,
        closed: day === 2,
      }),
    ]);

    const requests = push(...cells);

    expect(requests.map(({ path, values }) => [path, values])).toEqual([
      ['/availability', 3],
      ['/restrictions', 3],
    ]);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      values: [
        {
          property_id: 'p-1',
          date_from: '2027-01-01',
          date_to: '2027-01-03',
          room_type_id: 'DBL',
          availability: 4,
        },
      ],
    });
    expect(JSON.parse(requests[1]?.body ?? '')).toMatchObject({
      values: [
        { date_from: '2027-01-01', date_to: '2027-01-02', rate: '99.50', min_stay_arrival: 1, max_stay: 0 },
        { date: '2027-01-03', stop_sell: true },
      ],
    });
    expect(requests[0]?.headers).toMatchObject({ 'user-api-key': 'key' });
  });

  test('a closed room type has nothing to sell, for there is no other word', () => {
    const [request] = push(night(0, { rate_code: null, closed: true, available: 3 }));

    expect(request?.body).toContain('"availability":0');
  });

  test('is split before it is larger than the contract takes', () => {
    // Every second night has another price, so that no two are one range.
    const cells = Array.from({ length: 120_000 }, (_, i) =>
      night(i % 1_000, {
        rate_code: `plan-${Math.floor(i / 1_000)}`,
        amounts: [{ guests: null, amount: `${10 + (i % 2)}.00`, currency: 'EUR', tax: 'after' }],
      }),
    );

    const requests = push(...cells);

    expect(requests.length).toBeGreaterThan(1);
    for (const { body } of requests) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(10_000_000);
    expect(requests.reduce((sum, { items }) => sum + items.length, 0)).toBe(120_000);
  });
});

describe('the answer to a push', () => {
  const [request] = push(night(0, { closed: true }), night(5, { closed: false }));
  if (request === undefined) throw new Error('no request');
  const warning = {
    property_id: 'p-1',
    rate_plan_id: 'BAR',
    date: '2027-01-06',
    warning: { rate: ['is invalid'] },
  };

  test('accepted, in part, or not at all: only the warnings tell', () => {
    const task = [{ id: 't-1', type: 'task' }];
    const item = { room_code: 'DBL', rate_code: 'BAR', from: '2027-01-06', to: '2027-01-06' };

    expect(readAnswer(request, ok({ data: task, meta: { message: 'Success', warnings: [] } }))).toEqual({
      kind: 'accepted',
      warnings: [],
      reference: 't-1',
    });
    expect(
      readAnswer(request, ok({ data: task, meta: { message: 'Success', warnings: [warning] } })),
    ).toEqual({
      kind: 'partial',
      items: [{ item, code: 'rate', message: 'rate is invalid' }],
    });
    expect(
      readAnswer(request, ok({ data: [], meta: { message: 'Success', warnings: [warning] } })),
    ).toMatchObject({
      kind: 'rejected',
      code: 'rate',
      items: [{ item }],
    });
  });

  test('too many requests are worth a minute’s wait, other refusals none', () => {
    const tooMany = { errors: { code: 'http_too_many_requests', title: 'Too Many Requests' } };

    expect(readAnswer(request, ok(tooMany, 429))).toEqual({
      kind: 'retry',
      after_seconds: 60,
      code: 'http_too_many_requests',
      message: 'Too Many Requests',
    });
    expect(readAnswer(request, { status: 502, headers: {}, body: '<html>' })).toMatchObject({
      kind: 'retry',
    });
    expect(readAnswer(request, { status: 200, headers: {}, body: '<html>' })).toMatchObject({
      kind: 'retry',
    });
    expect(
      readAnswer(request, ok({ errors: { code: 'unauthorized', title: 'Unauthorized' } }, 401)),
    ).toMatchObject({ kind: 'rejected', code: 'unauthorized' });
  });

  test('our own answers are read back as what they say', async () => {
    const body = {
      values: [{ property_id: 'p', rate_plan_id: 'BAR', date: '2027-01-06', rate: 0, stop_sell: true }],
    };
    const { envelope, faults } = await connector.decode(Buffer.from(JSON.stringify(body)), { charset: null });

    const answer = connector.encode(
      { ...envelope, extra: { tasks: 't-1 t-2' } },
      { kind: 'applied', warnings: faults },
    );

    expect(JSON.parse(answer.body)).toEqual({
      data: [
        { id: 't-1', type: 'task' },
        { id: 't-2', type: 'task' },
      ],
      meta: {
        message: 'Success',
        warnings: [{ ...body.values[0], warning: { rate: ['must be greater than 0'] } }],
      },
    });
    expect(readAnswer(request, { ...answer, headers: {} })).toMatchObject({ kind: 'partial' });
  });
});

describe('errors', () => {
  test.each([
    ['UNAUTHENTICATED', 401, { code: 'unauthorized', title: 'Unauthorized' }],
    ['FORBIDDEN', 403, { code: 'forbidden' }],
    ['REVISION_NOT_FOUND', 404, { code: 'resource_not_found' }],
    ['VALIDATION', 422, { code: 'validation_error' }],
    ['MALFORMED', 400, { code: 'bad_request' }],
    ['RATE_LIMITED', 429, { code: 'http_too_many_requests', title: 'Too Many Requests' }],
    ['UNAVAILABLE', 503, { code: 'service_unavailable' }],
    ['INTERNAL', 500, { code: 'internal_server_error' }],
  ] as const)('%s', (code, status, errors) => {
    const answer = connector.encode(ENVELOPE, { kind: 'failed', error: new AppError(code, 'why') });

    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ errors });
  });
});

test('a revision goes out as it comes in', async () => {
  const revision: ReservationRevision = {
    ...{
      revision_id: '7',
      booking_id: '5',
      revision: 2,
      action: 'modify',
      hotel_code: 'p-1',
      status: 'CONFIRMED',
    },
    ...{
      partner_name: 'Booking',
      partner_reference: '007',
      check_in_date: '2027-01-01',
      check_out_date: '2027-01-03',
    },
    rooms: [
      {
        ...{ room_code: 'DBL', rate_code: 'BAR', quantity: 2, guests: 2 },
        nights: [
          { date: '2027-01-01', amount: '100.00' },
          { date: '2027-01-02', amount: '110.50' },
        ],
      },
    ],
    guest: { first_name: 'Ana', last_name: 'Gast' },
    ...{ total_price: '421.00', currency: 'EUR' },
    ...{ created_at: '2026-12-01T10:00:00.000Z', updated_at: '2026-12-02T10:00:00.250Z' },
  };

  const { body } = connector.encode(ENVELOPE, { kind: 'reservations', reservations: [revision] });
  const { content, faults } = await connector.decode(Buffer.from(body), { charset: null });

  const room = {
    ...{
      room_code: 'DBL',
      rate_code: 'BAR',
      check_in: '2027-01-01',
      check_out: '2027-01-03',
      total: '210.50',
    },
    guests: [{ age_band: 'adult', count: 2, age: null }],
    nights: [
      { date: '2027-01-01', amount: '100.00', currency: 'EUR' },
      { date: '2027-01-02', amount: '110.50', currency: 'EUR' },
    ],
  };
  expect(faults).toEqual([]);
  expect(content).toMatchObject({
    reservations: [
      {
        ...{ action: 'modify', reference: 'BOO-007', message_id: '7', hotel_code: 'p-1', total: '421.00' },
        revision: Date.parse('2026-12-02T10:00:00.250Z'),
        rooms: [room, room],
        guest: { first_name: 'Ana', last_name: 'Gast' },
      },
    ],
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGateway, type PartnerCode, type TestGateway } from './a-gateway.js';

const BASE = '/pms/channex/api/v1';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());

interface PushAnswer {
  readonly data: readonly { readonly id: string; readonly type: string }[];
  readonly meta: { readonly message: string; readonly warnings: readonly Record<string, unknown>[] };
}

interface Feed {
  readonly data: readonly {
    readonly id: string;
    readonly type: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
  readonly meta: { readonly total: number };
}

const call = (
  method: 'GET' | 'POST',
  path: string,
  { as = 'pms-1', body }: { as?: PartnerCode; body?: unknown } = {},
) =>
  gateway.call(method, `${BASE}${path}`, {
    headers: { 'user-api-key': gateway.keys[as] },
    ...(body === undefined ? {} : { body }),
  });

async function push(endpoint: string, ...values: object[]): Promise<PushAnswer> {
  const withProperty = values.map((value) => ({ property_id: 'HV01', ...value }));
  const response = await call('POST', endpoint, { body: { values: withProperty } });
  expect(response.status).toBe(200);
  return (await response.json()) as PushAnswer;
}

async function read<T>(path: string, as: PartnerCode = 'pms-1'): Promise<T> {
  const response = await call('GET', path, { as });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

const dates = (from: number, to: number) =>
  `filter[property_id]=HV01&filter[date][gte]=${gateway.day(from)}&filter[date][lte]=${gateway.day(to)}`;

/** Budgets are of one minute: tests about something else start with a full one. */
async function freshMinute(): Promise<void> {
  const { redis } = gateway.app;
  const keys = await redis.keys('bellhop:budget:*');
  if (keys.length > 0) await redis.del(...keys);
}

describe('a push', () => {
  it('of rates alone is read back, though nobody has counted the rooms', async () => {
    await freshMinute();
    await push('/restrictions', { rate_plan_id: 'SGL:BAR', date: gateway.day(200), rate: 4_500 });

    expect(await read(`/restrictions?${dates(200, 200)}&filter[restrictions]=rate,availability`)).toEqual({
      data: {
        'SGL:BAR': { [gateway.day(200)]: { rate: '45.00', availability: 0 } },
        BAR: { [gateway.day(200)]: { rate: '45.00', availability: 0 } },
      },
    });
  });

  it('is applied before it is answered, and read back in the same words', async () => {
    await freshMinute();
    const first = await push(
      '/availability',
      { room_type_id: 'DBL', date_from: gateway.day(1), date_to: gateway.day(9), availability: 7 },
      { room_type_id: 'DBL', date: gateway.day(3), availability: 2 },
    );
    const second = await push('/restrictions', {
      rate_plan_id: 'BAR',
      date_from: gateway.day(1),
      date_to: gateway.day(2),
      rate: 10_150,
      min_stay_arrival: 2,
      max_stay: 0,
      stop_sell: 0,
      closed_to_arrival: true,
    });

    expect(first).toMatchObject({ data: [{ type: 'task' }], meta: { message: 'Success', warnings: [] } });
    expect(second.data[0]?.id).toMatch(/^[0-9a-f-]{36}$/);
    const availability = await read<{ data: object }>(`/availability?${dates(2, 10)}`);
    expect(availability.data).toMatchObject({
      DBL: { [gateway.day(2)]: 7, [gateway.day(3)]: 2, [gateway.day(10)]: 0 },
    });
    const fields =
      'filter[restrictions]=rate,min_stay_arrival,min_stay_through,max_stay,stop_sell,closed_to_arrival';
    const cell = {
      rate: '101.50',
      min_stay_arrival: 2,
      min_stay_through: 1,
      max_stay: 0,
      stop_sell: false,
      closed_to_arrival: true,
    };
    const restrictions = await read<{ data: object }>(`/restrictions?${dates(1, 2)}&${fields}`);
    expect(restrictions.data).toMatchObject({
      'DBL:BAR': { [gateway.day(1)]: cell },
      BAR: { [gateway.day(2)]: cell },
    });
  });

  it('reaches one room type of a rate plan, by ROOM:RATE or by the room beside it', async () => {
    await freshMinute();
    const date = gateway.day(20);
    await push(
      '/restrictions',
      { rate_plan_id: 'DBL:BAR', date, rate: '150.00' },
      { rate_plan_id: 'BAR', room_type_id: 'SGL', date, rate: '90.00' },
    );
    await push(
      '/availability',
      { room_type_id: 'DBL', date, availability: 1 },
      { room_type_id: 'SGL', date, availability: 1 },
    );

    const { data } = await read<{ data: Record<string, Record<string, object>> }>(
      `/restrictions?${dates(20, 20)}&filter[restrictions]=rate,stop_sell`,
    );

    expect(data['DBL:BAR']?.[date]).toEqual({ rate: '150.00', stop_sell: false });
    expect(data['SGL:BAR']?.[date]).toEqual({ rate: '90.00', stop_sell: false });
    // What the room types do not share is not said of the plan.
    expect(data.BAR?.[date]).toEqual({ stop_sell: false });
  });

  it('drops what is wrong, applies the rest and names each in the warnings', async () => {
    await freshMinute();
    const date = gateway.day(30);
    const answer = await push(
      '/restrictions',
      { rate_plan_id: 'BAR', date, rate: '-2', min_stay_arrival: 3, max_stay: null },
      { rate_plan_id: 'NOPE', date, rate: '100.00' },
      { rate_plan_id: 'BAR', date: gateway.day(-3), rate: '100.00' },
      { rate_plan_id: 'BAR', date: gateway.day(31), rate: '88.00' },
    );
    await push('/availability', {
      room_type_id: 'DBL',
      date_from: date,
      date_to: gateway.day(31),
      availability: 1,
    });

    expect(answer.data).toHaveLength(1);
    expect(answer.meta.message).toBe('Success');
    expect(answer.meta.warnings).toMatchObject([
      {
        property_id: 'HV01',
        rate: '-2',
        warning: {
          rate: ['must be greater than 0'],
          max_stay: ['Should be a non null value or not existed field'],
        },
      },
      { rate_plan_id: 'NOPE', warning: { rate_plan_id: ['does not exist'] } },
      { date: gateway.day(-3), warning: { values: [expect.stringContaining('past')] } },
    ]);
    const fields = 'filter[restrictions]=rate,min_stay_arrival';
    const { data } = await read<{ data: object }>(`/restrictions?${dates(30, 31)}&${fields}`);
    expect(data).toMatchObject({
      'DBL:BAR': {
        [date]: { rate: null, min_stay_arrival: 3 },
        [gateway.day(31)]: { rate: '88.00', min_stay_arrival: 1 },
      },
    });
  });

  it("does not touch another partner's property, in the same words as one that is not there", async () => {
    await freshMinute();
    const change = { room_type_id: 'DBL', date: gateway.day(1), availability: 1 };
    for (const property_id of ['HV02', 'NOPE']) {
      const answer = await push('/availability', { ...change, property_id });
      expect(answer).toMatchObject({
        data: [],
        meta: {
          message: 'Success',
          warnings: [{ property_id, warning: { property_id: ['does not exist'] } }],
        },
      });
      expect((await call('GET', `/availability?${dates(1, 1).replace('HV01', property_id)}`)).status).toBe(
        404,
      );
    }
  });

  it('serves the properties of one message apart', async () => {
    await freshMinute();
    const date = gateway.day(40);
    const answer = await push(
      '/availability',
      { property_id: 'NOPE', room_type_id: 'DBL', date, availability: 9 },
      { room_type_id: 'DBL', date, availability: 4 },
    );

    expect(answer.data).toHaveLength(1);
    expect(answer.meta.warnings).toMatchObject([{ property_id: 'NOPE' }]);
    expect(await read(`/availability?${dates(40, 40)}`)).toMatchObject({ data: { DBL: { [date]: 4 } } });
  });

  it('that would empty the hotel is parked and says so', async () => {
    await freshMinute();
    const range = { date_from: gateway.day(100), date_to: gateway.day(160) };
    await push('/availability', { room_type_id: 'DBL', ...range, availability: 5 });
    const answer = await push('/availability', { room_type_id: 'DBL', ...range, availability: 0 });

    expect(answer.data).toEqual([]);
    expect(JSON.stringify(answer.meta.warnings)).toMatch(/parked/i);
    expect(await read(`/availability?${dates(100, 100)}`)).toMatchObject({
      data: { DBL: { [gateway.day(100)]: 5 } },
    });
  });

  it('more than ten times a minute for one property is too often, for each endpoint apart', async () => {
    await freshMinute();
    const value = { property_id: 'HV01', room_type_id: 'DBL', date: gateway.day(50), availability: 3 };
    const statuses = [];
    for (let i = 0; i < 10; i++) {
      statuses.push((await call('POST', '/availability', { body: { values: [value] } })).status);
    }
    const eleventh = await call('POST', '/availability', {
      body: { values: [{ ...value, availability: 9 }] },
    });
    const rate = await push('/restrictions', { rate_plan_id: 'BAR', date: gateway.day(50), rate: '70.00' });

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(eleventh.status).toBe(429);
    expect(Number(eleventh.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await eleventh.json()).toMatchObject({
      errors: { code: 'http_too_many_requests', title: 'Too Many Requests' },
    });
    expect(rate.data).toHaveLength(1);
    expect(await read(`/availability?${dates(50, 50)}`)).toMatchObject({
      data: { DBL: { [gateway.day(50)]: 3 } },
    });
    await freshMinute();
  });

  it.each([
    ['broken JSON', '{"values":[', 400, 'bad_request'],
    ['no values', '{}', 422, 'validation_error'],
    ['an empty list', '{"values":[]}', 422, 'validation_error'],
  ])('%s is an error of the contract', async (_what, body, status, code) => {
    const response = await call('POST', '/availability', { body });

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: { code } });
  });
});

describe('whoever asks', () => {
  it.each([
    ['POST', '/availability'],
    ['POST', '/restrictions'],
    ['GET', '/availability'],
    ['GET', '/restrictions'],
    ['GET', '/room_types'],
    ['GET', '/rate_plans'],
    ['GET', '/booking_revisions/1'],
    ['POST', '/booking_revisions/1/ack'],
    ['GET', '/bookings'],
    ['GET', '/bookings/1'],
    ['POST', '/webhooks'],
    ['PUT', '/webhooks/1'],
  ] as const)('%s %s needs the key of a PMS', async (method, path) => {
    const without = await gateway.call(method, `${BASE}${path}`);
    const asChannel = await gateway.call(method, `${BASE}${path}`, { as: 'ota-1' });

    expect([without.status, asChannel.status]).toEqual([401, 403]);
    expect(await without.json()).toEqual({ errors: { code: 'unauthorized', title: 'Unauthorized' } });
  });

  it.each([
    ['without a key', {}, 401, 'unauthorized'],
    ['with a wrong key', { 'user-api-key': 'bh_test_wrong' }, 401, 'unauthorized'],
  ])('%s is told so in the grammar of the contract', async (_what, headers, status, code) => {
    for (const path of ['/properties', '/booking_revisions/feed', '/webhooks']) {
      const response = await gateway.call('GET', `${BASE}${path}`, { headers });
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ errors: { code } });
    }
  });

  it('as a channel has no business here', async () => {
    const response = await call('GET', '/properties', { as: 'ota-1' });

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ errors: { code: 'forbidden' } });
  });

  it('finds its property, room types and rate plans', async () => {
    const properties = await read<Feed>('/properties');
    const rooms = await read<Feed>('/room_types?filter[property_id]=HV01');
    const rates = await read<Feed>('/rate_plans?filter[property_id]=HV01');

    expect(properties.data.map(({ id }) => id)).toEqual(['HV01']);
    expect(rooms.data.map(({ id }) => id).sort()).toEqual(['DBL', 'SGL']);
    expect(rates.data.map(({ id }) => id)).toEqual(['DBL:BAR', 'SGL:BAR', 'BAR']);
    expect(rates.meta.total).toBe(3);
    expect((await call('GET', '/room_types?filter[property_id]=HV02')).status).toBe(404);
  });

  it.each([
    ['/restrictions?filter[property_id]=HV01&filter[date]=2027-01-01', 'restrictions is required'],
    ['/availability?filter[property_id]=HV01', 'date is required'],
    ['/availability?filter[date]=2027-01-01', 'property_id is required'],
  ])('%s lacks something', async (path, detail) => {
    const response = await call('GET', path);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errors: { code: 'bad_request', title: 'Bad Request', details: [detail] },
    });
  });
});

describe('booking revisions', () => {
  it('come again until they are acknowledged, each by its own id', async () => {
    await freshMinute();
    await gateway.load(5);
    const stay = { checkin_date: gateway.day(10), checkout_date: gateway.day(12), guests: 2 };
    const guest = { first_name: 'Ana', last_name: 'Gast', email: 'guest@example.com' };
    const body = {
      hotel_id: 'HV01',
      room_code: 'DBL',
      rate_code: 'BAR',
      ...stay,
      guest,
      partner_reference: 'R-1',
    };
    const created = await gateway.call('POST', '/api/bookings/create', { as: 'ota-1', body });
    expect(created.status).toBe(201);
    const { booking_id } = (await created.json()) as { booking_id: string };

    const feed = await read<Feed>('/booking_revisions/feed?filter[property_id]=HV01');
    const again = await read<Feed>('/booking_revisions/feed');
    const [revision] = feed.data;

    expect(feed.meta.total).toBe(1);
    expect(again.data).toEqual(feed.data);
    expect(revision).toMatchObject({
      type: 'booking_revision',
      attributes: {
        booking_id,
        property_id: 'HV01',
        status: 'new',
        unique_id: 'OTA-R-1',
        ota_reservation_code: 'R-1',
        arrival_date: stay.checkin_date,
        departure_date: stay.checkout_date,
        amount: '200.00',
        currency: 'EUR',
        customer: { name: 'Ana', surname: 'Gast' },
        rooms: [
          {
            room_type_id: 'DBL',
            rate_plan_id: 'BAR',
            days: { [gateway.day(10)]: '100.00', [gateway.day(11)]: '100.00' },
            occupancy: { adults: 2, children: 0, infants: 0 },
          },
        ],
      },
    });
    const id = revision?.id ?? '';
    expect(await read(`/booking_revisions/${id}`)).toEqual({ data: revision });
    expect(await read(`/bookings/${booking_id}`)).toMatchObject({
      data: { type: 'booking', id: booking_id, attributes: { revision_id: id } },
    });
    // By the booking's id nothing is acknowledged.
    expect((await call('POST', `/booking_revisions/${booking_id}/ack`)).status).toBe(404);
    expect((await call('POST', `/booking_revisions/${id}/ack`, { as: 'pms-2' })).status).toBe(404);
    for (const path of [`/booking_revisions/${id}`, `/bookings/${booking_id}`, '/bookings/nope'])
      expect((await call('GET', path, { as: 'pms-2' })).status).toBe(404);

    const acknowledged = await call('POST', `/booking_revisions/${id}/ack`, { body: {} });
    const twice = await call('POST', `/booking_revisions/${id}/ack`);

    expect(await acknowledged.json()).toEqual({ meta: { message: 'Success' } });
    expect(twice.status).toBe(200);
    expect(await read('/booking_revisions/feed')).toMatchObject({ data: [], meta: { total: 0 } });

    await gateway.call('POST', `/api/bookings/${booking_id}/cancel`, { as: 'ota-1', body: {} });
    expect(await read('/booking_revisions/feed')).toMatchObject({
      data: [{ attributes: { booking_id, status: 'cancelled' } }],
    });
  });
});

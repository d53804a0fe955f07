import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aChannexPms, type ChannexPms } from './a-channex-pms.js';
import { aGateway, type TestGateway } from './a-gateway.js';

let gateway: TestGateway;
let pms: ChannexPms;

beforeAll(async () => {
  gateway = await aGateway();
  pms = aChannexPms(gateway);
});
afterAll(() => gateway.close());

const dates = (from: number, to: number) =>
  `filter[property_id]=HV01&filter[date][gte]=${gateway.day(from)}&filter[date][lte]=${gateway.day(to)}`;

describe('a push', () => {
  it('of rates alone is read back, though nobody has counted the rooms', async () => {
    await pms.freshMinute();
    await pms.push('/restrictions', { rate_plan_id: 'SGL:BAR', date: gateway.day(200), rate: 4_500 });

    expect(await pms.read(`/restrictions?${dates(200, 200)}&filter[restrictions]=rate,availability`)).toEqual(
      {
        data: {
          'SGL:BAR': { [gateway.day(200)]: { rate: '45.00', availability: 0 } },
          BAR: { [gateway.day(200)]: { rate: '45.00', availability: 0 } },
        },
      },
    );
  });

  it('is applied before it is answered, and read back in the same words', async () => {
    await pms.freshMinute();
    const first = await pms.push(
      '/availability',
      { room_type_id: 'DBL', date_from: gateway.day(1), date_to: gateway.day(9), availability: 7 },
      { room_type_id: 'DBL', date: gateway.day(3), availability: 2 },
    );
    const second = await pms.push('/restrictions', {
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
    const availability = await pms.read<{ data: object }>(`/availability?${dates(2, 10)}`);
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
    const restrictions = await pms.read<{ data: object }>(`/restrictions?${dates(1, 2)}&${fields}`);
    expect(restrictions.data).toMatchObject({
      'DBL:BAR': { [gateway.day(1)]: cell },
      BAR: { [gateway.day(2)]: cell },
    });
  });

  it('reaches one room type of a rate plan, by ROOM:RATE or by the room beside it', async () => {
    await pms.freshMinute();
    const date = gateway.day(20);
    await pms.push(
      '/restrictions',
      { rate_plan_id: 'DBL:BAR', date, rate: '150.00' },
      { rate_plan_id: 'BAR', room_type_id: 'SGL', date, rate: '90.00' },
    );
    await pms.push(
      '/availability',
      { room_type_id: 'DBL', date, availability: 1 },
      { room_type_id: 'SGL', date, availability: 1 },
    );

    const { data } = await pms.read<{ data: Record<string, Record<string, object>> }>(
      `/restrictions?${dates(20, 20)}&filter[restrictions]=rate,stop_sell`,
    );

    expect(data['DBL:BAR']?.[date]).toEqual({ rate: '150.00', stop_sell: false });
    expect(data['SGL:BAR']?.[date]).toEqual({ rate: '90.00', stop_sell: false });
    // What the room types do not share is not said of the plan.
    expect(data.BAR?.[date]).toEqual({ stop_sell: false });
  });

  it('drops what is wrong, applies the rest and names each in the warnings', async () => {
    await pms.freshMinute();
    const date = gateway.day(30);
    const answer = await pms.push(
      '/restrictions',
      { rate_plan_id: 'BAR', date, rate: '-2', min_stay_arrival: 3, max_stay: null },
      { rate_plan_id: 'NOPE', date, rate: '100.00' },
      { rate_plan_id: 'BAR', date: gateway.day(-3), rate: '100.00' },
      { rate_plan_id: 'BAR', date: gateway.day(31), rate: '88.00' },
    );
    await pms.push('/availability', {
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
    const { data } = await pms.read<{ data: object }>(`/restrictions?${dates(30, 31)}&${fields}`);
    expect(data).toMatchObject({
      'DBL:BAR': {
        [date]: { rate: null, min_stay_arrival: 3 },
        [gateway.day(31)]: { rate: '88.00', min_stay_arrival: 1 },
      },
    });
  });

  it("does not touch another partner's property, in the same words as one that is not there", async () => {
    await pms.freshMinute();
    const change = { room_type_id: 'DBL', date: gateway.day(1), availability: 1 };
    for (const property_id of ['HV02', 'NOPE']) {
      const answer = await pms.push('/availability', { ...change, property_id });
      expect(answer).toMatchObject({
        data: [],
        meta: {
          message: 'Success',
          warnings: [{ property_id, warning: { property_id: ['does not exist'] } }],
        },
      });
      expect(
        (await pms.call('GET', `/availability?${dates(1, 1).replace('HV01', property_id)}`)).status,
      ).toBe(404);
    }
  });

  it('serves the properties of one message apart', async () => {
    await pms.freshMinute();
    const date = gateway.day(40);
    const answer = await pms.push(
      '/availability',
      { property_id: 'NOPE', room_type_id: 'DBL', date, availability: 9 },
      { room_type_id: 'DBL', date, availability: 4 },
    );

    expect(answer.data).toHaveLength(1);
    expect(answer.meta.warnings).toMatchObject([{ property_id: 'NOPE' }]);
    expect(await pms.read(`/availability?${dates(40, 40)}`)).toMatchObject({ data: { DBL: { [date]: 4 } } });
  });

  it('that would empty the hotel is parked and says so', async () => {
    await pms.freshMinute();
    const range = { date_from: gateway.day(100), date_to: gateway.day(160) };
    await pms.push('/availability', { room_type_id: 'DBL', ...range, availability: 5 });
    const answer = await pms.push('/availability', { room_type_id: 'DBL', ...range, availability: 0 });

    expect(answer.data).toEqual([]);
    expect(JSON.stringify(answer.meta.warnings)).toMatch(/parked/i);
    expect(await pms.read(`/availability?${dates(100, 100)}`)).toMatchObject({
      data: { DBL: { [gateway.day(100)]: 5 } },
    });
  });

  it('more than ten times a minute for one property is too often, for each endpoint apart', async () => {
    await pms.freshMinute();
    const value = { property_id: 'HV01', room_type_id: 'DBL', date: gateway.day(50), availability: 3 };
    const statuses = [];
    for (let i = 0; i < 10; i++) {
      statuses.push((await pms.call('POST', '/availability', { body: { values: [value] } })).status);
    }
    const eleventh = await pms.call('POST', '/availability', {
      body: { values: [{ ...value, availability: 9 }] },
    });
    const rate = await pms.push('/restrictions', {
      rate_plan_id: 'BAR',
      date: gateway.day(50),
      rate: '70.00',
    });

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(eleventh.status).toBe(429);
    expect(Number(eleventh.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await eleventh.json()).toMatchObject({
      errors: { code: 'http_too_many_requests', title: 'Too Many Requests' },
    });
    expect(rate.data).toHaveLength(1);
    expect(await pms.read(`/availability?${dates(50, 50)}`)).toMatchObject({
      data: { DBL: { [gateway.day(50)]: 3 } },
    });
    await pms.freshMinute();
  });

  it.each([
    ['broken JSON', '{"values":[', 400, 'bad_request'],
    ['no values', '{}', 422, 'validation_error'],
    ['an empty list', '{"values":[]}', 422, 'validation_error'],
  ])('%s is an error of the contract', async (_what, body, status, code) => {
    const response = await pms.call('POST', '/availability', { body });

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: { code } });
  });
});

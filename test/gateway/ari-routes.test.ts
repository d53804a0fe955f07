import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ariAnswer, pushAnswer } from '../../src/gateway/schemas/ari.js';
import { problemSchema } from '../../src/gateway/schemas/problem.js';
import { aHotel } from '../builders/a-hotel.js';
import { aGateway, type PartnerCode, type TestGateway } from './a-gateway.js';
import { problemOf } from './serve.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
  await gateway.load(4);
});
afterAll(() => gateway.close());

const update = (more: object = {}) => ({
  room_code: 'DBL',
  from: gateway.day(70),
  to: gateway.day(72),
  available_rooms: 3,
  ...more,
});
const push = (updates: unknown[], more: object = {}, query = '') =>
  gateway.call('POST', `/api/ari${query}`, { as: 'pms-1', body: { hotel_code: 'HV01', updates, ...more } });
const read = (query: string, as: PartnerCode = 'pms-1') => gateway.call('GET', `/api/ari?${query}`, { as });

describe('POST /api/ari', () => {
  it('applies once what differs, and says so', async () => {
    const first = pushAnswer.parse(await (await push([update()])).json());
    const again = pushAnswer.parse(await (await push([update()])).json());

    expect(first).toMatchObject({ outcome: 'APPLIED', hotel_id: gateway.hotelId, inventory_changed: 3 });
    expect(again).toMatchObject({ outcome: 'APPLIED', inventory_changed: 0, rates_changed: 0, events: 0 });
  });

  it('applies a count above the rooms that the hotel has, and says so', async () => {
    const night = gateway.day(90);
    const above = pushAnswer.parse(
      await (
        await push([{ room_code: 'DBL', from: night, to: gateway.day(91), available_rooms: 12 }])
      ).json(),
    );
    const exact = pushAnswer.parse(
      await (
        await push([{ room_code: 'DBL', from: night, to: gateway.day(91), available_rooms: 10 }])
      ).json(),
    );

    expect(above).toMatchObject({ outcome: 'APPLIED', inventory_changed: 2 });
    expect(above.warnings).toEqual([expect.stringContaining(`2 nights from ${night} on`)]);
    expect(above.warnings[0]).toMatch(/DBL has 10 rooms.*12 at most/);
    expect(exact.warnings).toEqual([]);
  });

  it('decides everything and writes nothing with dry_run', async () => {
    const change = update({ available_rooms: 1 });
    const dry = pushAnswer.parse(await (await push([change], {}, '?dry_run=true')).json());
    const wet = pushAnswer.parse(await (await push([change])).json());

    expect(dry).toMatchObject({ dry_run: true, inventory_changed: 3 });
    expect(wet).toMatchObject({ dry_run: false, inventory_changed: 3 });
    expect((await push([change], {}, '?dry_run=maybe')).status).toBe(400);
  });

  it.each([
    [{ room_code: 'NOPE' }, 404, 'ROOM_NOT_FOUND'],
    [{ rate_code: 'NOPE', closed: true, available_rooms: undefined }, 404, 'RATE_NOT_FOUND'],
    [{ from: '2026-02-30' }, 400, 'VALIDATION'],
    [{ available_rooms: -1 }, 400, 'VALIDATION'],
    [{ available: 3 }, 400, 'VALIDATION'],
  ])('refuses %j, all of the message', async (more, status, code) => {
    const night = gateway.day(80);
    const response = await push([{ room_code: 'DBL', date: night, available_rooms: 2 }, update(more)]);
    const problem = problemSchema.parse(await problemOf(response));
    const stored = ariAnswer.parse(await (await read(`hotel_id=HV01&from=${night}&to=${night}`)).json());

    expect([response.status, problem.code]).toEqual([status, code]);
    expect(problem.errors[0]?.pointer).toMatch(/^\/updates\/1/);
    expect(stored.nights).toEqual([]);
  });

  it('refuses a hotel that is not theirs in the same words as one that is not there', async () => {
    const refusal = async (code: string) => {
      const response = await push([update()], { hotel_code: code });
      return {
        status: response.status,
        detail: String((await problemOf(response)).detail).replaceAll(code, '?'),
      };
    };

    expect(await refusal('HV02')).toEqual(await refusal('NOPE'));
    expect((await refusal('NOPE')).status).toBe(404);
  });

  it('answers broken JSON, keys that stand twice and a wrong type', async () => {
    const send = async (body: string | Buffer, headers: Record<string, string> = {}) => {
      const response = await gateway.call('POST', '/api/ari', { as: 'pms-1', body, headers });
      return [response.status, (await problemOf(response)).code];
    };

    expect(await send('{"hotel_code":')).toEqual([400, 'MALFORMED']);
    expect(await send('{"hotel_code":"HV01","hotel_code":"HV02","updates":[]}')).toEqual([400, 'MALFORMED']);
    expect(await send('{}', { 'content-type': 'text/xml' })).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(await send(Buffer.alloc(11_000_000, ' '))).toEqual([413, 'TOO_LARGE']);
  });
});

describe('GET /api/ari', () => {
  it("lists nights with their rates, under the reader's own codes", async () => {
    const answer = ariAnswer.parse(
      await (await read(`hotel_id=HV01&room_code=DBL&from=${gateway.day(1)}&to=${gateway.day(3)}`)).json(),
    );

    expect(answer.nights.map((night) => night.date)).toEqual([
      gateway.day(1),
      gateway.day(2),
      gateway.day(3),
    ]);
    expect(answer.nights[0]).toMatchObject({
      room_code: 'DBL',
      available_rooms: 4,
      price: '100.00',
      currency: 'EUR',
      rates: [{ rate_code: 'BAR' }],
    });
  });

  it('takes our id, and every room without room_code', async () => {
    await push([{ room_code: 'SGL', date: gateway.day(1), available_rooms: 1 }]);
    const query = `from=${gateway.day(1)}&to=${gateway.day(1)}`;
    const answer = ariAnswer.parse(
      await (await read(`hotel_id=${gateway.hotelId}&${query}`, 'ota-1')).json(),
    );

    expect(answer.nights.map((night) => night.room_code)).toEqual(['DBL', 'SGL']);
    expect((await read(`hotel_id=${gateway.hotelId}&${query}`, 'ota-2')).status).toBe(404);
    expect((await read(`hotel_id=HV01&${query}`, 'operator-1')).status).toBe(200);
  });

  it('lists nights of which only rates are known where they are asked for', async () => {
    const date = gateway.day(350);
    await push([{ room_code: 'SGL', rate_code: 'BAR', date, amounts: [{ guests: 1, amount: '70.00' }] }]);
    const query = `hotel_id=HV01&room_code=SGL&from=${date}&to=${date}`;
    const usual = ariAnswer.parse(await (await read(query)).json());
    const all = ariAnswer.parse(await (await read(`${query}&uncounted=true`)).json());

    expect(usual.nights).toEqual([]);
    expect(all.nights).toMatchObject([{ date, uncounted: true, available_rooms: 0 }]);
  });

  it('refuses more room nights than one answer carries, and says what to ask for', async () => {
    const rooms = Array.from({ length: 15 }, (_, i) => ({ code: `R${i}`, capacity: 2, total_rooms: 1 }));
    await gateway.app.onboardHotel(aHotel({ code: 'BIG1', rooms }), { dryRun: false, requestId: null });
    const ask = (days: number, more = '') =>
      read(`hotel_id=BIG1&from=${gateway.day(0)}&to=${gateway.day(days - 1)}${more}`, 'operator-1');

    const response = await ask(1_001);
    const { errors } = problemSchema.parse(await problemOf(response));

    expect(response.status).toBe(400);
    expect(errors).toMatchObject([{ pointer: '/to', code: 'VALIDATION' }]);
    expect(errors[0]?.message).toMatch(/1001 nights of 15 room types.*room_code.*1000 nights at a time/);
    expect((await ask(1_000)).status).toBe(200);
    expect((await ask(1_001, '&room_code=R0')).status).toBe(200);
  });

  it.each([
    ['from=2026-01-01&to=2026-01-02', '/hotel_id'],
    ['hotel_id=HV01&from=2026-01-02&to=2026-01-01', '/to'],
    ['hotel_id=HV01&from=2026-01-01&to=2036-01-01', '/to'],
    ['hotel_id=HV01&from=yesterday&to=2026-01-01', '/from'],
    ['hotel_id=HV01&hotel_id=HV02&from=2026-01-01&to=2026-01-01', '/hotel_id'],
    ['hotel_id=HV01&from=2026-01-01&to=2026-01-01&rom=DBL', '/rom'],
  ])('refuses %s by its parameter', async (query, pointer) => {
    const response = await read(query);

    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors).toContainEqual(expect.objectContaining({ pointer }));
  });
});

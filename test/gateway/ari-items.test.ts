import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGateway, type TestGateway } from './a-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());

interface PushResult {
  readonly outcome: string;
  readonly items?: readonly { readonly index: number; readonly status: string; readonly error?: object }[];
}

async function push(body: object, query = ''): Promise<PushResult> {
  const response = await gateway.call('POST', `/api/ari${query}`, {
    as: 'pms-1',
    body: { hotel_code: 'HV01', ...body },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as PushResult;
}

async function roomsOn(day: number): Promise<unknown> {
  const dates = `from=${gateway.day(day)}&to=${gateway.day(day)}`;
  const response = await gateway.call('GET', `/api/ari?hotel_id=HV01&room_code=DBL&${dates}`, {
    as: 'pms-1',
  });
  return ((await response.json()) as { nights: { available_rooms: number }[] }).nights[0]?.available_rooms;
}

const count = (day: number, available_rooms: number, room_code = 'DBL') => ({
  room_code,
  date: gateway.day(day),
  available_rooms,
});

describe('POST /api/ari with on_fault item', () => {
  it('applies each update that can be, and tells what became of every one', async () => {
    const updates = [
      count(1, 4),
      count(1, -1),
      count(2, 5, 'NOPE'),
      { rate_code: 'BAR', date: gateway.day(1), amounts: [{ amount: '80.00', currency: 'USD' }] },
      count(3, 6),
    ];

    const { outcome, items } = await push({ on_fault: 'item', updates });

    expect(outcome).toBe('PARTIAL');
    expect(items).toMatchObject([
      { index: 0, status: 'applied' },
      { index: 1, status: 'refused', error: { code: 'VALIDATION', pointer: '/updates/1/available_rooms' } },
      { index: 2, status: 'refused', error: { code: 'ROOM_NOT_FOUND', pointer: '/updates/2' } },
      { index: 3, status: 'refused', error: { code: 'CURRENCY_MISMATCH' } },
      { index: 4, status: 'applied' },
    ]);
    expect(await roomsOn(1)).toBe(4);
    expect(await roomsOn(3)).toBe(6);
  });

  it('of one update takes all or nothing', async () => {
    const rate = { room_code: 'DBL', date: gateway.day(8) };
    const { items } = await push(
      {
        updates: [
          { ...count(8, 3), rate_code: 'BAR' },
          { ...rate, rate_code: 'NOPE', available_rooms: 9 },
        ],
      },
      '?on_fault=item',
    );

    expect(items?.map(({ status }) => status)).toEqual(['applied', 'refused']);
    expect(await roomsOn(8)).toBe(3);
  });

  it('says when nothing could be applied', async () => {
    const wrong = await push({ on_fault: 'item', updates: [count(5, -1)] });
    const unknown = await push({ on_fault: 'item', updates: [count(5, 1, 'NOPE'), count(6, 1, 'NOPE')] });

    expect(wrong).toMatchObject({ outcome: 'REFUSED', hotel_id: null, items: [{ status: 'refused' }] });
    expect(unknown).toMatchObject({
      outcome: 'REFUSED',
      inventory_changed: 0,
      items: [{ status: 'refused' }, { status: 'refused' }],
    });
    expect(await roomsOn(5)).toBeUndefined();
  });

  it('without it a wrong update still refuses the whole message', async () => {
    const body = { hotel_code: 'HV01', updates: [count(9, 2), count(9, 1, 'NOPE')] };
    const response = await gateway.call('POST', '/api/ari', { as: 'pms-1', body });

    expect(response.status).toBe(404);
    expect(await roomsOn(9)).toBeUndefined();
    const applied = await push({ updates: [count(9, 2)] });
    expect(applied.outcome).toBe('APPLIED');
    expect(applied.items).toBeUndefined();
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aMessage, anApp, type TestApp } from '../../../test/builders/an-app.js';
import { AppError } from '../model/errors.js';

let t: TestApp;
beforeAll(async () => {
  t = await anApp({
    hotel: {
      rate_plans: [
        { code: 'BAR', name: 'Best available', meal_plan: 'ROOM_ONLY' },
        { code: 'NRF', name: 'Non-refundable', meal_plan: 'ROOM_ONLY' },
      ],
    },
  });
});
afterAll(() => t.close());

const price = (amount: string, guests: number | null = 2) => [
  { guests, amount, currency: 'EUR', tax: 'after' as const },
];

async function outboxCount(): Promise<number> {
  const [row] = await t.db.database.rows<{ n: string }>('SELECT COUNT(*) AS n FROM outbox');
  return Number(row?.n);
}

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  return error;
}

describe('a push', () => {
  test('writes each night once, and the same push again writes nothing and tells nobody', async () => {
    const range = { from: t.day(1), to: t.day(30) };
    const updates = [
      { ...range, available: 5 },
      { ...range, rate_code: 'BAR', amounts: price('99.00') },
    ];

    const first = await t.push(updates);
    const events = await outboxCount();
    const second = await t.push(updates);

    expect(first).toMatchObject({ inventory_changed: 30, rates_changed: 30, events: 2 });
    expect(second).toMatchObject({ inventory_changed: 0, rates_changed: 0, events: 0 });
    expect(await outboxCount()).toBe(events);
    expect(await t.night(t.day(1))).toMatchObject({ available_rooms: 5, pms_rooms: 5, version: 1 });
  });

  test('applies its updates in document order: the last word on a night wins, day flags choose the days', async () => {
    const from = t.day(100);
    const to = t.day(106);
    const weekend = [false, false, false, false, false, true, true];

    await t.push([
      { from, to, available: 9 },
      { from, to, days: weekend, available: 2 },
    ]);

    const counts = await Promise.all([0, 1, 2, 3, 4, 5, 6].map((i) => t.night(t.day(100 + i))));
    expect(counts.filter((night) => night.available_rooms === 2)).toHaveLength(2);
    expect(counts.filter((night) => night.available_rooms === 9)).toHaveLength(5);
  });

  test('changes only what it names: absent leaves, null clears', async () => {
    const date = t.day(40);
    const at = { from: date, to: date, rate_code: 'BAR' };
    await t.push([{ ...at, amounts: price('80.00'), set: { min_stay_arrival: 3, closed_to_arrival: true } }]);

    await t.push([{ ...at, set: { closed: true } }]);
    await t.push([{ ...at, set: { min_stay_arrival: null } }]);

    const [rate] = await t.db.database.rows(
      'SELECT occupancy_amounts, min_stay_arrival, closed_to_arrival, closed, version FROM room_rates WHERE date = ?',
      [date],
    );
    expect(rate).toEqual({
      occupancy_amounts: '{"2":"80.00"}',
      min_stay_arrival: null,
      closed_to_arrival: 1,
      closed: 1,
      version: 3,
    });
  });

  test('without rate code closes every rate plan (pmsXchange), or the room itself where the dialect says so', async () => {
    const date = t.day(41);
    const message = aMessage('HV01', [{ from: date, to: date, available: 3, set: { closed: true } }]);

    await t.app.applyAri(t.pms, message, { requestId: null });
    const plans = await t.db.database.rows('SELECT closed FROM room_rates WHERE date = ?', [date]);
    const room = await t.night(date);
    await t.app.applyAri(t.pms, { ...message, rate_absent: 'room' }, { requestId: null });

    expect(plans).toEqual([{ closed: 1 }, { closed: 1 }]);
    expect(room.closed).toBe(0);
    expect((await t.night(date)).closed).toBe(1);
  });

  test('is applied whole or not at all, and names every code that it does not know', async () => {
    const from = t.day(50);
    const error = await failure(
      t.push([
        { from, to: from, available: 4 },
        { from, to: from, room_code: 'NOPE', available: 4, at: '/x[2]', line: 7 },
        { from, to: from, rate_code: 'GHOST', amounts: price('10.00'), at: '/x[3]' },
      ]),
    );

    expect(error.code).toBe('ROOM_NOT_FOUND');
    expect(error.faults).toMatchObject([
      {
        pointer: '/x[2]',
        line: 7,
        code: 'ROOM_NOT_FOUND',
        message: expect.stringContaining('NOPE') as string,
      },
      { pointer: '/x[3]', code: 'RATE_NOT_FOUND', message: expect.stringContaining('GHOST') as string },
    ]);
    await expect(t.night(from)).rejects.toThrow('no inventory');
  });

  test.each([
    ['inverted dates', () => ({ from: t.day(9), to: t.day(8), available: 1 }), 'VALIDATION'],
    ['past dates', () => ({ from: t.day(-9), to: t.day(-5), available: 1 }), 'VALIDATION'],
    ['dates years ahead', () => ({ from: t.day(2_000), to: t.day(2_001), available: 1 }), 'VALIDATION'],
    [
      'another currency',
      () => ({
        from: t.day(9),
        to: t.day(9),
        rate_code: 'BAR',
        amounts: [{ guests: 2, amount: '1.00', currency: 'USD', tax: 'after' as const }],
      }),
      'CURRENCY_MISMATCH',
    ],
    [
      'a negative amount',
      () => ({ from: t.day(9), to: t.day(9), rate_code: 'BAR', amounts: price('-1.00') }),
      'VALIDATION',
    ],
    [
      'an absurd amount',
      () => ({ from: t.day(9), to: t.day(9), rate_code: 'BAR', amounts: price('99999999.00') }),
      'VALIDATION',
    ],
    [
      'a free night',
      () => ({ from: t.day(9), to: t.day(9), rate_code: 'BAR', amounts: price('0.00') }),
      'VALIDATION',
    ],
    [
      'too many decimals',
      () => ({ from: t.day(9), to: t.day(9), rate_code: 'BAR', amounts: price('1.005') }),
      'VALIDATION',
    ],
    [
      'a restriction of a single room',
      () => ({ from: t.day(9), to: t.day(9), unit_code: '101', available: 1, set: { closed: true } }),
      'UNSUPPORTED_UPDATE',
    ],
  ])('refuses %s', async (_name, update, code) => {
    const error = await failure(t.push([update()]));

    expect(error.code).toBe(code);
    expect(error.faults[0]?.pointer).toBe('/updates/0');
  });

  test('takes a count that came with a rate plan code, unless the message contradicts itself', async () => {
    const at = { from: t.day(60), to: t.day(60) };

    const agreed = await t.push([
      { ...at, rate_code: 'BAR', available: 4 },
      { ...at, rate_code: 'NRF', available: 4 },
    ]);
    const error = await failure(
      t.push([
        { ...at, rate_code: 'BAR', available: 4 },
        { ...at, rate_code: 'NRF', available: 3 },
      ]),
    );

    expect(agreed.inventory_changed).toBe(1);
    expect(error.code).toBe('UNSUPPORTED_UPDATE');
    expect((await t.night(t.day(60))).available_rooms).toBe(4);
  });

  test('of another partner finds no such hotel', async () => {
    const { partner } = await t.app.partners.create({
      code: 'pms-2',
      name: 'Other',
      kind: 'pms',
      connector: 'ota',
    });
    const message = aMessage('HV01', [{ from: t.day(1), to: t.day(1), available: 0 }]);

    const error = await failure(t.app.applyAri(partner, message, { requestId: null }));

    expect(error.code).toBe('HOTEL_NOT_FOUND');
  });

  test('of an OTA that sells the hotel is not allowed', async () => {
    const message = aMessage('HV01', [{ from: t.day(1), to: t.day(1), available: 0 }]);

    const error = await failure(t.app.applyAri(t.ota, message, { requestId: null }));

    expect(error.code).toBe('FORBIDDEN');
  });

  test('in a dry run says what it would change and changes nothing', async () => {
    const message = aMessage('HV01', [{ from: t.day(70), to: t.day(79), available: 7 }]);

    const result = await t.app.applyAri(t.pms, message, { requestId: null, dryRun: true });

    expect(result.inventory_changed).toBe(10);
    await expect(t.night(t.day(70))).rejects.toThrow('no inventory');
  });

  test('with a time that no clock can show is a push without a time', async () => {
    const night = t.day(90);

    await t.push([{ from: night, to: night, available: 7 }], { sent_at: '-000001-12-31T22:00:00.000Z' });

    expect((await t.night(night)).available_rooms).toBe(7);
  });

  test('tells prices as people write them, restrictions only where there are some', async () => {
    const at = { from: t.day(90), to: t.day(90), rate_code: 'BAR' };
    await t.push([
      { ...at, amounts: [...price('80.00', 1), ...price('95.50', null)], set: { closed: true } },
    ]);

    const [event] = await t.db.database.rows<{ data: string }>(
      "SELECT data FROM outbox WHERE type = 'PriceUpdated' ORDER BY outbox_id DESC LIMIT 1",
    );
    expect((JSON.parse(event?.data ?? '{}') as { nights: unknown[] }).nights).toEqual([
      { date: t.day(90), amount: '95.50', occupancy_amounts: { '1': '80.00' }, closed: true, version: 1 },
    ]);
  });

  test('is one order with a push that arrives at the same time: both whole', async () => {
    const range = { from: t.day(200), to: t.day(260) };
    await Promise.all(
      [1, 2, 3, 4].map((n) =>
        t.push([
          { ...range, available: n },
          { ...range, rate_code: 'BAR', amounts: price(`10${n}.00`) },
        ]),
      ),
    );

    const rows = await t.db.database.rows<{ available_rooms: number; occupancy_amounts: string }>(
      `SELECT DISTINCT i.available_rooms, r.occupancy_amounts FROM room_inventory i
       JOIN room_rates r ON r.room_id = i.room_id AND r.date = i.date WHERE i.date BETWEEN ? AND ?`,
      [range.from, range.to],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.occupancy_amounts).toBe(`{"2":"10${rows[0]?.available_rooms}.00"}`);
  });
});

describe('a push that would sell out the hotel', () => {
  let small: TestApp;
  beforeAll(async () => {
    small = await anApp();
    await small.load(5, 1, 60);
  });
  afterAll(() => small.close());

  test('is parked and changes nothing, until someone confirms it', async () => {
    const updates = [{ from: small.day(1), to: small.day(60), available: 0 }];

    const error = await failure(small.push(updates));
    const during = await small.night(small.day(30));
    await small.app.applyAri(small.pms, aMessage('HV01', updates), { requestId: null, confirmed: true });

    expect(error.code).toBe('PARKED');
    expect(error.details).toEqual({ zeroed: 60, open_nights: 60 });
    expect(during.available_rooms).toBe(5);
    expect((await small.night(small.day(30))).available_rooms).toBe(0);
    await small.push([{ from: small.day(1), to: small.day(60), available: 5 }]);
  });

  test('is applied when it concerns a smaller share', async () => {
    const result = await small.push([{ from: small.day(1), to: small.day(20), available: 0 }]);

    expect(result.inventory_changed).toBe(20);
  });

  test('an empty complete set is parked; a complete set sells out what it does not mention', async () => {
    const empty = await failure(small.push([], { complete_set: true }));
    await small.push([{ from: small.day(1), to: small.day(50), available: 3 }], { complete_set: true });

    expect(empty.code).toBe('PARKED');
    expect((await small.night(small.day(50))).available_rooms).toBe(3);
    expect((await small.night(small.day(51))).available_rooms).toBe(0);
  });

  test('an empty message is refused', async () => {
    expect((await failure(small.push([]))).code).toBe('VALIDATION');
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import type { Restrictions } from '../model/ari.js';
import { AppError } from '../model/errors.js';

let t: TestApp;
beforeAll(async () => {
  t = await anApp({
    hotel: {
      rooms: [
        { code: 'DBL', room_type: 'DOUBLE', name: 'Double', capacity: 2, total_rooms: 10 },
        { code: 'FAM', room_type: 'FAMILY', name: 'Family', capacity: 4, total_rooms: 2 },
      ],
      rate_plans: [
        { code: 'BAR', name: 'Best available', meal_plan: 'ROOM_ONLY' },
        { code: 'BB', name: 'With breakfast', meal_plan: 'BREAKFAST' },
      ],
    },
  });
  const all = { from: t.day(0), to: t.day(120) };
  await t.push([
    { ...all, room_code: 'DBL', available: 10 },
    { ...all, room_code: 'FAM', available: 2 },
    { ...all, room_code: 'DBL', rate_code: 'BAR', amounts: [eur('80.00', 1), eur('100.00', 2)] },
    { ...all, room_code: 'DBL', rate_code: 'BB', amounts: [eur('90.00', 1), eur('115.50', 2)] },
    {
      ...all,
      room_code: 'FAM',
      rate_code: 'BAR',
      amounts: [eur('160.00', 2), { ...eur('20.00', null), extra: 'adult' }],
    },
  ]);
});
afterAll(() => t.close());

function eur(amount: string, guests: number | null) {
  return { guests, amount, currency: 'EUR', tax: 'after' as const };
}

async function refusal(answer: ReturnType<TestApp['book']>) {
  const given = await answer;
  if (given.kind !== 'refused') throw new Error('it was booked');
  return given.body;
}

describe('a booking', () => {
  test('has the price of its nights, takes its rooms, and stands in every table', async () => {
    const answer = await t.book({ checkin_date: t.day(20), checkout_date: t.day(23), rooms: 2, guests: 4 });

    const booking = bookingOf(answer);
    expect(booking).toMatchObject({
      status: 'CONFIRMED',
      total_price: '600.00',
      currency: 'EUR',
      revision: 1,
      guests: 4,
    });
    expect(await t.night(t.day(20))).toMatchObject({ available_rooms: 8, pms_rooms: 10, unacked_rooms: 2 });
    expect(await t.night(t.day(23))).toMatchObject({ available_rooms: 10, unacked_rooms: 0 });
    const [rows] = await t.db.database.rows(
      `SELECT (SELECT COUNT(*) FROM booking_room_nights WHERE booking_id = b.booking_id) AS nights,
         (SELECT COUNT(*) FROM booking_audit_log WHERE booking_id = b.booking_id) AS audit,
         (SELECT state FROM reservation_revisions WHERE booking_id = b.booking_id) AS revision,
         (SELECT COUNT(*) FROM outbox WHERE subject = CAST(b.booking_id AS CHAR) AND type = 'BookingConfirmed') AS told
       FROM bookings b WHERE b.booking_id = ?`,
      [booking.booking_id],
    );
    expect(rows).toEqual({ nights: '3', audit: '1', revision: 'PENDING', told: '1' });
  });

  test('without room and rate takes the cheapest that fits the party', async () => {
    const body = bookingOf(await t.book({ room_code: undefined, rate_code: undefined, guests: 3 }));

    expect(body).toMatchObject({
      total_price: '360.00',
      rooms: [{ room_code: 'FAM', rate_code: 'BAR', guests: 3 }],
    });
  });

  test('spreads a party that does not divide evenly', async () => {
    const body = bookingOf(await t.book({ guests: 3, rooms: 2 }));

    expect(body).toMatchObject({
      total_price: '360.00',
      rooms: [
        { quantity: 1, guests: 2 },
        { quantity: 1, guests: 1 },
      ],
    });
  });

  test('may hold several room types, all or none', async () => {
    const lines = [
      { room_code: 'DBL', rate_code: 'BAR', quantity: 1, guests: 2 },
      { room_code: 'FAM', rate_code: 'BAR', quantity: 3, guests: 2 },
    ];
    const dates = {
      checkin_date: t.day(30),
      checkout_date: t.day(31),
      room_code: undefined,
      rate_code: undefined,
    };

    const refused = await refusal(t.book({ ...dates, lines }));
    const booked = bookingOf(
      await t.book({ ...dates, lines: lines.map((line) => ({ ...line, quantity: 1 })) }),
    );

    expect(refused.code).toBe('SOLD_OUT');
    expect(booked).toMatchObject({ total_price: '260.00' });
    expect(await t.night(t.day(30), 'DBL')).toMatchObject({ available_rooms: 9 });
    expect(await t.night(t.day(30), 'FAM')).toMatchObject({ available_rooms: 1 });
  });

  test('at another price than quoted is refused with the price of now', async () => {
    const refused = await refusal(t.book({ total_price: '199.00' }));

    expect(refused).toMatchObject({
      code: 'PRICE_CHANGED',
      details: { total_price: '200.00', currency: 'EUR' },
    });
    expect(bookingOf(await t.book({ total_price: '200' }))).toMatchObject({ total_price: '200.00' });
  });

  test('for more guests than the room takes is refused', async () => {
    expect(await refusal(t.book({ guests: 3 }))).toMatchObject({
      code: 'STAY_RESTRICTED',
      faults: [{ code: 'OCCUPANCY' }],
    });
  });

  test.each([
    ['an unknown hotel', { hotel_id: 'NOPE' }, 'HOTEL_NOT_FOUND'],
    ['an unknown room', { room_code: 'NOPE' }, 'ROOM_NOT_FOUND'],
    ['an unknown rate', { rate_code: 'NOPE' }, 'RATE_NOT_FOUND'],
    ['another currency', { currency: 'USD' }, 'CURRENCY_MISMATCH'],
    ['a past arrival', { checkin_date: '2020-01-01', checkout_date: '2020-01-03' }, 'VALIDATION'],
  ])('for %s is refused and not remembered under its key', async (_name, request, code) => {
    const error: unknown = await t
      .book(request, { key: `refused-${code}` })
      .catch((reason: unknown) => reason);
    const [row] = await t.db.database.rows<{ n: string }>(
      'SELECT COUNT(*) AS n FROM idempotency_keys WHERE idempotency_key = ?',
      [`refused-${code}`],
    );

    expect(error).toMatchObject({ code });
    expect(error).toBeInstanceOf(AppError);
    expect(row?.n).toBe('0');
  });

  test('with a partner reference never books twice, whatever its key', async () => {
    const request = { partner_reference: 'OTA-77', checkin_date: t.day(50), checkout_date: t.day(51) };

    const first = await t.book(request);
    const again = await t.book(request);
    const other: unknown = await t
      .book({ ...request, rooms: 2, guests: 2 })
      .catch((reason: unknown) => reason);

    expect(bookingOf(again).booking_id).toBe(bookingOf(first).booking_id);
    expect(again.replayed).toBe(true);
    expect(other).toMatchObject({ code: 'DUPLICATE_REFERENCE' });
    expect(await t.night(t.day(50))).toMatchObject({ available_rooms: 9 });
  });
});

describe('restrictions', () => {
  /** Sets restrictions on one night, books `nights` nights from `arrival`, and clears them again. */
  async function under(set: Restrictions, night: number, arrival: number, nights: number): Promise<string> {
    const at = { from: t.day(night), to: t.day(night), room_code: 'DBL', rate_code: 'BAR' };
    await t.push([{ ...at, set }]);
    const answer = await t.book({ checkin_date: t.day(arrival), checkout_date: t.day(arrival + nights) });
    const cleared = Object.fromEntries(Object.keys(set).map((field) => [field, null]));
    await t.push([{ ...at, set: cleared }]);
    return answer.kind === 'refused' ? (answer.body.faults[0]?.code ?? answer.body.code) : 'booked';
  }

  test.each<[string, Restrictions, number, number, number, string]>([
    ['stop-sell on a night', { closed: true }, 61, 60, 2, 'CLOSED'],
    ['stop-sell on the departure date', { closed: true }, 62, 60, 2, 'booked'],
    ['closed to arrival on arrival', { closed_to_arrival: true }, 60, 60, 2, 'CLOSED_TO_ARRIVAL'],
    ['closed to arrival within the stay', { closed_to_arrival: true }, 61, 60, 2, 'booked'],
    ['closed to departure on departure', { closed_to_departure: true }, 62, 60, 2, 'CLOSED_TO_DEPARTURE'],
    ['closed to departure within the stay', { closed_to_departure: true }, 61, 60, 2, 'booked'],
    ['minimum stay arrival on arrival', { min_stay_arrival: 3 }, 60, 60, 2, 'MIN_STAY_ARRIVAL'],
    ['minimum stay arrival met', { min_stay_arrival: 3 }, 60, 60, 3, 'booked'],
    ['minimum stay arrival within the stay', { min_stay_arrival: 3 }, 61, 60, 2, 'booked'],
    ['minimum stay through within the stay', { min_stay_through: 3 }, 61, 60, 2, 'MIN_STAY_THROUGH'],
    ['maximum stay arrival', { max_stay_arrival: 2 }, 60, 60, 3, 'MAX_STAY_ARRIVAL'],
    ['maximum stay through within the stay', { max_stay_through: 2 }, 61, 60, 3, 'MAX_STAY_THROUGH'],
    ['maximum stay through on the departure date', { max_stay_through: 1 }, 62, 60, 2, 'booked'],
    ['advance purchase missed', { min_advance_days: 61 }, 60, 60, 1, 'MIN_ADVANCE'],
    ['advance purchase met', { min_advance_days: 60 }, 60, 60, 1, 'booked'],
    ['booked too early', { max_advance_days: 59 }, 60, 60, 1, 'MAX_ADVANCE'],
  ])('%s', async (_name, set, night, arrival, nights, expected) => {
    expect(await under(set, night, arrival, nights)).toBe(expected);
  });

  test('a room-level stop-sell closes every rate plan', async () => {
    const at = { from: t.day(70), to: t.day(70), room_code: 'DBL' };
    await t.push([{ ...at, set: { closed: true } }], { rate_absent: 'room' });

    const refused = await refusal(t.book({ checkin_date: t.day(70), checkout_date: t.day(71) }));

    expect(refused).toMatchObject({ code: 'STAY_RESTRICTED', faults: [{ code: 'CLOSED' }] });
  });

  test('what was never loaded is not for sale', async () => {
    const refused = await refusal(t.book({ room_code: 'FAM', rate_code: 'BB' }));

    expect(refused).toMatchObject({
      code: 'STAY_RESTRICTED',
      faults: [{ code: 'NO_PRICE' }, { code: 'NO_PRICE' }],
    });
  });
});

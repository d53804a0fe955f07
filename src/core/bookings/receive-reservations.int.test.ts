import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { aRoom, aReservation, type SaidReservation } from '../../../test/builders/a-reservation.js';
import type { IncomingRoom, ReservationResult } from '../model/incoming-reservation.js';
import { addDays } from '../model/local-date.js';
import type { Partner } from '../partners/partner.js';
import { verifyInvariants } from './verify-inventory.js';

/* A channel's reservations become bookings under its own numbers, however often and in whatever order they come. */

let t: TestApp;
beforeAll(async () => {
  t = await anApp();
});
afterAll(() => t.close());
afterEach(async () => {
  expect(await verifyInvariants(t.db.database)).toEqual([]);
});

let days = 5;
let night = '';
let reference = '';
/** Each test has three nights of its own, with two rooms each, and then one with none. */
beforeEach(async () => {
  days += 6;
  night = t.day(days);
  reference = `S-${days}`;
  await t.load(2, days, days + 2);
  await t.load(0, days + 3, days + 3);
});

const believed = (): Partner => ({ ...t.ota, oversell_policy: 'accept_oversold' });

function room(from = 0, nights = 1, said: Partial<IncomingRoom> = {}): IncomingRoom {
  return aRoom({ check_in: addDays(night, from), check_out: addDays(night, from + nights), ...said });
}

async function send(said: SaidReservation = {}, partner = t.ota): Promise<ReservationResult> {
  const [result] = await t.app.receiveReservations(
    partner,
    [aReservation({ reference, rooms: [room()], ...said })],
    { request_id: 'req-received', whole: true },
  );
  if (result === undefined) throw new Error('a reservation has its result');
  return result;
}

async function counts(from = 0): Promise<string> {
  const { pms_rooms, unacked_rooms, available_rooms } = await t.night(addDays(night, from));
  return `P${pms_rooms} U${unacked_rooms} A${available_rooms}`;
}

interface Row {
  readonly partner_reference: string;
  readonly reference_part: number;
  readonly status: string;
  readonly total_price: string;
  readonly currency: string;
  readonly check_in_date: string;
  readonly guest_last_name: string | null;
}

const bookings = (): Promise<Row[]> =>
  t.db.database.rows<Row>(
    `SELECT partner_reference, reference_part, status, total_price, currency, check_in_date, guest_last_name
     FROM bookings WHERE partner_reference = ? OR partner_reference LIKE ? ORDER BY partner_reference, reference_part`,
    [reference, `${reference}/%`],
  );

describe('one reservation', () => {
  test('is booked, changed and cancelled under its own number', async () => {
    const booked = await send({ revision: 1, total: '100.00' });
    const modified = await send({ revision: 2, action: 'modify', rooms: [room(0, 2)], total: '200.00' });
    expect([await counts(0), await counts(1)]).toEqual(['P2 U1 A1', 'P2 U1 A1']);
    const cancelled = await send({ revision: 3, action: 'cancel', rooms: [] });

    expect(booked).toMatchObject({ kind: 'booked', reference, oversold: false });
    const { booking_id } = booked as { booking_id: string };
    expect(modified).toMatchObject({ kind: 'modified', booking_id });
    expect(cancelled).toMatchObject({ kind: 'cancelled', booking_id });
    expect(await counts(1)).toBe('P2 U0 A2');
  });

  test('delivered twice is one booking with one number, with and without revisions', async () => {
    for (const revision of [7, null]) {
      reference = `${reference}-${revision}`;
      const first = await send({ revision });
      const second = await send({ revision });
      expect(second).toEqual({ ...first, kind: 'unchanged' });
    }
    expect(await counts()).toBe('P2 U2 A0');
  });

  test('without revisions a different content is a modification, and the same again is none', async () => {
    await send({ revision: null });
    const changed = await send({ revision: null, rooms: [room(), room()] });
    const again = await send({ revision: null, action: 'modify', rooms: [room(), room()] });

    expect([changed.kind, again.kind]).toEqual(['modified', 'unchanged']);
    expect(await counts()).toBe('P2 U2 A0');
  });

  test('copies that come at once are one booking; different ones all have their turn', async () => {
    const copies = await Promise.all([1, 2, 3].map(() => send({ revision: null })));
    expect(copies.filter((copy) => copy.kind === 'booked')).toHaveLength(1);
    expect(new Set(copies.map((copy) => (copy as { booking_id: string }).booking_id)).size).toBe(1);

    const others = await Promise.all(
      [1, 2, 3].map((count) => send({ revision: null, rooms: [room(0, count)], action: 'modify' })),
    );
    expect(others.filter((other) => other.kind === 'refused')).toEqual([]);
  });

  test('a modification that comes first books; its late reservation changes nothing', async () => {
    const first = await send({ revision: 2, action: 'modify', rooms: [room(), room()] });
    const late = await send({ revision: 1, action: 'new' });
    expect(first.kind).toBe('booked');
    expect(late).toEqual({ ...first, kind: 'unchanged' });
    expect(await counts()).toBe('P2 U2 A0');
  });

  test('a cancellation that comes first buries it', async () => {
    expect(await send({ revision: 2, action: 'cancel', rooms: [] })).toEqual({ kind: 'buried', reference });
    expect(await send({ revision: 1 })).toEqual({ kind: 'buried', reference });
    expect(await bookings()).toEqual([]);
  });

  test('a cancellation that names no hotel finds it by its number', async () => {
    await send({ revision: 1 });
    const cancelled = await send({ revision: 2, action: 'cancel', rooms: [], hotel_code: null });
    expect(cancelled.kind).toBe('cancelled');
    reference = 'nobody-knows';
    expect(await send({ action: 'cancel', rooms: [], hotel_code: null })).toMatchObject({
      kind: 'refused',
      code: 'HOTEL_NOT_FOUND',
    });
  });
});

describe('what refuses, by policy', () => {
  test('an older modification and a change of what is cancelled, by name', async () => {
    await send({ revision: 5 });
    expect(await send({ revision: 4, action: 'modify' })).toMatchObject({ code: 'STALE_REVISION' });
    await send({ revision: 6, action: 'cancel', rooms: [] });
    expect(await send({ revision: 7, action: 'modify' })).toMatchObject({ code: 'NOT_MODIFIABLE' });
  });

  test('codes that nobody has mapped are named, and nothing is booked', async () => {
    expect(await send({ hotel_code: 'HV99' })).toMatchObject({ code: 'HOTEL_NOT_FOUND', subject: 'HV99' });
    expect(await send({ rooms: [room(0, 1, { room_code: '007' })] })).toMatchObject({
      kind: 'refused',
      code: 'ROOM_NOT_FOUND',
      subject: '007',
      at: '/reservation',
      retryable: false,
    });
    expect(await send({ rooms: [room(0, 1, { rate_code: '1e3' })] })).toMatchObject({
      code: 'RATE_NOT_FOUND',
      subject: '1e3',
    });
    expect(await bookings()).toEqual([]);
  });

  test('believed, the same codes are stored as they were sent', async () => {
    const result = await send(
      { rooms: [room(0, 1, { room_code: '007', rate_code: null })], total: '80' },
      believed(),
    );
    expect(result).toMatchObject({ kind: 'booked', oversold: false });
    const [line] = await t.db.database.rows<{ sent_room_code: string }>(
      'SELECT r.sent_room_code FROM booking_rooms r JOIN bookings b ON b.booking_id = r.booking_id WHERE b.partner_reference = ?',
      [reference],
    );
    expect(line?.sent_room_code).toBe('007');
  });

  test('sold out: refused, or believed and flagged', async () => {
    expect(await send({ rooms: [room(3)] })).toMatchObject({ code: 'SOLD_OUT', retryable: false });
    expect(await send({ rooms: [room(), room(), room()] })).toMatchObject({ code: 'SOLD_OUT' });
    expect(await send({ rooms: [room(), room(), room()] }, believed())).toMatchObject({
      kind: 'booked',
      oversold: true,
    });
    expect(await counts()).toBe('P2 U3 A0');
  });

  test('a price that is not ours is refused; believed, its nights cost what they are said to cost', async () => {
    expect(await send({ total: '90.00' })).toMatchObject({ code: 'PRICE_CHANGED' });
    const nights = [
      { date: night, amount: '70.005', currency: 'EUR' },
      { date: addDays(night, 1), amount: '90', currency: 'EUR' },
    ];
    await send({ rooms: [room(0, 2, { nights })], total: '165.00' }, believed());
    const prices = await t.db.database.rows<{ price: string }>(
      'SELECT n.price FROM booking_room_nights n JOIN bookings b ON b.booking_id = n.booking_id WHERE b.partner_reference = ? ORDER BY n.date',
      [reference],
    );
    expect(prices.map(({ price }) => Number(price))).toEqual([70.01, 90]);
    expect(await bookings()).toMatchObject([{ total_price: '165.000', currency: 'EUR' }]);
  });

  test('children take places of a room, infants none', async () => {
    const guests = [
      { age_band: 'adult', count: 2, age: null },
      { age_band: 'child', count: 1, age: 7 },
    ] as const;
    const infants = [guests[0], { age_band: 'infant', count: 1, age: 0 }] as const;
    expect(await send({ rooms: [room(0, 1, { guests })] })).toMatchObject({ code: 'STAY_RESTRICTED' });
    expect(await send({ rooms: [room(0, 1, { guests: infants })] })).toMatchObject({ kind: 'booked' });
  });

  test('a stay that is over is refused, whoever is believed; one that ends today is not', async () => {
    const over = room(0, 1, { check_in: '2020-01-01', check_out: '2020-01-03' });
    for (const partner of [t.ota, believed()])
      expect(await send({ rooms: [over], total: '100.00' }, partner)).toMatchObject({ code: 'VALIDATION' });
    expect(await bookings()).toEqual([]);
    const last = room(0, 1, { check_in: t.day(-1), check_out: t.day(0) });
    expect(await send({ rooms: [last], total: '100.00' }, believed())).toMatchObject({ kind: 'booked' });
  });

  test.each([
    ['a room code', { rooms: [aRoom({ room_code: '1 4111111111111111' })] }],
    ['a rate code', { rooms: [aRoom({ rate_code: '4111.1111.1111.1111' })] }],
    ['a revision', { revision: 4_111_111_111_111_111 }],
    ['a number with points', { reference: 'R4111.1111.1111.1111' }],
  ])(
    'a card number as %s is refused by name and not told again, also where all is believed',
    async (_what, said) => {
      const result = await send({ total: '100.00', ...said }, believed());
      expect(result).toMatchObject({
        kind: 'refused',
        code: 'VALIDATION',
        message: expect.stringMatching(/looks like a card number/) as string,
      });
      expect((result as { message: string }).message).not.toMatch(/4111/);
      expect(await bookings()).toEqual([]);
    },
  );

  test('a card number in a name or a number is never stored', async () => {
    expect(await send({ reference: '4111111111111111' })).toMatchObject({ code: 'VALIDATION' });
    await send({ guest: { first_name: 'Ana', last_name: '4111 1111 1111 1111' } });
    expect(await bookings()).toMatchObject([{ guest_last_name: '' }]);
  });
});

describe('rooms with stays of their own', () => {
  const both = (more: SaidReservation = {}): SaidReservation => ({
    rooms: [room(1, 1), room(0, 2)],
    total: '300.00',
    ...more,
  });

  test('are bookings that come, repeat, shrink and go together', async () => {
    const booked = await send(both({ revision: 1 }));
    const again = await send(both({ revision: 1 }));
    expect(await bookings()).toMatchObject([
      { partner_reference: reference, reference_part: 1, status: 'CONFIRMED', check_in_date: night },
      {
        ...{ partner_reference: reference, reference_part: 2 },
        ...{ status: 'CONFIRMED', check_in_date: addDays(night, 1) },
      },
    ]);
    expect(again).toEqual({ ...booked, kind: 'unchanged' });
    expect([await counts(0), await counts(1)]).toEqual(['P2 U1 A1', 'P2 U2 A0']);

    const shrunk = await send({ revision: 2, action: 'modify', total: '100.00' }, believed());
    expect(shrunk).toEqual({ ...booked, kind: 'modified' });
    expect([await counts(0), await counts(1)]).toEqual(['P2 U1 A1', 'P2 U0 A2']);

    const grown = await send(both({ revision: 3, action: 'modify' }), believed());
    expect(grown.kind).toBe('modified');
    expect((await bookings()).map((row) => `${row.reference_part} ${row.status}`)).toEqual([
      '1 CONFIRMED',
      '2 CANCELLED',
      '3 CONFIRMED',
    ]);

    await send({ revision: 4, action: 'cancel', rooms: [] });
    expect([await counts(0), await counts(1)]).toEqual(['P2 U0 A2', 'P2 U0 A2']);
  });

  test('share the total of the reservation as their own prices do', async () => {
    const nightsOf = (from: number, amounts: readonly string[]) =>
      amounts.map((amount, index) => ({ date: addDays(night, from + index), amount, currency: 'EUR' }));
    const rooms = [
      room(0, 2, { nights: nightsOf(0, ['100', '100']) }),
      room(1, 1, { nights: nightsOf(1, ['50']) }),
    ];
    await send({ rooms, total: '275.00' }, believed());
    expect((await bookings()).map((row) => Number(row.total_price))).toEqual([220, 55]);
  });

  test('are booked all or not at all, and may be sent again', async () => {
    const refused = await send({ rooms: [room(0, 1), room(2, 2)] });
    expect(refused).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/Nothing was booked/) as string,
    });
    expect([await counts(0), await counts(2)]).toEqual(['P2 U0 A2', 'P2 U0 A2']);

    const sooner = await send({ rooms: [room(0, 1), room(2, 1)] });
    expect(sooner.kind).toBe('booked');
    expect([await counts(0), await counts(2)]).toEqual(['P2 U1 A1', 'P2 U1 A1']);
  });

  test('are never taken for another reservation whose number ends like one of theirs', async () => {
    const own = reference;
    const guest = { first_name: 'Rui', last_name: 'Costa' };
    await send(both({ revision: 1 }));
    reference = `${own}/2`;
    await send({ revision: 1, guest });
    reference = own;
    expect((await bookings()).map((row) => [row.reference_part, row.status, row.guest_last_name])).toEqual([
      [1, 'CONFIRMED', 'Silva'],
      [2, 'CONFIRMED', 'Silva'],
      [1, 'CONFIRMED', 'Costa'],
    ]);

    await send({ revision: 2, action: 'cancel', rooms: [] });
    expect((await bookings()).map((row) => row.status)).toEqual(['CANCELLED', 'CANCELLED', 'CONFIRMED']);
  });

  test('whose number another one begins with is cancelled alone, and one that never came as well', async () => {
    const own = reference;
    reference = `${own}/2`;
    await send({ revision: 1 });
    reference = own;
    expect(await send({ revision: 2, action: 'cancel', rooms: [] })).toEqual({ kind: 'buried', reference });
    expect((await bookings()).map((row) => row.status)).toEqual(['CONFIRMED']);
    reference = `${own}/3`;
    await send({ revision: 2, action: 'cancel', rooms: [] });
    reference = own;
    expect((await send(both({ revision: 3 }))).kind).toBe('booked');
    expect((await send({ revision: 4, action: 'cancel', rooms: [] })).kind).toBe('cancelled');
    expect((await bookings()).map((row) => [row.partner_reference, row.status])).toEqual([
      [own, 'CANCELLED'],
      [own, 'CANCELLED'],
      [`${own}/2`, 'CONFIRMED'],
    ]);
  });

  test('their late first state brings none of them back', async () => {
    await send({ revision: 2, action: 'modify', total: '100.00' }, believed());
    expect(await send(both({ revision: 1 }), believed())).toMatchObject({ kind: 'unchanged' });
    expect(await bookings()).toHaveLength(1);
  });

  test('their cancellation that came first buries them all', async () => {
    await send({ revision: 2, action: 'cancel', rooms: [] });
    expect(await send(both({ revision: 1 }))).toEqual({ kind: 'buried', reference });
    expect([await counts(0), await counts(1)]).toEqual(['P2 U0 A2', 'P2 U0 A2']);
  });

  test('a channel that is not believed is told to book them anew', async () => {
    await send(both({ revision: 1 }));
    expect(
      await send(both({ revision: 2, action: 'modify', rooms: [room(0, 1), room(1, 1)] })),
    ).toMatchObject({
      code: 'NOT_MODIFIABLE',
    });
    expect(await bookings()).toHaveLength(2);
  });
});

describe('several reservations in one message', () => {
  const message = (partner: Partner, whole: boolean) =>
    t.app.receiveReservations(
      partner,
      [
        aReservation({ reference: `${reference}-a`, rooms: [room()] }),
        aReservation({ reference: `${reference}-b`, rooms: [room(0, 1, { room_code: 'NONE' })] }),
        aReservation({ reference: `${reference}-c`, rooms: [room()] }),
      ],
      { request_id: 'req-received', whole },
    );

  test('are judged one by one, or the message as a whole', async () => {
    const whole = await message(t.ota, true);
    expect(whole.map((result) => (result.kind === 'refused' ? result.code : result.kind))).toEqual([
      'VALIDATION',
      'ROOM_NOT_FOUND',
      'VALIDATION',
    ]);
    expect(await counts()).toBe('P2 U0 A2');
    const alone = (suffix: string) => aReservation({ reference: `${reference}-${suffix}`, rooms: [room()] });
    const context = { request_id: 'req-received', whole: true };
    const several = await t.app.receiveReservations(t.ota, [alone('a'), alone('c')], context);
    expect(several).toMatchObject([{ code: 'VALIDATION' }, { code: 'VALIDATION' }]);
    expect(await counts()).toBe('P2 U0 A2');
    const each = await message(t.ota, false);
    expect(each.map(({ kind }) => kind)).toEqual(['booked', 'refused', 'booked']);
  });
});

describe('the list of what is mapped', () => {
  test('has every room under every rate plan that is mapped to the partner, under its codes', async () => {
    const list = await t.app.listRoomRates(t.ota, 'HV01');
    expect(list).toContainEqual({
      room_code: 'DBL',
      room_name: expect.any(String) as string,
      rate_code: 'BAR',
      rate_name: expect.any(String) as string,
      currency: 'EUR',
      max_guests: 2,
      total_rooms: 10,
    });
    await expect(t.app.listRoomRates(t.ota, 'HV99')).rejects.toMatchObject({ code: 'HOTEL_NOT_FOUND' });
    const stranger = { ...t.ota, partner_id: '1' };
    await expect(t.app.listRoomRates(stranger, 'HV01')).rejects.toMatchObject({ code: 'HOTEL_NOT_FOUND' });
  });
});

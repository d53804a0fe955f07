import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestApp } from '../../../test/builders/an-app.js';
import { aRoom } from '../../../test/builders/a-reservation.js';
import { aReservationDesk, type ReservationDesk } from '../../../test/builders/a-reservation-desk.js';
import { addDays } from '../model/local-date.js';
import { verifyInvariants } from './verify-inventory.js';

/* What a channel sends that cannot be so, or is not ours: refused by name, or believed where its policy says so. */

let desk: ReservationDesk;
let t: TestApp;
beforeAll(async () => {
  desk = await aReservationDesk();
  ({ t } = desk);
});
afterAll(() => desk.t.close());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await verifyInvariants(desk.t.db.database)).toEqual([]);
});

describe('what refuses, by policy', () => {
  test('an older modification and a change of what is cancelled, by name', async () => {
    await desk.send({ revision: 5 });
    expect(await desk.send({ revision: 4, action: 'modify' })).toMatchObject({ code: 'STALE_REVISION' });
    await desk.send({ revision: 6, action: 'cancel', rooms: [] });
    expect(await desk.send({ revision: 7, action: 'modify' })).toMatchObject({ code: 'NOT_MODIFIABLE' });
  });

  test('codes that nobody has mapped are named, and nothing is booked', async () => {
    expect(await desk.send({ hotel_code: 'HV99' })).toMatchObject({
      code: 'HOTEL_NOT_FOUND',
      subject: 'HV99',
    });
    expect(await desk.send({ rooms: [desk.room(0, 1, { room_code: '007' })] })).toMatchObject({
      kind: 'refused',
      code: 'ROOM_NOT_FOUND',
      subject: '007',
      at: '/reservation',
      retryable: false,
    });
    expect(await desk.send({ rooms: [desk.room(0, 1, { rate_code: '1e3' })] })).toMatchObject({
      code: 'RATE_NOT_FOUND',
      subject: '1e3',
    });
    expect(await desk.bookings()).toEqual([]);
  });

  test('believed, the same codes are stored as they were sent', async () => {
    const result = await desk.send(
      { rooms: [desk.room(0, 1, { room_code: '007', rate_code: null })], total: '80' },
      desk.believed(),
    );
    expect(result).toMatchObject({ kind: 'booked', oversold: false });
    const [line] = await t.db.database.rows<{ sent_room_code: string }>(
      'SELECT r.sent_room_code FROM booking_rooms r JOIN bookings b ON b.booking_id = r.booking_id WHERE b.partner_reference = ?',
      [desk.reference],
    );
    expect(line?.sent_room_code).toBe('007');
  });

  test('sold out: refused, or believed and flagged', async () => {
    expect(await desk.send({ rooms: [desk.room(3)] })).toMatchObject({ code: 'SOLD_OUT', retryable: false });
    expect(await desk.send({ rooms: [desk.room(), desk.room(), desk.room()] })).toMatchObject({
      code: 'SOLD_OUT',
    });
    expect(
      await desk.send({ rooms: [desk.room(), desk.room(), desk.room()] }, desk.believed()),
    ).toMatchObject({
      kind: 'booked',
      oversold: true,
    });
    expect(await desk.counts()).toBe('P2 U3 A0');
  });

  test('a price that is not ours is refused; believed, its nights cost what they are said to cost', async () => {
    expect(await desk.send({ total: '90.00' })).toMatchObject({ code: 'PRICE_CHANGED' });
    const nights = [
      { date: desk.night, amount: '70.005', currency: 'EUR' },
      { date: addDays(desk.night, 1), amount: '90', currency: 'EUR' },
    ];
    await desk.send({ rooms: [desk.room(0, 2, { nights })], total: '165.00' }, desk.believed());
    const prices = await t.db.database.rows<{ price: string }>(
      'SELECT n.price FROM booking_room_nights n JOIN bookings b ON b.booking_id = n.booking_id WHERE b.partner_reference = ? ORDER BY n.date',
      [desk.reference],
    );
    expect(prices.map(({ price }) => Number(price))).toEqual([70.01, 90]);
    expect(await desk.bookings()).toMatchObject([{ total_price: '165.000', currency: 'EUR' }]);
  });

  test('children take places of a room, infants none', async () => {
    const guests = [
      { age_band: 'adult', count: 2, age: null },
      { age_band: 'child', count: 1, age: 7 },
    ] as const;
    const infants = [guests[0], { age_band: 'infant', count: 1, age: 0 }] as const;
    expect(await desk.send({ rooms: [desk.room(0, 1, { guests })] })).toMatchObject({
      code: 'STAY_RESTRICTED',
    });
    expect(await desk.send({ rooms: [desk.room(0, 1, { guests: infants })] })).toMatchObject({
      kind: 'booked',
    });
  });

  test('a stay that is over is refused, whoever is believed; one that ends today is not', async () => {
    const over = desk.room(0, 1, { check_in: '2020-01-01', check_out: '2020-01-03' });
    for (const partner of [t.ota, desk.believed()])
      expect(await desk.send({ rooms: [over], total: '100.00' }, partner)).toMatchObject({
        code: 'VALIDATION',
      });
    expect(await desk.bookings()).toEqual([]);
    const last = desk.room(0, 1, { check_in: t.day(-1), check_out: t.day(0) });
    expect(await desk.send({ rooms: [last], total: '100.00' }, desk.believed())).toMatchObject({
      kind: 'booked',
    });
  });

  test.each([
    ['a room code', { rooms: [aRoom({ room_code: '1 4111111111111111' })] }],
    ['a rate code', { rooms: [aRoom({ rate_code: '4111.1111.1111.1111' })] }],
    ['a revision', { revision: 4_111_111_111_111_111 }],
    ['a number with points', { reference: 'R4111.1111.1111.1111' }],
  ])(
    'a card number as %s is refused by name and not told again, also where all is believed',
    async (_what, said) => {
      const result = await desk.send({ total: '100.00', ...said }, desk.believed());
      expect(result).toMatchObject({
        kind: 'refused',
        code: 'VALIDATION',
        message: expect.stringMatching(/looks like a card number/) as string,
      });
      expect((result as { message: string }).message).not.toMatch(/4111/);
      expect(await desk.bookings()).toEqual([]);
    },
  );

  test('a card number in a name or a number is never stored', async () => {
    expect(await desk.send({ reference: '4111111111111111' })).toMatchObject({ code: 'VALIDATION' });
    await desk.send({ guest: { first_name: 'Ana', last_name: '4111 1111 1111 1111' } });
    expect(await desk.bookings()).toMatchObject([{ guest_last_name: '' }]);
  });
});

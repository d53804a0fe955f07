import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SaidReservation } from '../../../test/builders/a-reservation.js';
import { aReservationDesk, type ReservationDesk } from '../../../test/builders/a-reservation-desk.js';
import { addDays } from '../model/local-date.js';
import { verifyInvariants } from './verify-inventory.js';

/* A reservation whose rooms have stays of their own is several bookings under one number. */

let desk: ReservationDesk;
beforeAll(async () => {
  desk = await aReservationDesk();
});
afterAll(() => desk.t.close());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await verifyInvariants(desk.t.db.database)).toEqual([]);
});

describe('rooms with stays of their own', () => {
  const both = (more: SaidReservation = {}): SaidReservation => ({
    rooms: [desk.room(1, 1), desk.room(0, 2)],
    total: '300.00',
    ...more,
  });

  test('are bookings that come, repeat, shrink and go together', async () => {
    const booked = await desk.send(both({ revision: 1 }));
    const again = await desk.send(both({ revision: 1 }));
    expect(await desk.bookings()).toMatchObject([
      {
        partner_reference: desk.reference,
        reference_part: 1,
        status: 'CONFIRMED',
        check_in_date: desk.night,
      },
      {
        ...{ partner_reference: desk.reference, reference_part: 2 },
        ...{ status: 'CONFIRMED', check_in_date: addDays(desk.night, 1) },
      },
    ]);
    expect(again).toEqual({ ...booked, kind: 'unchanged' });
    expect([await desk.counts(0), await desk.counts(1)]).toEqual(['P2 U1 A1', 'P2 U2 A0']);

    const shrunk = await desk.send({ revision: 2, action: 'modify', total: '100.00' }, desk.believed());
    expect(shrunk).toEqual({ ...booked, kind: 'modified' });
    expect([await desk.counts(0), await desk.counts(1)]).toEqual(['P2 U1 A1', 'P2 U0 A2']);

    const grown = await desk.send(both({ revision: 3, action: 'modify' }), desk.believed());
    expect(grown.kind).toBe('modified');
    expect((await desk.bookings()).map((row) => `${row.reference_part} ${row.status}`)).toEqual([
      '1 CONFIRMED',
      '2 CANCELLED',
      '3 CONFIRMED',
    ]);

    await desk.send({ revision: 4, action: 'cancel', rooms: [] });
    expect([await desk.counts(0), await desk.counts(1)]).toEqual(['P2 U0 A2', 'P2 U0 A2']);
  });

  test('share the total of the reservation as their own prices do', async () => {
    const nightsOf = (from: number, amounts: readonly string[]) =>
      amounts.map((amount, index) => ({ date: addDays(desk.night, from + index), amount, currency: 'EUR' }));
    const rooms = [
      desk.room(0, 2, { nights: nightsOf(0, ['100', '100']) }),
      desk.room(1, 1, { nights: nightsOf(1, ['50']) }),
    ];
    await desk.send({ rooms, total: '275.00' }, desk.believed());
    expect((await desk.bookings()).map((row) => Number(row.total_price))).toEqual([220, 55]);
  });

  test('are booked all or not at all, and may be sent again', async () => {
    const refused = await desk.send({ rooms: [desk.room(0, 1), desk.room(2, 2)] });
    expect(refused).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/Nothing was booked/) as string,
    });
    expect([await desk.counts(0), await desk.counts(2)]).toEqual(['P2 U0 A2', 'P2 U0 A2']);

    const sooner = await desk.send({ rooms: [desk.room(0, 1), desk.room(2, 1)] });
    expect(sooner.kind).toBe('booked');
    expect([await desk.counts(0), await desk.counts(2)]).toEqual(['P2 U1 A1', 'P2 U1 A1']);
  });

  test('are never taken for another reservation whose number ends like one of theirs', async () => {
    const own = desk.reference;
    const guest = { first_name: 'Rui', last_name: 'Costa' };
    await desk.send(both({ revision: 1 }));
    desk.reference = `${own}/2`;
    await desk.send({ revision: 1, guest });
    desk.reference = own;
    expect(
      (await desk.bookings()).map((row) => [row.reference_part, row.status, row.guest_last_name]),
    ).toEqual([
      [1, 'CONFIRMED', 'Silva'],
      [2, 'CONFIRMED', 'Silva'],
      [1, 'CONFIRMED', 'Costa'],
    ]);

    await desk.send({ revision: 2, action: 'cancel', rooms: [] });
    expect((await desk.bookings()).map((row) => row.status)).toEqual(['CANCELLED', 'CANCELLED', 'CONFIRMED']);
  });

  test('whose number another one begins with is cancelled alone, and one that never came as well', async () => {
    const own = desk.reference;
    desk.reference = `${own}/2`;
    await desk.send({ revision: 1 });
    desk.reference = own;
    expect(await desk.send({ revision: 2, action: 'cancel', rooms: [] })).toEqual({
      kind: 'buried',
      reference: desk.reference,
    });
    expect((await desk.bookings()).map((row) => row.status)).toEqual(['CONFIRMED']);
    desk.reference = `${own}/3`;
    await desk.send({ revision: 2, action: 'cancel', rooms: [] });
    desk.reference = own;
    expect((await desk.send(both({ revision: 3 }))).kind).toBe('booked');
    expect((await desk.send({ revision: 4, action: 'cancel', rooms: [] })).kind).toBe('cancelled');
    expect((await desk.bookings()).map((row) => [row.partner_reference, row.status])).toEqual([
      [own, 'CANCELLED'],
      [own, 'CANCELLED'],
      [`${own}/2`, 'CONFIRMED'],
    ]);
  });

  test('their late first state brings none of them back', async () => {
    await desk.send({ revision: 2, action: 'modify', total: '100.00' }, desk.believed());
    expect(await desk.send(both({ revision: 1 }), desk.believed())).toMatchObject({ kind: 'unchanged' });
    expect(await desk.bookings()).toHaveLength(1);
  });

  test('their cancellation that came first buries them all', async () => {
    await desk.send({ revision: 2, action: 'cancel', rooms: [] });
    expect(await desk.send(both({ revision: 1 }))).toEqual({ kind: 'buried', reference: desk.reference });
    expect([await desk.counts(0), await desk.counts(1)]).toEqual(['P2 U0 A2', 'P2 U0 A2']);
  });

  test('a channel that is not believed is told to book them anew', async () => {
    await desk.send(both({ revision: 1 }));
    expect(
      await desk.send(both({ revision: 2, action: 'modify', rooms: [desk.room(0, 1), desk.room(1, 1)] })),
    ).toMatchObject({
      code: 'NOT_MODIFIABLE',
    });
    expect(await desk.bookings()).toHaveLength(2);
  });
});

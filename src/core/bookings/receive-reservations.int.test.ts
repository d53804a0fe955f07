import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestApp } from '../../../test/builders/an-app.js';
import { aReservation } from '../../../test/builders/a-reservation.js';
import { aReservationDesk, type ReservationDesk } from '../../../test/builders/a-reservation-desk.js';
import type { Partner } from '../partners/partner.js';
import { verifyInvariants } from './verify-inventory.js';

/* A channel's reservations become bookings under its own numbers, however often and in whatever order they come. */

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

describe('one reservation', () => {
  test('is booked, changed and cancelled under its own number', async () => {
    const booked = await desk.send({ revision: 1, total: '100.00' });
    const modified = await desk.send({
      revision: 2,
      action: 'modify',
      rooms: [desk.room(0, 2)],
      total: '200.00',
    });
    expect([await desk.counts(0), await desk.counts(1)]).toEqual(['P2 U1 A1', 'P2 U1 A1']);
    const cancelled = await desk.send({ revision: 3, action: 'cancel', rooms: [] });

    expect(booked).toMatchObject({ kind: 'booked', reference: desk.reference, oversold: false });
    const { booking_id } = booked as { booking_id: string };
    expect(modified).toMatchObject({ kind: 'modified', booking_id });
    expect(cancelled).toMatchObject({ kind: 'cancelled', booking_id });
    expect(await desk.counts(1)).toBe('P2 U0 A2');
  });

  test('delivered twice is one booking with one number, with and without revisions', async () => {
    for (const revision of [7, null]) {
      desk.reference = `${desk.reference}-${revision}`;
      const first = await desk.send({ revision });
      const second = await desk.send({ revision });
      expect(second).toEqual({ ...first, kind: 'unchanged' });
    }
    expect(await desk.counts()).toBe('P2 U2 A0');
  });

  test('without revisions a different content is a modification, and the same again is none', async () => {
    await desk.send({ revision: null });
    const changed = await desk.send({ revision: null, rooms: [desk.room(), desk.room()] });
    const again = await desk.send({ revision: null, action: 'modify', rooms: [desk.room(), desk.room()] });

    expect([changed.kind, again.kind]).toEqual(['modified', 'unchanged']);
    expect(await desk.counts()).toBe('P2 U2 A0');
  });

  test('copies that come at once are one booking; different ones all have their turn', async () => {
    const copies = await Promise.all([1, 2, 3].map(() => desk.send({ revision: null })));
    expect(copies.filter((copy) => copy.kind === 'booked')).toHaveLength(1);
    expect(new Set(copies.map((copy) => (copy as { booking_id: string }).booking_id)).size).toBe(1);

    const others = await Promise.all(
      [1, 2, 3].map((count) => desk.send({ revision: null, rooms: [desk.room(0, count)], action: 'modify' })),
    );
    expect(others.filter((other) => other.kind === 'refused')).toEqual([]);
  });

  test('a modification that comes first books; its late reservation changes nothing', async () => {
    const first = await desk.send({ revision: 2, action: 'modify', rooms: [desk.room(), desk.room()] });
    const late = await desk.send({ revision: 1, action: 'new' });
    expect(first.kind).toBe('booked');
    expect(late).toEqual({ ...first, kind: 'unchanged' });
    expect(await desk.counts()).toBe('P2 U2 A0');
  });

  test('a cancellation that comes first buries it', async () => {
    expect(await desk.send({ revision: 2, action: 'cancel', rooms: [] })).toEqual({
      kind: 'buried',
      reference: desk.reference,
    });
    expect(await desk.send({ revision: 1 })).toEqual({ kind: 'buried', reference: desk.reference });
    expect(await desk.bookings()).toEqual([]);
  });

  test('a cancellation that names no hotel finds it by its number', async () => {
    await desk.send({ revision: 1 });
    const cancelled = await desk.send({ revision: 2, action: 'cancel', rooms: [], hotel_code: null });
    expect(cancelled.kind).toBe('cancelled');
    desk.reference = 'nobody-knows';
    expect(await desk.send({ action: 'cancel', rooms: [], hotel_code: null })).toMatchObject({
      kind: 'refused',
      code: 'HOTEL_NOT_FOUND',
    });
  });
});

describe('several reservations in one message', () => {
  const message = (partner: Partner, whole: boolean) =>
    t.app.receiveReservations(
      partner,
      [
        aReservation({ reference: `${desk.reference}-a`, rooms: [desk.room()] }),
        aReservation({ reference: `${desk.reference}-b`, rooms: [desk.room(0, 1, { room_code: 'NONE' })] }),
        aReservation({ reference: `${desk.reference}-c`, rooms: [desk.room()] }),
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
    expect(await desk.counts()).toBe('P2 U0 A2');
    const alone = (suffix: string) =>
      aReservation({ reference: `${desk.reference}-${suffix}`, rooms: [desk.room()] });
    const context = { request_id: 'req-received', whole: true };
    const several = await t.app.receiveReservations(t.ota, [alone('a'), alone('c')], context);
    expect(several).toMatchObject([{ code: 'VALIDATION' }, { code: 'VALIDATION' }]);
    expect(await desk.counts()).toBe('P2 U0 A2');
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

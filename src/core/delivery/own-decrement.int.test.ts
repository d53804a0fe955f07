import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { aDelivery, THEIRS, type TestDelivery } from '../../../test/builders/a-delivery.js';
import { bookingOf } from '../../../test/builders/an-app.js';
import { aReservation, aRoom, type SaidReservation } from '../../../test/builders/a-reservation.js';
import type { IncomingReservation } from '../model/incoming-reservation.js';
import type { Partner } from '../partners/partner.js';

/*
 * A channel that counts for itself is not told its own bookings, whichever way they come, change and go; unless our count did not
 * move as its own did.
 */

let d: TestDelivery;
let own: TestChannel;
let other: TestChannel;
let partner: Partner;
let asked = 0;

beforeAll(async () => {
  d = await aDelivery();
  [own, other] = [await aChannel('expedia'), await aChannel('channex')];
  await d.partner('own', 'expedia');
  await d.partner('other', 'channex');
  await d.t.app.partners.create({
    ...{ code: 'own', name: 'own', kind: 'ota', connector: 'expedia', oversell_policy: 'accept_oversold' },
  });
  partner = await d.t.app.partners.get('own');
  await d.t.load(5, 0, 30);
  await d.connect('own', own.url);
  await d.connect('other', other.url);
  d.t.app.delivery.worker.start();
  await d.settled();
}, 60_000);

afterAll(async () => {
  await d.close();
  await own.close();
  await other.close();
});

beforeEach(async () => {
  await d.settled();
  await d.forgetBudgets();
  asked = own.received.length;
});

function reservation(extra: SaidReservation, nights: readonly number[]): IncomingReservation {
  const room = aRoom({
    ...{ room_code: THEIRS.room, rate_code: THEIRS.rate },
    check_in: d.t.day(nights[0] ?? 0),
    check_out: d.t.day((nights.at(-1) ?? 0) + 1),
    nights: nights.map((day) => ({ date: d.t.day(day), amount: '100.00', currency: 'EUR' })),
  });
  return aReservation({
    ...{ reference: 'E-1', hotel_code: THEIRS.hotel, rooms: [room], total: `${nights.length * 100}.00` },
    ...extra,
  });
}

async function receive(extra: SaidReservation, nights: readonly number[]): Promise<void> {
  const [result] = await d.t.app.receiveReservations(partner, [reservation(extra, nights)], {
    ...{ request_id: 'req-1', whole: true },
  });
  expect(result?.kind, JSON.stringify(result)).not.toBe('refused');
  await d.settled();
}

/** It fetches what there is, and takes it. */
async function pmsAccepts(): Promise<void> {
  const revisions = await d.t.app.handOutRevisions(d.t.pms, {
    hotel_code: d.t.hotelId,
    limit: 20,
    serial: false,
  });
  expect(revisions).not.toHaveLength(0);
  await d.t.app.decideRevisions(
    d.t.pms,
    revisions.map(({ revision_id }) => ({
      ...{ revision_id, outcome: 'accepted', pms_reference: null, reason: null },
    })),
    { request_id: 'req-3' },
  );
  await d.settled();
}

const told = (day: number) => other.cell(THEIRS.room, null, d.t.day(day)).available;
const toldOwn = (day: number) => own.cell(THEIRS.room, null, d.t.day(day)).available;

test('booked, changed and cancelled by its own messages: it hears nothing, the other all of it', async () => {
  await receive({ action: 'new' }, [3, 4]);
  expect([told(3), told(4)]).toEqual([4, 4]);
  await receive({ action: 'modify' }, [4, 5]);
  expect([told(3), told(4), told(5)]).toEqual([5, 4, 4]);
  await receive({ action: 'cancel' }, [4, 5]);
  expect([told(3), told(4), told(5)]).toEqual([5, 5, 5]);
  expect(own.received).toHaveLength(asked);
});

test('booked and cancelled by our own API: it hears nothing', async () => {
  const stay = { checkin_date: d.t.day(7), checkout_date: d.t.day(8) };
  const codes = { hotel_id: THEIRS.hotel, room_code: THEIRS.room, rate_code: THEIRS.rate };
  const { booking_id } = bookingOf(await d.t.book({ ...codes, ...stay }, { partner }));
  await d.settled();
  expect(told(7)).toBe(4);
  await d.t.app.cancelBooking(booking_id, {
    ...{ partner, idempotency_key: null, body_hash: '0'.repeat(64), request_id: 'req-2' },
  });
  await d.settled();
  expect(told(7)).toBe(5);
  expect(own.received).toHaveLength(asked);
});

test('cancelled when the PMS has it: what the channel put on sale again is closed there until the PMS gives its word', async () => {
  await receive({ action: 'new', reference: 'E-2' }, [10]);
  await pmsAccepts();
  expect(own.received).toHaveLength(asked);

  await receive({ action: 'cancel', reference: 'E-2' }, [10]);
  expect(await d.t.night(d.t.day(10))).toMatchObject({ available_rooms: 4 });
  expect(own.received).toHaveLength(asked + 1);
  expect(toldOwn(10)).toBe(4);
});

test('moved away when the PMS has it, and back before it heard of that: the night is told each time, for its count here stays', async () => {
  await receive({ action: 'new', reference: 'E-5' }, [11]);
  await pmsAccepts();
  asked = own.received.length;

  await receive({ action: 'modify', reference: 'E-5', revision: null }, [12]);
  expect(own.received).toHaveLength(asked + 1);
  await receive({ action: 'modify', reference: 'E-5', revision: null }, [11]);
  expect(await d.t.night(d.t.day(11))).toMatchObject({ available_rooms: 4 });
  expect(own.received).toHaveLength(asked + 2);
  expect(toldOwn(11)).toBe(4);
});

test('sold there though nothing was left here: it is told that it is closed', async () => {
  await d.t.push([{ from: d.t.day(15), to: d.t.day(15), available: 0 }]);
  await d.settled();
  asked = own.received.length;
  await receive({ action: 'new', reference: 'E-3' }, [15]);
  expect(own.received.length).toBeGreaterThan(asked);
  expect(toldOwn(15)).toBe(0);
});

test('sold there while it is being told of that night: it is told again, with what is left', async () => {
  own.troubles.push({
    taken: true,
    meanwhile: async () => {
      await d.t.app.receiveReservations(partner, [reservation({ reference: 'E-4' }, [20])], {
        ...{ request_id: 'req-4', whole: true },
      });
      await d.quiet();
    },
  });
  await d.t.push([{ from: d.t.day(20), to: d.t.day(20), available: 3 }]);
  await d.settled();
  expect(toldOwn(20)).toBe(2);
});

describe('refused here: what it has counted for that is put right, and others hear nothing', () => {
  let strict: TestChannel;
  let refuser: Partner;

  beforeAll(async () => {
    strict = await aChannel('expedia');
    await d.partner('strict', 'expedia');
    await d.connect('strict', strict.url);
    refuser = await d.t.app.partners.get('strict');
    await d.t.push([{ from: d.t.day(22), to: d.t.day(22), available: 0 }]);
    await d.settled();
  });

  afterAll(() => strict.close());

  async function refuse(extra: SaidReservation, nights: readonly number[]): Promise<void> {
    const [result] = await d.t.app.receiveReservations(refuser, [reservation(extra, nights)], {
      ...{ request_id: 'req-5', whole: true },
    });
    expect(result).toMatchObject({ kind: 'refused', retryable: false });
    await d.settled();
  }

  const messages = () => [strict, own, other].map(({ received }) => received.length);
  const counts = () => [21, 22].map((day) => strict.cell(THEIRS.room, null, d.t.day(day)).available);

  test('a stay of which one night is gone', async () => {
    const [first = 0, ...others] = messages();
    await refuse({ reference: 'S-1' }, [21, 22]);
    expect(messages()).toEqual([first + 1, ...others]);
    expect(counts()).toEqual([5, 0]);
  });

  test('a change: the nights that it asks for, and those that it has and keeps', async () => {
    await d.t.app.receiveReservations(refuser, [reservation({ reference: 'S-2' }, [21])], {
      ...{ request_id: 'req-6', whole: true },
    });
    await d.settled();
    const [first = 0] = messages();
    await refuse({ reference: 'S-2', action: 'modify', hotel_code: THEIRS.hotel }, [22]);
    expect(messages()[0]).toBe(first + 1);
    expect(counts()).toEqual([4, 0]);
  });
});

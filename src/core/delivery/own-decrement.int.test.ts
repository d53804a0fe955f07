import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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
  const [revision] = await d.t.app.handOutRevisions(d.t.pms, {
    hotel_code: d.t.hotelId,
    limit: 20,
    serial: false,
  });
  expect(revision).toBeDefined();
  await d.t.app.decideRevisions(
    d.t.pms,
    [{ revision_id: revision?.revision_id ?? '', outcome: 'accepted', pms_reference: null, reason: null }],
    { request_id: 'req-3' },
  );
  await d.settled();
  expect(own.received).toHaveLength(asked);

  await receive({ action: 'cancel', reference: 'E-2' }, [10]);
  expect(await d.t.night(d.t.day(10))).toMatchObject({ available_rooms: 4 });
  expect(own.received).toHaveLength(asked + 1);
  expect(toldOwn(10)).toBe(4);
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

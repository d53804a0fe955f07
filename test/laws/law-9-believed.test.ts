import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyInvariants } from '../../src/core/bookings/verify-inventory.js';
import { addDays } from '../../src/core/model/local-date.js';
import { codeOf, heard, RestatingChannel } from '../builders/a-restating-channel.js';
import { anApp, bookingOf } from '../builders/an-app.js';

/* A channel that has sold is believed, if its policy says so. */

const channel = new RestatingChannel();

beforeAll(() => channel.open());
afterAll(() => channel.t.close());
beforeEach(() => channel.begin());
afterEach(async () => {
  expect(await verifyInvariants(channel.t.db.database)).toEqual([]);
});

describe('policy refuse', () => {
  test('a reservation for which there is no room is refused, and nothing is written', async () => {
    expect(await codeOf(channel.say(1, { nights: 2 }))).toBe('SOLD_OUT');

    expect(await channel.bookingsNow()).toBe(0);
    expect(await channel.counts()).toBe('P2 U0 A2');
  });

  test('so is a code that is not mapped', async () => {
    const lines = [{ room_code: 'SUITE', quantity: 1, guests: 2 }];

    expect(await codeOf(channel.say(1, { lines }))).toBe('ROOM_NOT_FOUND');
  });
});

describe('policy accept_oversold', () => {
  const sold = { total_price: '230.00', currency: 'EUR' };

  test('what is sold is stored at its own price, flagged, and its nights are closed', async () => {
    const before = (await channel.t.night(channel.nextNight)).version;
    const booking = await heard(
      channel.say(1, { ...sold, nights: 2, rooms: 3 }, { partner: channel.believed() }),
    );

    expect(booking).toMatchObject({ status: 'CONFIRMED', oversold: true, total_price: '230.00' });
    expect([await channel.counts(), await channel.counts(channel.nextNight)]).toEqual([
      'P2 U3 A0',
      'P0 U3 A0',
    ]);
    expect((await channel.t.night(channel.nextNight)).version).toBe(before + 1);
    const audit = await channel.t.db.database.rows<{ event_type: string }>(
      'SELECT event_type FROM booking_audit_log WHERE booking_id = ? ORDER BY audit_id',
      [booking.booking_id],
    );
    expect(audit.map((row) => row.event_type)).toEqual(['CONFIRMED', 'OVERSOLD']);
    expect(await channel.t.app.metrics.registry.metrics()).toContain('bellhop_oversold_bookings_total 1');
  });

  test('a night that nobody ever counted is made, and counts against nothing', async () => {
    const far = channel.t.day(500 + channel.days);
    await heard(
      channel.say(
        1,
        { ...sold, checkin_date: far, checkout_date: addDays(far, 1) },
        { partner: channel.believed() },
      ),
    );

    expect(await channel.counts(far)).toBe('P0 U1 A0');
  });

  test('the first push after it still sells nothing twice', async () => {
    await heard(channel.say(1, { ...sold, nights: 2 }, { partner: channel.believed() }));

    await channel.t.push([{ from: channel.nextNight, to: channel.nextNight, available: 1 }]);

    expect(await channel.counts(channel.nextNight)).toBe('P1 U1 A0');
  });

  test('codes that nobody has mapped never drop it: they go to the PMS as they were sent, and take no room', async () => {
    const lines = [
      { room_code: 'SUITE', rate_code: 'WEB', quantity: 1, guests: 2 },
      { room_code: 'DBL', rate_code: 'WEB', quantity: 1, guests: 2 },
    ];
    const booking = await heard(channel.say(1, { ...sold, lines }, { partner: channel.believed() }));

    expect(booking.rooms).toMatchObject([
      { room_id: null, room_code: 'SUITE', rate_code: 'WEB' },
      { room_code: 'DBL', rate_code: 'WEB' },
    ]);
    expect(await channel.counts()).toBe('P2 U1 A1');
    const feed = await channel.t.app.handOutRevisions(channel.t.pms, { hotel_code: 'HV01', limit: 1_000 });
    const told = feed.find((revision) => revision.booking_id === booking.booking_id);
    expect(told?.rooms.map(({ room_code, rate_code }) => [room_code, rate_code])).toEqual([
      ['SUITE', 'WEB'],
      ['DBL', 'WEB'],
    ]);
    await heard(channel.say(2, { ...sold, lines: lines.slice(1) }, { partner: channel.believed() }));
    await channel.cancel(3);
  });

  test('a change is believed too, and gives back like any other', async () => {
    await heard(channel.say(1, { ...sold, nights: 2, rooms: 2 }, { partner: channel.believed() }));
    await heard(channel.say(2, { ...sold, rooms: 1 }, { partner: channel.believed() }));

    expect([await channel.counts(), await channel.counts(channel.nextNight)]).toEqual([
      'P2 U1 A1',
      'P0 U0 A0',
    ]);
  });

  test('its price is needed: nobody else knows it', async () => {
    expect(await codeOf(channel.say(1, {}, { partner: channel.believed() }))).toBe('VALIDATION');
  });

  test('a booking under its own number is believed as well, once', async () => {
    const request = {
      ...sold,
      partner_reference: channel.reference,
      checkin_date: channel.night,
      checkout_date: addDays(channel.night, 2),
    };
    const answers = await Promise.all(
      [1, 2, 3].map(() => channel.t.book(request, { key: null, partner: channel.believed() })),
    );
    const ids = new Set(answers.map((answer) => bookingOf(answer).booking_id));

    expect(ids.size).toBe(1);
    expect([await channel.counts(), await channel.counts(channel.nextNight)]).toEqual([
      'P2 U1 A1',
      'P0 U1 A0',
    ]);
    expect(await codeOf(channel.t.book({ ...request, partner_reference: `${channel.reference}-2` }))).toBe(
      'SOLD_OUT',
    );
  });

  test('in direct mode the count goes below zero, and comes back', async () => {
    const direct = await anApp({ hotel: { inventory_mode: 'direct' } });
    try {
      await direct.load(1, 5, 5);
      const partner = { ...direct.ota, oversell_policy: 'accept_oversold' as const };
      const stay = { checkin_date: direct.day(5), checkout_date: direct.day(6), rooms: 3, guests: 6 };
      const answer = await direct.book({ ...sold, ...stay, partner_reference: 'D-1' }, { partner });
      const after = await direct.night(direct.day(5));
      await direct.cancel(bookingOf(answer).booking_id);

      expect(after).toMatchObject({ pms_rooms: -2, unacked_rooms: 0, available_rooms: 0 });
      expect(await direct.night(direct.day(5))).toMatchObject({ pms_rooms: 1, available_rooms: 1 });
      expect(await verifyInvariants(direct.db.database)).toEqual([]);
    } finally {
      await direct.close();
    }
  });
});

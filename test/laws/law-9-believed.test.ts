import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  referenceCancellation,
  referenceRestatement,
  type ReferenceRestatement,
} from '../../src/core/bookings/restatement.js';
import { verifyInvariants } from '../../src/core/bookings/verify-inventory.js';
import { AppError } from '../../src/core/model/errors.js';
import { addDays } from '../../src/core/model/local-date.js';
import type { Partner } from '../../src/core/partners/partner.js';
import { anApp, bookingOf, type TestApp } from '../builders/an-app.js';
import { whileLocked } from './row-locks.js';

/* A channel that has sold is believed, if its policy says so; its messages come twice and in any order. */

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
/** Each test has a night of its own with two rooms, and the next one with none. */
beforeEach(async () => {
  days += 3;
  night = t.day(days);
  reference = `R-${days}`;
  await t.load(2, days, days);
  await t.load(0, days + 1, days + 1);
});

const believed = (): Partner => ({ ...t.ota, oversell_policy: 'accept_oversold' });

type Said = Partial<ReferenceRestatement> & { readonly nights?: number; readonly rooms?: number };

function contextOf(body: unknown, partner: Partner, key: string | null = null) {
  const body_hash = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  return { partner, idempotency_key: key, body_hash, request_id: 'req-said' };
}

function say(revision: number, said: Said = {}, { partner = t.ota, key = null as string | null } = {}) {
  const { nights = 1, rooms = 1, ...more } = said;
  const body = referenceRestatement.parse({
    hotel_id: 'HV01',
    checkin_date: night,
    checkout_date: addDays(night, nights),
    lines: [{ room_code: 'DBL', rate_code: 'BAR', quantity: rooms, guests: 2 }],
    partner_revision: revision,
    ...more,
  });
  return t.app.restateBooking(reference, body, contextOf(body, partner, key));
}

function cancel(revision?: number, key: string | null = null) {
  const body = referenceCancellation.parse({
    hotel_id: 'HV01',
    ...(revision === undefined ? {} : { partner_revision: revision }),
  });
  return t.app.cancelByReference(reference, body, contextOf(body, t.ota, key));
}

interface Booking {
  readonly booking_id: string | null;
  readonly status: string;
  readonly revision: number;
  readonly oversold: boolean;
  readonly total_price: string;
  readonly rooms: readonly { room_code: string; rate_code: string; room_id: string | null }[];
}

async function heard(answer: ReturnType<typeof say>): Promise<Booking> {
  const given = await answer;
  if (given.kind !== 'done') throw new Error(`refused: ${given.body.code} ${given.body.message}`);
  return JSON.parse(given.body) as Booking;
}

async function codeOf(answer: Promise<unknown>): Promise<string> {
  try {
    const given = (await answer) as { kind?: string; body?: { code?: string } };
    return given.kind === 'refused' ? (given.body?.code ?? '') : 'done';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

async function counts(date = night): Promise<string> {
  const { pms_rooms, unacked_rooms, available_rooms } = await t.night(date);
  return `P${pms_rooms} U${unacked_rooms} A${available_rooms}`;
}

const bookingsNow = async () =>
  Number(
    (
      await t.db.database.rows<{ n: string }>(
        'SELECT COUNT(*) AS n FROM bookings WHERE partner_reference = ?',
        [reference],
      )
    )[0]?.n,
  );

describe('messages of a reservation in any order', () => {
  test('a modification that comes before its reservation books it; the late reservation changes nothing', async () => {
    const first = await say(2, { rooms: 2 });
    const booking = await heard(Promise.resolve(first));

    const late = await heard(say(1, { action: 'new' }));

    expect(first).toMatchObject({ kind: 'done', created: true });
    expect(late).toEqual(booking);
    expect(await bookingsNow()).toBe(1);
    expect(await counts()).toBe('P2 U2 A0');
  });

  test('an older modification is refused, naming the revision that we have', async () => {
    await heard(say(5));

    const answer = await say(4, { rooms: 2 });

    expect(answer).toMatchObject({
      kind: 'refused',
      body: { code: 'STALE_REVISION', details: { partner_revision: 5 } },
    });
    expect(await counts()).toBe('P2 U1 A1');
  });

  test('the same message twice is one', async () => {
    const first = await heard(say(1));
    const second = await heard(say(1));

    expect(second).toEqual(first);
    expect(await codeOf(say(1, { rooms: 2 }))).toBe('CONFLICT');
    expect(await counts()).toBe('P2 U1 A1');
  });

  test('copies at once book once, and all hear the same', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => heard(say(1))));

    expect(new Set(answers.map((booking) => booking.booking_id)).size).toBe(1);
    expect(await counts()).toBe('P2 U1 A1');
  });

  test('the same key gives the same answer, byte for byte, also a refusal', async () => {
    const key = `k-${reference}`;
    const first = await say(1, { nights: 2 }, { key });
    const second = await say(1, { nights: 2 }, { key });

    expect(first).toMatchObject({ kind: 'refused', body: { code: 'SOLD_OUT' } });
    expect(second).toEqual({ ...first, replayed: true });
  });

  test('a higher revision that changes nothing of ours still makes the older ones late', async () => {
    await heard(say(1));
    const same = await heard(say(3));

    expect(same.revision).toBe(1);
    expect(await codeOf(say(2, { rooms: 2 }))).toBe('STALE_REVISION');
  });
});

describe('a cancellation under the number of the channel', () => {
  test('gives back once, and twice is the same answer', async () => {
    await heard(say(1));

    const first = await cancel(2);
    const second = await cancel(2);

    expect(JSON.parse(first.body)).toMatchObject({ status: 'CANCELLED', partner_reference: reference });
    expect(second.body).toBe(first.body);
    expect(await counts()).toBe('P2 U0 A2');
    expect(await codeOf(say(3))).toBe('NOT_MODIFIABLE');
  });

  test('before its reservation: what comes late is answered as cancelled and books nothing', async () => {
    const cancelled = await cancel(2);

    const late = await say(1, { action: 'new' });

    expect(late).toMatchObject({ kind: 'done', created: false, body: cancelled.body });
    expect(JSON.parse(cancelled.body)).toMatchObject({ booking_id: null, status: 'CANCELLED' });
    const request = { partner_reference: reference, checkin_date: night, checkout_date: addDays(night, 1) };
    expect(await codeOf(t.book(request))).toBe('CONFLICT');
    expect(await bookingsNow()).toBe(0);
    expect(await counts()).toBe('P2 U0 A2');
  });

  test('before its reservation counts only for what is older than itself', async () => {
    await cancel(2);

    await heard(say(3, { action: 'new' }));

    expect(await counts()).toBe('P2 U1 A1');
  });

  test('at the same moment as its reservation leaves nothing booked, whichever is first', async () => {
    for (let round = 0; round < 20; round += 1) {
      reference = `${reference}-${round}`;
      const pair = [() => cancel(2), () => say(1, { action: 'new' })];
      await Promise.all((round % 2 === 0 ? pair : pair.reverse()).map((send) => send()));
      expect(await counts()).toBe('P2 U0 A2');
    }
  });

  test('older than the last restatement is refused', async () => {
    await heard(say(4));

    expect(await codeOf(cancel(3))).toBe('STALE_REVISION');
    expect(await counts()).toBe('P2 U1 A1');
  });
});

describe('policy refuse', () => {
  test('a reservation for which there is no room is refused, and nothing is written', async () => {
    expect(await codeOf(say(1, { nights: 2 }))).toBe('SOLD_OUT');

    expect(await bookingsNow()).toBe(0);
    expect(await counts()).toBe('P2 U0 A2');
  });

  test('so is a code that is not mapped', async () => {
    const lines = [{ room_code: 'SUITE', quantity: 1, guests: 2 }];

    expect(await codeOf(say(1, { lines }))).toBe('ROOM_NOT_FOUND');
  });
});

describe('policy accept_oversold', () => {
  const sold = { total_price: '230.00', currency: 'EUR' };

  test('what is sold is stored at its own price, flagged, and its nights are closed', async () => {
    const before = (await t.night(addDays(night, 1))).version;
    const booking = await heard(say(1, { ...sold, nights: 2, rooms: 3 }, { partner: believed() }));

    expect(booking).toMatchObject({ status: 'CONFIRMED', oversold: true, total_price: '230.00' });
    expect([await counts(), await counts(addDays(night, 1))]).toEqual(['P2 U3 A0', 'P0 U3 A0']);
    expect((await t.night(addDays(night, 1))).version).toBe(before + 1);
    const audit = await t.db.database.rows<{ event_type: string }>(
      'SELECT event_type FROM booking_audit_log WHERE booking_id = ? ORDER BY audit_id',
      [booking.booking_id],
    );
    expect(audit.map((row) => row.event_type)).toEqual(['CONFIRMED', 'OVERSOLD']);
    expect(await t.app.metrics.registry.metrics()).toContain('bellhop_oversold_bookings_total 1');
  });

  test('a night that nobody ever counted is made, and counts against nothing', async () => {
    const far = t.day(500 + days);
    await heard(
      say(1, { ...sold, checkin_date: far, checkout_date: addDays(far, 1) }, { partner: believed() }),
    );

    expect(await counts(far)).toBe('P0 U1 A0');
  });

  test('the first push after it still sells nothing twice', async () => {
    await heard(say(1, { ...sold, nights: 2 }, { partner: believed() }));

    await t.push([{ from: addDays(night, 1), to: addDays(night, 1), available: 1 }]);

    expect(await counts(addDays(night, 1))).toBe('P1 U1 A0');
  });

  test('codes that nobody has mapped never drop it: they go to the PMS as they were sent, and take no room', async () => {
    const lines = [
      { room_code: 'SUITE', rate_code: 'WEB', quantity: 1, guests: 2 },
      { room_code: 'DBL', rate_code: 'WEB', quantity: 1, guests: 2 },
    ];
    const booking = await heard(say(1, { ...sold, lines }, { partner: believed() }));

    expect(booking.rooms).toMatchObject([
      { room_id: null, room_code: 'SUITE', rate_code: 'WEB' },
      { room_code: 'DBL', rate_code: 'WEB' },
    ]);
    expect(await counts()).toBe('P2 U1 A1');
    const feed = await t.app.handOutRevisions(t.pms, { hotel_code: 'HV01', limit: 1_000 });
    const told = feed.find((revision) => revision.booking_id === booking.booking_id);
    expect(told?.rooms.map(({ room_code, rate_code }) => [room_code, rate_code])).toEqual([
      ['SUITE', 'WEB'],
      ['DBL', 'WEB'],
    ]);
    await heard(say(2, { ...sold, lines: lines.slice(1) }, { partner: believed() }));
    await cancel(3);
  });

  test('a change is believed too, and gives back like any other', async () => {
    await heard(say(1, { ...sold, nights: 2, rooms: 2 }, { partner: believed() }));
    await heard(say(2, { ...sold, rooms: 1 }, { partner: believed() }));

    expect([await counts(), await counts(addDays(night, 1))]).toEqual(['P2 U1 A1', 'P0 U0 A0']);
  });

  test('its price is needed: nobody else knows it', async () => {
    expect(await codeOf(say(1, {}, { partner: believed() }))).toBe('VALIDATION');
  });

  test('a booking under its own number is believed as well, once', async () => {
    const request = {
      ...sold,
      partner_reference: reference,
      checkin_date: night,
      checkout_date: addDays(night, 2),
    };
    const answers = await Promise.all(
      [1, 2, 3].map(() => t.book(request, { key: null, partner: believed() })),
    );
    const ids = new Set(answers.map((answer) => bookingOf(answer).booking_id));

    expect(ids.size).toBe(1);
    expect([await counts(), await counts(addDays(night, 1))]).toEqual(['P2 U1 A1', 'P0 U1 A0']);
    expect(await codeOf(t.book({ ...request, partner_reference: `${reference}-2` }))).toBe('SOLD_OUT');
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

describe('a cancellation that comes while its booking is on its way', () => {
  const booked = () =>
    t.book(
      { partner_reference: reference, checkin_date: night, checkout_date: addDays(night, 1) },
      { key: null },
    );

  /** The booking has asked for a cancellation, and waits for its night; then the cancellation is answered. */
  async function meet(revision?: number): Promise<string> {
    const { answer } = await whileLocked(t, night, async (held) => {
      const answer = booked();
      await held.waiters(1);
      expect(JSON.parse((await cancel(revision)).body)).toMatchObject({
        booking_id: null,
        status: 'CANCELLED',
      });
      return { answer };
    });
    return bookingOf(await answer).booking_id;
  }

  test('cancels it, once, and the rooms are for sale again', async () => {
    const id = await meet();
    expect(await counts()).toBe('P2 U1 A1');

    expect(await t.app.cancelBuried()).toBe(1);
    expect(await t.app.cancelBuried()).toBe(0);

    expect(await counts()).toBe('P2 U0 A2');
    const [row] = await t.db.database.rows('SELECT status, revision FROM bookings WHERE booking_id = ?', [
      id,
    ]);
    expect(row).toEqual({ status: 'CANCELLED', revision: 2 });
  });

  test('leaves it where its channel has restated it since under a higher revision', async () => {
    await meet(6);
    await heard(say(7, { rooms: 2 }));

    expect(await t.app.cancelBuried()).toBe(0);
    expect(await counts()).toBe('P2 U2 A0');
  });

  test.each([6, undefined])('an older restatement does not keep it alive (%s)', async (revision) => {
    await meet(revision);
    expect(await heard(say(5, { rooms: 2 }))).toMatchObject({ booking_id: null, status: 'CANCELLED' });
    expect(await counts()).toBe('P2 U1 A1');

    expect(await t.app.cancelBuried()).toBe(1);
    expect(await counts()).toBe('P2 U0 A2');
  });

  test('cancels it also where its channel sells the hotel no more', async () => {
    await meet();
    const where = "WHERE kind = 'hotel' AND partner_id = ?";
    const kept = await t.db.database.rows<Record<string, string>>(`SELECT * FROM mappings ${where}`, [
      t.ota.partner_id,
    ]);
    await t.db.database.run(`DELETE FROM mappings ${where}`, [t.ota.partner_id]);
    await t.db.database.run('UPDATE hotels SET version = version + 1');
    try {
      expect(await t.app.cancelBuried()).toBe(1);
    } finally {
      for (const row of kept)
        await t.db.database.run(`INSERT INTO mappings (${Object.keys(row).join(', ')}) VALUES (?)`, [
          Object.values(row),
        ]);
      await t.db.database.run('UPDATE hotels SET version = version + 1');
    }
    expect(await counts()).toBe('P2 U0 A2');
  });

  test('nor one that was written at the same time', async () => {
    const id = await meet(6);
    await t.db.database.run('UPDATE bookings SET partner_revision = 5 WHERE booking_id = ?', [id]);

    expect(await t.app.cancelBuried()).toBe(1);
    expect(await counts()).toBe('P2 U0 A2');
  });
});

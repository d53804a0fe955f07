import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { aHotel } from '../../../test/builders/a-hotel.js';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import { createLogger } from '../platform/logger.js';
import { slicesOf } from './integrity-slices.js';
import { EVERYTHING, verifyInvariants } from './verify-inventory.js';
import { createWatchIntegrity } from './watch-integrity.js';

let t: TestApp;
beforeEach(async () => {
  await t?.close();
  t = await anApp();
  await t.load(5, 1, 30);
});
afterAll(() => t.close());

const verify = () => t.app.integrity.verify(EVERYTHING);
const fix = (dryRun = false) =>
  t.app.integrity.repair({ hotel_id: null, from: null }, { actor: 'operator', dryRun });
const spoil = (sql: string, parameters: readonly string[] = []) => t.db.database.run(sql, parameters);

describe('drift', () => {
  test('of a night names where it may come from: a lot that contradicts its revision, or a hand', async () => {
    const { booking_id } = bookingOf(await t.book());
    await spoil('UPDATE booking_room_nights SET returned = 1 WHERE booking_id = ? AND date = ?', [
      booking_id,
      t.day(10),
    ]);
    await spoil('UPDATE room_inventory SET unacked_rooms = 3, available_rooms = 2 WHERE date = ?', [
      t.day(20),
    ]);
    await spoil('UPDATE room_inventory SET available_rooms = 4 WHERE date = ?', [t.day(21)]);

    const { drift } = await verify();
    const causeOf = (invariant: string, offset: number) =>
      drift.find((one) => one.invariant === invariant && one.date === t.day(offset))?.cause;

    expect(causeOf('unacked_units', 10)).toMatch(
      new RegExp(`^lots that contradict their revisions: ${booking_id} .*CONFIRMED by ota-1 at .*pushes at`),
    );
    expect(causeOf('unacked_units', 20)).toMatch(/^no booking explains it: .*no booking was ever made there/);
    expect(causeOf('night_arithmetic', 21)).toMatch(/^a statement by hand/);
    expect(drift.every((one) => one.remedy !== '')).toBe(true);
  });

  test('of a booking names its last change', async () => {
    const { booking_id } = bookingOf(await t.book());
    await spoil('DELETE FROM reservation_revisions WHERE booking_id = ?', [booking_id]);

    expect((await verify()).drift).toMatchObject([
      {
        invariant: 'feed_missing',
        booking_id,
        hotel_id: t.hotelId,
        repairable: false,
        cause: expect.stringContaining('CONFIRMED by ota-1') as unknown,
      },
    ]);
  });

  test('of one hotel is found without the others', async () => {
    const { hotel_id } = await t.app.onboardHotel(aHotel({ code: 'HV09', pms: 'pms-1', otas: ['ota-1'] }), {
      dryRun: false,
      requestId: null,
    });
    await spoil('UPDATE room_inventory SET available_rooms = 4 WHERE date = ?', [t.day(21)]);
    const of = async (id: string | null) =>
      (await t.app.integrity.verify({ ...EVERYTHING, hotel_id: id })).drift.length;

    expect([await of(hotel_id), await of(t.hotelId), await of(null)]).toEqual([0, 1, 1]);
  });
});

describe('a repair', () => {
  test('counts nights anew from their lots, tells of it and writes down what was', async () => {
    await t.book({ rooms: 2, guests: 4 });
    await spoil('UPDATE room_inventory SET unacked_rooms = 1, available_rooms = 4 WHERE date = ?', [
      t.day(10),
    ]);
    await spoil('UPDATE room_inventory SET available_rooms = 9 WHERE date = ?', [t.day(25)]);
    const before = await t.night(t.day(10));

    const repairs = await fix();
    const after = await t.night(t.day(10));
    await t.app.relay.drain();

    expect(repairs.map(({ date, before: was, after: is }) => [date, was, is])).toEqual([
      [
        t.day(10),
        { pms_rooms: 5, unacked_rooms: 1, available_rooms: 4 },
        { pms_rooms: 5, unacked_rooms: 2, available_rooms: 3 },
      ],
      [
        t.day(25),
        { pms_rooms: 5, unacked_rooms: 0, available_rooms: 9 },
        { pms_rooms: 5, unacked_rooms: 0, available_rooms: 5 },
      ],
    ]);
    expect(after).toMatchObject({ available_rooms: 3, unacked_rooms: 2, resend_wanted: 1 });
    expect(after.version).toBe(before.version + 1);
    expect((await verify()).drift).toEqual([]);
    const [event] = await t.db.database.rows<{ data: string }>(
      "SELECT data FROM event_log WHERE type = 'RoomInventoryUpdated' ORDER BY event_id DESC LIMIT 1",
    );
    expect(JSON.parse(event?.data ?? '')).toMatchObject({
      nights: [
        { date: t.day(10), available_rooms: 3 },
        { date: t.day(25), available_rooms: 5 },
      ],
    });
    const written = await t.db.database.rows<{ actor: string; subject: string }>(
      'SELECT actor, subject FROM integrity_repairs ORDER BY repair_id',
    );
    expect(written.map(({ actor }) => actor)).toEqual(['operator', 'operator']);
    expect(written[0]?.subject).toMatch(new RegExp(`^\\d+:${t.day(10)}$`));
    expect(await fix()).toEqual([]);
  });

  test('that is only tried changes nothing and says the same', async () => {
    await spoil('UPDATE room_inventory SET unacked_rooms = 1, available_rooms = 4 WHERE date >= ?', [
      t.day(2),
    ]);

    const tried = await fix(true);
    const [repairs] = await t.db.database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM integrity_repairs');

    expect(tried).toHaveLength(29);
    expect(Number(repairs?.n)).toBe(0);
    expect(await t.night(t.day(2))).toMatchObject({ unacked_rooms: 1, available_rooms: 4 });
    expect(await fix()).toEqual(tried);
    expect(await verifyInvariants(t.db.database)).toEqual([]);
  });

  test('takes away a stray hold and puts back a missing one', async () => {
    const confirmed = bookingOf(await t.book());
    const held = bookingOf(await t.book({ hold: true }));
    await spoil(
      'INSERT INTO booking_holds (booking_id, hotel_id, expires_at) SELECT booking_id, hotel_id, created_at FROM bookings WHERE booking_id = ?',
      [confirmed.booking_id],
    );
    await spoil(
      'INSERT INTO booking_holds (booking_id, hotel_id, expires_at) VALUES (7, ?, UTC_TIMESTAMP(3))',
      [t.hotelId],
    );
    await spoil('DELETE FROM booking_holds WHERE booking_id = ?', [held.booking_id]);
    expect((await verify()).drift).toHaveLength(3);

    const repairs = await fix();
    const left = await t.db.database.rows(
      "SELECT h.booking_id, IF(h.expires_at = b.expires_at, 'yes', 'no') AS same FROM booking_holds h JOIN bookings b ON b.booking_id = h.booking_id",
    );

    expect(repairs).toHaveLength(3);
    expect(left).toEqual([{ booking_id: held.booking_id, same: 'yes' }]);
    expect((await verify()).drift).toEqual([]);
  });

  test('leaves what is not provable, and bookings go on meanwhile', async () => {
    const { booking_id } = bookingOf(await t.book());
    await spoil('UPDATE bookings SET status = ?, expires_at = NULL WHERE booking_id = ?', [
      'PENDING',
      booking_id,
    ]);
    await spoil('UPDATE room_inventory SET unacked_rooms = 4, available_rooms = 1 WHERE date = ?', [
      t.day(20),
    ]);

    const [repairs] = await Promise.all([
      fix(),
      ...Array.from({ length: 4 }, () =>
        t.book({ checkin_date: t.day(20), checkout_date: t.day(21) }).catch((error: unknown) => error),
      ),
    ]);

    expect(repairs.every((repair) => repair.date === t.day(20))).toBe(true);
    expect((await verify()).drift.map((one) => [one.invariant, one.repairable])).toEqual([['hold', true]]);
  });
});

test('nights that are sold beyond what the PMS gave are listed, and are no drift', async () => {
  const { booking_id } = bookingOf(await t.book({ rooms: 3, guests: 6 }));
  await t.push([{ from: t.day(10), to: t.day(10), available: 1 }]);
  await spoil('UPDATE bookings SET oversold = 1 WHERE booking_id = ?', [booking_id]);

  const { drift, short_nights } = await verify();

  expect(drift).toEqual([]);
  expect(short_nights).toEqual([
    {
      hotel_code: 'HV01',
      room_code: 'DBL',
      date: t.day(10),
      short_by: 2,
      oversold_bookings: [booking_id],
      resend_wanted: false,
    },
  ]);
});

test('slices cover every hotel, room type and date once, and none is large', async () => {
  const rooms = Array.from({ length: 25 }, (_, index) => ({
    code: `R${index}`,
    room_type: 'DOUBLE',
    name: 'Double',
    capacity: 2,
    total_rooms: 1,
  }));
  for (let index = 0; index < 4; index += 1) {
    const hotel = aHotel({ code: `BIG${index}`, pms: 'pms-1', otas: ['ota-1'], rooms });
    await t.app.onboardHotel(hotel, { dryRun: false, requestId: null });
  }
  await t.load(1, 31, 300);

  const hotels = new Set<string>();
  const seen = new Set<string>();
  for await (const slice of slicesOf(t.db.database, { hotel_id: null, from: null })) {
    expect(slice.rooms.length).toBeLessThanOrEqual(60);
    for (const id of slice.hotels) {
      expect(seen).not.toContain(`${id} ${slice.from}`);
      seen.add(`${id} ${slice.from}`);
      hotels.add(id);
    }
  }

  expect(hotels.size).toBe(5);
  expect([...seen].filter((key) => key.startsWith(t.hotelId))).toHaveLength(4);
});

describe('the periodic check', () => {
  function aWatch(clock = t.app.clock) {
    const lines: Record<string, unknown>[] = [];
    const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
    const logger = createLogger('info', { write });
    const watch = createWatchIntegrity({ ...t.app, clock, logger });
    return {
      watch,
      said: () => lines.splice(0).map(({ level, event }) => `${String(level)} ${String(event)}`),
    };
  }
  const gauge = async (invariant: string) =>
    (await t.app.metrics.integrityDrift.get()).values.find(({ labels }) => labels.invariant === invariant)
      ?.value;
  const passedAt = async () => (await t.app.metrics.integrityPass.get()).values[0]?.value ?? 0;

  test('raises its gauge and says once what it found, until it is mended', async () => {
    const { watch, said } = aWatch();
    await spoil('UPDATE room_inventory SET available_rooms = 9 WHERE date = ?', [t.day(5)]);

    expect(await watch.run()).toMatchObject({ drift: 1 });
    expect(await gauge('night_arithmetic')).toBe(1);
    expect(await gauge('unacked_units')).toBe(0);
    expect(await passedAt()).toBeGreaterThan(0);
    expect(said()).toEqual(['error integrity.drift']);
    expect(await watch.run()).toEqual({ slices: 0, drift: 0 });

    const again = aWatch();
    await again.watch.run();
    await fix();
    expect(again.said()).toEqual(['error integrity.drift']);
    again.watch.forget();
    expect(await gauge('night_arithmetic')).toBeUndefined();
    await again.watch.run();
    expect(await gauge('night_arithmetic')).toBe(0);
  });

  test('repairs nothing', async () => {
    await spoil('UPDATE room_inventory SET available_rooms = 9 WHERE date = ?', [t.day(5)]);
    await aWatch().watch.run();

    expect(await t.night(t.day(5))).toMatchObject({ available_rooms: 9 });
  });
});

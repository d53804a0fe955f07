import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HotelFile } from '../../../test/builders/a-hotel.js';
import { anOnboarding, type Onboarding } from '../../../test/builders/an-onboarding.js';

let db: Onboarding['db'];
let hotels: Onboarding['hotels'];
let onboard: Onboarding['onboard'];
let fresh: Onboarding['fresh'];
let everything: Onboarding['everything'];

beforeAll(async () => {
  ({ db, hotels, onboard, fresh, everything } = await anOnboarding());
});
afterAll(() => db.drop());

describe('refused whole', () => {
  async function refused(file: HotelFile): Promise<object> {
    const before = await everything();
    const error: unknown = await onboard(file).then(
      () => 'was taken',
      (reason: unknown) => reason,
    );
    expect(await everything()).toBe(before);
    return error as object;
  }

  test('a file with mistakes, before anything is read', async () => {
    expect(await refused({ ...fresh(), country: 'pt' })).toMatchObject({
      code: 'VALIDATION',
      faults: [{ pointer: '/country' }],
    });
  });

  test('partners that do not exist, each named', async () => {
    expect(await refused(fresh({ pms: 'nobody', otas: ['demo-ota', 'käse'] }))).toMatchObject({
      code: 'PARTNER_NOT_FOUND',
      message: 'There is no partner "nobody", "käse"; create it first.',
      faults: [{ pointer: '/pms' }, { pointer: '/otas/1' }],
      next: 'bellhop partner create nobody --kind pms --name NAME',
    });
  });

  test('partners of the wrong kind', async () => {
    expect(await refused(fresh({ pms: 'demo-ota', otas: ['demo-pms'] }))).toMatchObject({
      code: 'VALIDATION',
      faults: [
        { pointer: '/pms', message: 'must be a partner of kind pms, and "demo-ota" is of kind ota' },
        { pointer: '/otas/0', message: 'must be a partner of kind ota, and "demo-pms" is of kind pms' },
      ],
    });
  });

  const noPrices = [{ code: 'DBL', capacity: 2, total_rooms: 10, base_price: null }];

  test('a new currency once there are rates', async () => {
    const file = fresh({ rooms: noPrices });
    await onboard(file);
    const { rooms, rate_plans } = await hotels.show(file.code);
    const cell = [rooms[0]?.room_id ?? '', rate_plans[0]?.rate_plan_id ?? ''];
    await db.database.run(
      "INSERT INTO room_rates (room_id, rate_plan_id, date) VALUES (?, ?, '2030-01-01')",
      cell,
    );

    expect((await onboard({ ...file, currency: 'USD' })).changes).toEqual(['hotel currency: "EUR" -> "USD"']);
    await db.database.run('UPDATE room_rates SET amount = 1 WHERE room_id = ? AND rate_plan_id = ?', cell);

    expect(await refused({ ...file, currency: 'EUR' })).toMatchObject({ code: 'CONFLICT' });
    expect(await refused({ ...file, currency: 'EUR' }).then((error) => error)).toHaveProperty('next');
    await expect(onboard({ ...file, currency: 'EUR' }, true)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('a new currency once there are bookings', async () => {
    const file = fresh({ rooms: noPrices });
    const { hotel_id } = await onboard(file);
    await db.database.run(
      `INSERT INTO bookings (booking_id, partner_id, hotel_id, status, check_in_date, check_out_date, guests, total_price, currency, body_hash)
       VALUES (?, 1, ?, 'CANCELLED', '2030-01-01', '2030-01-02', 1, 1, 'EUR', '')`,
      [hotel_id, hotel_id],
    );

    expect(await refused({ ...file, currency: 'USD' })).toMatchObject({ code: 'CONFLICT' });
  });

  test('leaving pms mode while the pms has bookings to acknowledge', async () => {
    const file = fresh();
    const { hotel_id } = await onboard(file);
    const room = (await hotels.show(file.code)).rooms[0]?.room_id ?? '';
    const night = [room, hotel_id];
    await db.database.run(
      `INSERT INTO room_inventory (room_id, hotel_id, date, available_rooms, pms_rooms, unacked_rooms)
       VALUES (?, ?, UTC_DATE() + INTERVAL 3 DAY, 4, 5, 1)`,
      night,
    );

    expect(await refused({ ...file, inventory_mode: 'direct' })).toMatchObject({ code: 'CONFLICT' });

    await db.database.run(
      'UPDATE room_inventory SET unacked_rooms = 0 WHERE room_id = ? AND hotel_id = ?',
      night,
    );
    expect((await onboard({ ...file, inventory_mode: 'direct' })).changes).toEqual([
      'hotel inventory_mode: "pms" -> "direct"',
    ]);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aReservation, aRoom, type SaidReservation } from '../../../test/builders/a-reservation.js';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import type { Alert } from '../alerts/alerts.js';
import { addDays } from '../model/local-date.js';

/* What a channel sold a stay for, beside our price of that moment. */

let t: TestApp;
let days = 3;
let night = '';
beforeAll(async () => {
  t = await anApp();
});
beforeEach(async () => {
  days += 4;
  night = t.day(days);
  await t.load(5, days, days + 2);
});
afterEach(async () => {
  for (const table of ['booking_price_differences', 'alerts', 'price_tolerances'])
    await t.db.database.run(`DELETE FROM ${table}`);
});
afterAll(() => t.close());

const stay = (nights = 1) => ({ check_in: night, check_out: addDays(night, nights) });

async function sell(
  said: SaidReservation,
  policy: 'accept_oversold' | 'refuse' = 'accept_oversold',
): Promise<string> {
  const partner = { ...t.ota, oversell_policy: policy };
  const context = { request_id: 'req-price', whole: true };
  const rooms = [aRoom(stay())];
  const [result] = await t.app.receiveReservations(
    partner,
    [aReservation({ reference: `P-${days}`, rooms, ...said })],
    context,
  );
  if (result === undefined || !('booking_id' in result)) throw new Error(JSON.stringify(result));
  return result.booking_id;
}

const open = (): Promise<Alert[]> => t.app.alerts.list({ kind: 'price_differs', limit: 10 });
const differing = async () =>
  (await t.app.listBookings({ price_differs: true, limit: 10 })).map((one) => one.booking_id);
const noted = () =>
  t.db.database.rows<Record<string, unknown>>(
    'SELECT booking_id, told, quoted, percent, cause FROM booking_price_differences',
  );

describe('a booking that a channel sold', () => {
  test('at our price is no matter', async () => {
    await sell({ total: '100.00' });
    expect([await open(), await noted()]).toEqual([[], []]);
  });

  test('at another price is booked, noted, counted and an alert', async () => {
    const before = (await t.app.metrics.priceDifferences.get()).values[0]?.value ?? 0;
    const booking_id = await sell({ total: '80.00' });

    const [alert, ...others] = await open();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ subject: booking_id, partner: 'ota-1', hotel: 'HV01' });
    expect(alert?.detail).toContain('sold for 80.00 EUR, our price was 100.00 EUR (20.0 %)');
    expect(await noted()).toMatchObject([
      { booking_id, told: '80.000', quoted: '100.000', percent: '20.00' },
    ]);
    expect(await differing()).toEqual([booking_id]);
    expect((await t.app.metrics.priceDifferences.get()).values[0]?.value).toBe(before + 1);
  });

  test('within the tolerance is no matter, and that is a partner’s own where it has one', async () => {
    await sell({ total: '99.50' });
    expect(await open()).toEqual([]);
    await t.app.priceTolerances.set(t.ota, 0.1);
    await sell({ reference: `Q-${days}`, total: '99.50' });
    expect(await open()).toHaveLength(1);
    await t.app.priceTolerances.set(t.ota, 30);
    await sell({ reference: `R-${days}`, total: '80.00' });
    expect(await open()).toHaveLength(1);
    expect(await t.app.priceTolerances.get(t.ota)).toBe(30);
    await expect(t.app.priceTolerances.set(t.pms, 2)).rejects.toMatchObject({ code: 'VALIDATION' });
  });

  test('for which we have no price says so, and is no alert', async () => {
    const far = { check_in: t.day(200), check_out: t.day(201) };
    const booking_id = await sell({ rooms: [aRoom(far)], total: '80.00' });
    const unmapped = await sell({
      ...{ reference: `U-${days}`, total: '80.00' },
      rooms: [aRoom({ ...stay(), room_code: 'SUITE-9' })],
    });

    expect(await open()).toEqual([]);
    expect(await noted()).toMatchObject([
      { booking_id, quoted: null, percent: null, cause: `no price here for DBL/BAR on ${t.day(200)}` },
      { booking_id: unmapped, quoted: null, cause: expect.stringContaining('nobody has mapped') as unknown },
    ]);
  });

  test('is judged by the price of the moment: nights that it keeps at theirs are not judged again', async () => {
    const nights = (amount: string) => [{ date: night, amount, currency: 'EUR' }];
    await sell({ revision: 1, rooms: [aRoom({ ...stay(), nights: nights('100.00') })], total: '100.00' });
    await t.push([
      {
        ...{ from: night, to: addDays(night, 1), room_code: 'DBL', rate_code: 'BAR' },
        amounts: [{ guests: 2, amount: '150.00', currency: 'EUR', tax: 'after' }],
      },
    ]);
    const longer = [...nights('100.00'), { date: addDays(night, 1), amount: '150.00', currency: 'EUR' }];
    await sell({
      revision: 2,
      action: 'modify',
      rooms: [aRoom({ ...stay(2), nights: longer })],
      total: '250.00',
    });
    expect(await open()).toEqual([]);

    const dearer = [...nights('100.00'), { date: addDays(night, 1), amount: '120.00', currency: 'EUR' }];
    await sell({
      revision: 3,
      action: 'modify',
      rooms: [aRoom({ ...stay(2), nights: dearer })],
      total: '220.00',
    });
    expect((await open())[0]?.detail).toContain('our price was 250.00');
    await sell({
      revision: 4,
      action: 'modify',
      rooms: [aRoom({ ...stay(2), nights: longer })],
      total: '250.00',
    });
    expect([await open(), await noted()]).toEqual([[], []]);
  });

  test('and that somebody has seen is over; who saw it first is named', async () => {
    await sell({ total: '80.00' });
    const [alert] = await open();
    const seen = await t.app.alerts.ack(alert?.alert_id ?? '', 'night-desk');
    const again = await t.app.alerts.ack(alert?.alert_id ?? '', 'day-desk');

    expect(seen).toMatchObject({ acked_by: 'night-desk' });
    expect(seen.cleared_at).not.toBeNull();
    expect(again.acked_by).toBe('night-desk');
    expect(await open()).toEqual([]);
    await expect(t.app.alerts.ack('1', 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

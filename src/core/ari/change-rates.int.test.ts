import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { eventually } from '../../../test/harness/eventually.js';

let t: TestApp;
beforeAll(async () => {
  t = await anApp({
    hotel: {
      rate_plans: [
        { code: 'BAR', name: 'Best available', meal_plan: 'ROOM_ONLY' },
        { code: 'NRF', name: 'Non-refundable', meal_plan: 'ROOM_ONLY' },
      ],
    },
  });
});
afterAll(() => t.close());

const price = (amount: string) => [{ guests: 2, amount, currency: 'EUR', tax: 'after' as const }];
const plans = (date: string, amount: string) =>
  ['BAR', 'NRF'].map((rate_code) => ({
    from: date,
    to: date,
    room_code: null,
    rate_code,
    amounts: price(amount),
  }));

async function someoneWaits(): Promise<boolean> {
  // The server looks anew only when nobody has asked for a tenth of a second.
  await setTimeout(150);
  const waiting = await t.db.database.rows(
    `SELECT trx_id FROM information_schema.INNODB_TRX x JOIN information_schema.PROCESSLIST p ON p.ID = x.trx_mysql_thread_id
     WHERE p.DB = DATABASE() AND x.trx_state = 'LOCK WAIT'`,
  );
  return waiting.length > 0;
}

test('a push that a deadlock ends half-way begins anew: nothing of it was committed on its own', async () => {
  const date = t.day(20);
  const season = { from: t.day(30), to: t.day(330) };
  await t.push(plans(date, '80.00'));
  await t.push([{ ...season, room_code: 'DBL', rate_code: 'BAR', amounts: price('80.00') }]);
  const products = await t.db.database.rows<{ room_id: string; rate_plan_id: string }>(
    'SELECT room_id, rate_plan_id FROM room_rates WHERE date = ? ORDER BY room_id, rate_plan_id',
    [date],
  );
  expect(products).toHaveLength(4);
  const lock =
    'SELECT version FROM room_rates WHERE room_id = ? AND rate_plan_id = ? AND date = ? FOR UPDATE';
  const row = (index: number) => [products[index]?.room_id ?? '', products[index]?.rate_plan_id ?? '', date];

  const result = await t.db.database.withSession(async (session) => {
    await session.run('START TRANSACTION');
    // The server ends the one that wrote less: not this one.
    await session.run('UPDATE room_rates SET min_stay_arrival = 2 WHERE date >= ?', [season.from]);
    await session.rows(lock, row(1));
    const pushing = t.push(plans(date, '90.00'));
    await eventually(someoneWaits, { what: 'the push waiting for the second product' });
    await session.rows(lock, row(0));
    await session.run('ROLLBACK');
    return pushing;
  });

  expect(result).toMatchObject({ rates_changed: 4, events: 4 });
  const versions = await t.db.database.rows<{ version: number }>(
    'SELECT version FROM room_rates WHERE date = ?',
    [date],
  );
  expect(versions.map(({ version }) => version)).toEqual([2, 2, 2, 2]);
});

test('a push writes only what it names: the rest of a stored night stays, a night that is new begins with nothing', async () => {
  const [first, second, third] = [t.day(400), t.day(401), t.day(402)];
  const product = { room_code: 'DBL', rate_code: 'BAR' };
  const stored = () =>
    t.db.database.rows(
      `SELECT r.date, r.occupancy_amounts, r.min_stay_arrival, r.closed_to_arrival, r.max_advance_days, r.version
       FROM room_rates r JOIN rate_plans p USING (rate_plan_id) JOIN rooms h USING (room_id)
       WHERE p.code = 'BAR' AND h.code = 'DBL' AND r.date BETWEEN ? AND ? ORDER BY r.date`,
      [first, third],
    );
  const night = (date: string, amount: string | null, restrictions: object, version: number) => ({
    date,
    occupancy_amounts: amount === null ? null : `{"2":"${amount}"}`,
    ...{ min_stay_arrival: null, closed_to_arrival: 0, max_advance_days: null, ...restrictions },
    version,
  });
  const limits = { min_stay_arrival: 3, closed_to_arrival: true, max_advance_days: 90 };
  const kept = { min_stay_arrival: 3, closed_to_arrival: 1, max_advance_days: 90 };
  await t.push([{ ...product, from: first, to: second, amounts: price('80.00'), set: limits }]);
  await t.push([{ ...product, from: first, to: first, amounts: price('90.00') }]);
  expect(await stored()).toEqual([night(first, '90.00', kept, 2), night(second, '80.00', kept, 1)]);

  // A night that is not stored yet among those that are.
  await t.push([{ ...product, from: second, to: third, amounts: price('70.00') }]);
  await t.push([{ ...product, from: first, to: third, set: { min_stay_arrival: 2 } }]);
  expect(await stored()).toEqual([
    night(first, '90.00', { ...kept, min_stay_arrival: 2 }, 3),
    night(second, '70.00', { ...kept, min_stay_arrival: 2 }, 3),
    night(third, '70.00', { min_stay_arrival: 2 }, 2),
  ]);
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../../../test/builders/an-app.js';
import { twoSides, type TwoSides } from '../../../test/builders/two-sides.js';
import { eventually } from '../../../test/harness/eventually.js';

let sides: TwoSides;
let t: TestApp;
beforeAll(async () => {
  sides = await twoSides();
  ({ t } = sides);
}, 60_000);
afterAll(() => sides.close());
afterEach(() => sides.ask(null, null));

describe('a channel that cannot be asked', () => {
  test('is held to what it last acknowledged; a value that was never sent is found and sent alone', async () => {
    const clean = await t.app.reconcile.run(sides.channel);
    expect(clean).toMatchObject({ source: 'acknowledged', differences: [], totals: { pending: 0 } });
    expect(clean.nights).toBe(21 * 2);

    // Changed without an event, as after a restored backup: nobody tells it.
    await t.db.database.run(
      "UPDATE room_inventory i JOIN rooms r USING (room_id) SET available_rooms = 2 WHERE r.code = 'DBL' AND date = ?",
      [t.day(4)],
    );
    const { differences } = await t.app.reconcile.run(sides.channel);
    const value = { field: 'available', class: 'stale', cause: 'never_sent', ours: 2, theirs: 5 };
    expect(differences).toMatchObject([{ ...value, room_code: '11', date: t.day(4), repairable: true }]);

    const fixed = await t.app.reconcile.fix(sides.channel, { dryRun: false, waitMs: 10_000 });
    expect(fixed.cells).toEqual([{ room_code: '11', rate_code: null, date: t.day(4), available: 2 }]);
    expect([fixed.delivered, fixed.after?.totals.differences]).toEqual([true, 0]);
    await sides.ask(`${sides.sandbox.url}/control/calendar`, null);
    expect((await t.app.reconcile.run(sides.channel)).differences).toEqual([]);
  }, 60_000);

  test('is pending, not different, while it is still to be told', async () => {
    await t.app.delivery.worker.stop();
    await t.push([{ from: t.day(7), to: t.day(8), available: 1 }]);
    await eventually(async () => {
      const lanes = await t.app.delivery.desk.list({ partner: 'chan', limit: 5 });
      return lanes.some(({ marks }) => marks > 0);
    });

    expect((await t.app.reconcile.run(sides.channel)).totals).toMatchObject({ differences: 0, pending: 2 });

    t.app.delivery.worker.start();
    await sides.settled();
    expect((await t.app.reconcile.run(sides.channel)).totals).toMatchObject({ differences: 0, pending: 0 });
  }, 60_000);
});

describe('a channel that sells what we do not have', () => {
  test('on a night that nobody has priced or counted is closed there', async () => {
    await sides.ask(`${sides.sandbox.url}/control/calendar`, null);
    await t.app.reconcile.run(sides.channel);
    const amounts = [{ guests: 2, amount: '50.00', currency: 'EUR', tax: 'after' }];
    const night = { room_code: '11', rate_code: '22', date: t.day(25) };
    await sides.sandbox.control('PUT', 'calendar?hotel=H1', {
      cells: [
        { ...night, amounts, closed: false },
        { ...night, rate_code: null, available: 2 },
      ],
    });
    const { differences, totals } = await t.app.reconcile.run(sides.channel);
    expect(differences.map(({ field, class: kind }) => [field, kind])).toEqual([
      ['available', 'extra'],
      ['amounts', 'extra'],
    ]);
    expect(totals.by_cause).toEqual({ changed_behind_us: 2 });

    const fixed = await t.app.reconcile.fix(sides.channel, { dryRun: false, waitMs: 10_000 });

    expect(fixed.after?.differences).toEqual([]);
    const cells = await sides.sandbox.cells();
    expect(cells.find(({ rate_code, date }) => rate_code === null && date === night.date)?.available).toBe(0);
  }, 60_000);
});

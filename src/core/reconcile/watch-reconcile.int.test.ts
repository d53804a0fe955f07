import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestApp } from '../../../test/builders/an-app.js';
import { twoSides, type TwoSides } from '../../../test/builders/two-sides.js';

let sides: TwoSides;
let t: TestApp;
beforeAll(async () => {
  sides = await twoSides();
  ({ t } = sides);
  await sides.changePms();
}, 60_000);
afterAll(() => sides.close());

test('what was compared is kept, and the watch compares what is due and measures it', async () => {
  const { run_id } = await t.app.reconcile.run(sides.channel);
  expect(await t.app.reconcile.find({ hotel: 'HV01', partner: 'chan' })).toMatchObject({ run_id });
  await t.db.database.run("UPDATE reconcile_lanes SET tried_at = '2020-01-01'");

  expect(await t.app.reconcile.watch.run()).toMatchObject({ compared: 2 });

  const [status] = await t.app.reconcile.status({ partner: 'chan', limit: 5 });
  expect(status).toMatchObject({ hotel: 'HV01', kind: 'ari', compared_with: 'acknowledged', parked: 0 });
  expect(status?.last_success).not.toBeNull();
  expect(await t.app.metrics.registry.metrics()).toContain('bellhop_reconcile_age_seconds{partner="chan"}');
}, 60_000);

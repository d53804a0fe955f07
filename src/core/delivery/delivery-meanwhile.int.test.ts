import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestChannel } from '../../../test/builders/a-channel.js';
import type { TestApp } from '../../../test/builders/an-app.js';
import { twoChannels, type TwoChannels } from '../../../test/builders/two-channels.js';
import { eventually } from '../../../test/harness/eventually.js';

let d: TwoChannels;
let t: TestApp;
let one: TestChannel;
beforeAll(async () => {
  d = await twoChannels({ BELLHOP_DELIVERY_LEASE_MS: '1500' });
  ({ t } = d);
}, 60_000);
afterAll(() => d.close());
beforeEach(async () => {
  [one] = await d.listen();
});
afterEach(() => d.end());

describe('whatever happens meanwhile', () => {
  beforeEach(() => d.told());

  test('a night that changes while it is sent is sent again', async () => {
    one.troubles.push({
      meanwhile: async () => {
        await t.push([{ from: t.day(2), to: t.day(2), available: 1 }]);
        await d.quiet();
      },
    });
    await t.push([{ from: t.day(2), to: t.day(2), available: 4 }]);
    await d.settled();
    expect(one.cell('R-DBL', null, t.day(2))).toMatchObject({ available: 1 });
  });

  test('an answer that is lost is no success: the same is sent again', async () => {
    one.troubles.push({ taken: true, drop: true });
    await t.push([{ from: t.day(2), to: t.day(2), available: 4 }]);
    await eventually(async () => {
      await d.lanesDue();
      return one.received.filter(({ body }) => body.includes(t.day(2)) && body.includes(':4}')).length === 2;
    });
    await d.settled();
    expect(one.cell('R-DBL', null, t.day(2))).toMatchObject({ available: 4 });
  });

  test('a process that dies between sending and noting it is followed by another when its lease ends', async () => {
    const other = await d.another().catch(() => null);
    expect(other).not.toBeNull();
    await t.app.delivery.worker.stop();
    await t.push([{ from: t.day(2), to: t.day(2), available: 4 }]);
    await d.quiet();
    const [lane] = await t.app.delivery.desk.list({ limit: 1 });
    // As a process leaves it that was killed: claimed, with a lease that nobody extends.
    await t.db.database.run(
      "UPDATE deliveries SET state = 'SENDING', lease_token = 1, lease_until = ? WHERE delivery_id = ?",
      [new Date(Date.now() + 1_500).toISOString().slice(0, 23).replace('T', ' '), lane?.delivery_id ?? ''],
    );
    const asked = one.received.length;
    other?.app.delivery.worker.start();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(one.received).toHaveLength(asked);
    await d.settled();
    await other?.app.delivery.worker.stop();
    await other?.close();
    expect(one.cell('R-DBL', null, t.day(2))).toMatchObject({ available: 4 });
    expect(one.received).toHaveLength(asked + 1);
  });

  test('a night that sells out overtakes all that waits, in a message of its own', async () => {
    // Availability and prices of everything: two requests, the first of which is under way when the night sells out.
    await t.app.delivery.endpoints.sync('chan-1', 'HV01');
    const before = one.received.length;
    one.troubles.push({
      meanwhile: async () => {
        await t.book({ checkin_date: t.day(10), checkout_date: t.day(11), rooms: 5, guests: 10 });
        await d.quiet();
      },
    });
    t.app.delivery.worker.wake();
    await d.settled();
    const after = one.received.slice(before);
    expect(after.map(({ path }) => path)).toEqual(['/availability', '/availability', '/restrictions']);
    expect(after[1]?.updates).toMatchObject([{ from: t.day(10), to: t.day(10), available: 0 }]);
    expect(one.cell('R-DBL', null, t.day(10))).toMatchObject({ available: 0 });
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import type { TestApp } from '../../../test/builders/an-app.js';
import { twoChannels, type TwoChannels } from '../../../test/builders/two-channels.js';
import { eventually } from '../../../test/harness/eventually.js';

let d: TwoChannels;
let t: TestApp;
let one: TestChannel;
let two: TestChannel;
beforeAll(async () => {
  d = await twoChannels();
  ({ t } = d);
}, 60_000);
afterAll(() => d.close());
beforeEach(async () => {
  [one, two] = await d.listen();
});
afterEach(() => d.end());

describe('a channel that is connected', () => {
  test('is told everything, then what changes, and its password is stored encrypted', async () => {
    await d.told();

    expect(one.cell('R-DBL', null, t.day(3))).toMatchObject({ available: 5 });
    expect(one.cell('R-DBL', 'P-BAR', t.day(3)).amounts).toMatchObject([{ guests: 2, amount: '100.00' }]);
    expect(one.cell('R-DBL', null, t.day(20))).toMatchObject({ available: 5 });
    expect(one.received[0]?.headers['user-api-key']).toBe('s3cret');
    const before = one.received.length;

    await t.push([{ from: t.day(4), to: t.day(6), available: 2 }]);
    await d.settled();
    expect(one.cell('R-DBL', null, t.day(5))).toMatchObject({ available: 2 });
    expect(one.received.slice(before).map(({ updates }) => updates)).toMatchObject([
      [{ from: t.day(4), to: t.day(6), available: 2 }],
    ]);
    const [row] = await t.db.database.rows<{ secret: Buffer }>('SELECT secret FROM channel_endpoints');
    expect(row?.secret.includes('s3cret')).toBe(false);
  });

  test('gets a burst as one push with the last values, one request at a time', async () => {
    await d.told();
    const before = one.received.length;
    one.troubles.push({ delayMs: 300 });
    for (let rooms = 1; rooms <= 9; rooms++)
      await t.push([{ from: t.day(2), to: t.day(3), available: rooms }]);
    await d.settled();

    expect(one.cell('R-DBL', null, t.day(2))).toMatchObject({ available: 9 });
    expect(one.received.length - before).toBeLessThan(9);
    expect(one.mostAtOnce()).toBe(1);
  });

  test('is asked again when it says how long to wait, and after that is right', async () => {
    await t.load(5, 0, 20);
    await d.connect('chan-1', one.url);
    one.troubles.push({ status: 429, headers: { 'retry-after': '7' } });
    t.app.delivery.worker.start();
    await eventually(async () => (await t.app.delivery.desk.list({ limit: 5 }))[0]?.attempt === 1);
    const [lane] = await t.app.delivery.desk.list({ limit: 5 });

    expect(one.received).toHaveLength(1);
    const wait = Date.parse(lane?.due_at ?? '') - Date.now();
    expect(wait).toBeGreaterThan(4_000);
    expect(wait).toBeLessThan(7_500);
    expect(lane?.last_outcome).toContain('429');
    await d.lanesDue();
    await d.settled();
    expect(one.cell('R-DBL', null, t.day(3))).toMatchObject({ available: 5 });
  });

  test('that is down is left alone after five failures, others are served, and it catches up', async () => {
    await t.load(5, 0, 20);
    await d.connect('chan-1', one.url);
    await d.connect('chan-2', two.url);
    one.always = { status: 500 };
    t.app.delivery.worker.start();
    await eventually(async () => {
      await d.lanesDue();
      return (await t.app.delivery.endpoints.list())[0]?.failures === 5;
    });
    await eventually(() => two.cell('R-DBL', null, t.day(3)).available === 5);
    const [broken, fine] = await t.app.delivery.endpoints.list();
    expect(broken?.breaker_until).not.toBeNull();
    expect(fine).toMatchObject({ failures: 0, breaker_until: null });
    const asked = one.received.length;
    await d.lanesDue();
    await t.push([{ from: t.day(4), to: t.day(4), available: 3 }]);
    await eventually(() => two.cell('R-DBL', null, t.day(4)).available === 3);
    expect(one.received).toHaveLength(asked);
    const [waiting] = await t.app.delivery.desk.list({ partner: 'chan-1', limit: 5 });
    expect(waiting).toMatchObject({ state: 'PENDING', due_at: broken?.breaker_until });

    one.always = null;
    await t.db.database.run("UPDATE channel_endpoints SET breaker_until = '2000-01-01'");
    await d.lanesDue();
    await d.settled();
    expect(one.cell('R-DBL', null, t.day(4))).toMatchObject({ available: 3 });
    expect((await t.app.delivery.endpoints.list())[0]).toMatchObject({ failures: 0, breaker_until: null });
  });

  test('that is paused costs nothing and is told everything when it is resumed', async () => {
    await t.load(5, 0, 20);
    await d.connect('chan-1', one.url);
    await d.connect('chan-2', two.url);
    t.app.delivery.worker.start();
    await d.settled();
    await t.app.delivery.endpoints.setStatus('chan-1', 'PAUSED');
    const before = one.received.length;
    await t.push([{ from: t.day(4), to: t.day(4), available: 1 }]);
    await eventually(() => two.cell('R-DBL', null, t.day(4)).available === 1);
    await d.settled();
    expect(one.received).toHaveLength(before);

    await t.app.delivery.endpoints.setStatus('chan-1', 'ACTIVE');
    t.app.delivery.worker.wake();
    await d.settled();
    expect(one.cell('R-DBL', null, t.day(4))).toMatchObject({ available: 1 });
    const lanes = await t.app.delivery.desk.list({ partner: 'chan-1', limit: 5 });
    expect(lanes).toMatchObject([{ state: 'DONE', sync: 'NONE', sync_cause: 'resumed' }]);
  });
});

describe('a booking', () => {
  test('is not told to the channel that made it where its contract counts for itself, and to all others it is', async () => {
    await d.partner('chan-3', 'expedia', { hotel: '7001', room: '11', rate: '22' });
    const expedia = await aChannel('expedia');
    await t.load(5, 0, 20);
    await d.connect('chan-1', one.url);
    await d.connect('chan-3', expedia.url);
    t.app.delivery.worker.start();
    await d.settled();
    const [asked, told] = [expedia.received.length, one.received.length];
    const partner = await t.app.partners.get('chan-3');
    const stay = { checkin_date: t.day(7), checkout_date: t.day(8), room_code: '11', rate_code: '22' };
    await t.book({ hotel_id: '7001', ...stay }, { partner });
    await d.settled();
    expect(expedia.received).toHaveLength(asked);
    expect(one.received).toHaveLength(told + 1);
    expect(one.cell('R-DBL', null, t.day(7))).toMatchObject({ available: 4 });

    // What anybody else sells it is told as it then is.
    await t.book({ checkin_date: t.day(7), checkout_date: t.day(8) });
    await d.settled();
    expect(expedia.received.at(-1)?.body).toContain('totalInventoryAvailable="3"');
    await expedia.close();
  });
});

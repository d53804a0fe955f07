import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { aDelivery, THEIRS, type TestDelivery } from '../../../test/builders/a-delivery.js';
import { eventually } from '../../../test/harness/eventually.js';
import type { ListedDelivery } from './list-deliveries.js';

/* Partners that answer nonsense, and people who decide in the same moment: nothing is lost, and nobody is hammered. */

let d: TestDelivery;
let channel: TestChannel;
let number = 0;

beforeAll(async () => {
  d = await aDelivery();
}, 60_000);

afterEach(async () => {
  await d.clear();
  await channel.close();
});

afterAll(() => d.close());

async function begin(connector: string, extra: Parameters<TestDelivery['connect']>[2] = {}): Promise<void> {
  number += 1;
  channel = await aChannel(connector);
  await d.partner(`hostile-${number}`, connector);
  await d.t.load(5, 0, 20);
  await d.connect(`hostile-${number}`, channel.url, extra);
}

const desk = () => d.t.app.delivery.desk;
const lanes = () => desk().list({ limit: 50 });
async function parked(): Promise<ListedDelivery> {
  const found = (await lanes()).find(({ state }) => state === 'PARKED');
  if (found === undefined) throw new Error('nothing is parked');
  return found;
}

const WIDE = [{ counts: 'requests', most: 1_000, seconds: 60, per: 'token' }] as const;
const HEAD = 'xmlns="http://www.opentravel.org/OTA/2003/05"';

describe('a partner', () => {
  test.each([
    ['0', 'at once'],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 'a date that is over'],
  ])('that wants it again at once (Retry-After: %s) is not asked without a pause', async (header) => {
    await begin('siteconnect');
    channel.always = { status: 429, headers: { 'retry-after': header } };
    d.t.app.delivery.worker.start();
    await eventually(() => channel.received.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(channel.received).toHaveLength(1);
    channel.always = null;
    await d.due();
    await d.settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(3))).toMatchObject({ available: 5 });
  });

  test('that wants ten years of peace gets a day', async () => {
    await begin('siteconnect');
    channel.always = { status: 429, headers: { 'retry-after': '315360000' } };
    d.t.app.delivery.worker.start();
    await eventually(async () => (await lanes())[0]?.attempt === 1);
    const [lane] = await lanes();
    const hours = (Date.parse(lane?.due_at ?? '') - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.1);
  });

  test('whose Success answers another message has not taken this one', async () => {
    await begin('siteconnect');
    channel.always = { answer: () => `<OTA_HotelResNotifRS ${HEAD}><Success/></OTA_HotelResNotifRS>` };
    d.t.app.delivery.worker.start();
    await eventually(async () => (await lanes())[0]?.attempt === 1);
    expect((await lanes())[0]?.last_outcome).toContain('OTHER_ANSWER');
    channel.always = null;
    await d.due();
    await d.settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(3))).toMatchObject({ available: 5 });
  });

  test('that names one night, and another that it was not sent, leaves both kinds for a person', async () => {
    await begin('siteconnect');
    await d.t.push([{ from: d.t.day(4), to: d.t.day(6), available: 3 }]);
    const warning = (id: number) => `<Warning Type="12" Code="320" RecordID="${id}">bad ${id}</Warning>`;
    channel.troubles.push({
      answer: () =>
        `<OTA_HotelAvailNotifRS ${HEAD}><Success/><Warnings>${warning(1)}${warning(999)}</Warnings></OTA_HotelAvailNotifRS>`,
    });
    d.t.app.delivery.worker.start();
    await d.settled();
    const nights = (await parked()).cells.filter(({ rate_plan_id }) => rate_plan_id === '0');
    for (const day of [0, 5, 20])
      expect(nights.some(({ from, to }) => from <= d.t.day(day) && to >= d.t.day(day))).toBe(true);
  });
});

describe('a person', () => {
  test('who stops a lane in the middle of a full sync stops it there', async () => {
    await begin('channex', { body_bytes: 400, budgets: WIDE });
    await d.t.push(
      Array.from({ length: 20 }, (_, day) => ({
        ...{ from: d.t.day(day), to: d.t.day(day), available: 1 + (day % 4) },
      })),
    );
    await d.quiet();
    channel.troubles.push({
      meanwhile: async () => {
        for (const { delivery_id } of await lanes()) await desk().pause(delivery_id);
      },
    });
    d.t.app.delivery.worker.start();
    await eventually(async () => (await lanes())[0]?.last_outcome === 'stopped by a person');
    expect(channel.received).toHaveLength(1);
    expect((await lanes())[0]?.state).toBe('PAUSED');
    for (const { delivery_id } of await lanes()) await desk().retry(delivery_id);
    await d.settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(18))).toMatchObject({ available: 3 });
  });

  test('who stops the channel in the middle of a push stops it there', async () => {
    await begin('channex', { body_bytes: 400, budgets: WIDE });
    await d.t.push(
      Array.from({ length: 20 }, (_, day) => ({
        ...{ from: d.t.day(day), to: d.t.day(day), available: 1 + (day % 4) },
      })),
    );
    await d.quiet();
    const code = `hostile-${number}`;
    channel.troubles.push({ meanwhile: () => d.t.app.delivery.endpoints.setStatus(code, 'PAUSED') });
    d.t.app.delivery.worker.start();
    await eventually(async () => (await lanes())[0]?.last_outcome === 'stopped by a person');
    expect(channel.received).toHaveLength(1);
    await d.t.app.delivery.endpoints.setStatus(code, 'ACTIVE');
    await d.settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(18))).toMatchObject({ available: 3 });
  });

  test('who takes a room away in the middle of a full sync has it closed next, not after it', async () => {
    await begin('channex', { body_bytes: 400, budgets: WIDE });
    await d.t.push(
      Array.from({ length: 40 }, (_, at) => ({
        ...{ room_code: at < 20 ? 'DBL' : 'SGL', from: d.t.day(at % 20), to: d.t.day(at % 20) },
        available: 1 + (at % 4),
      })),
    );
    await d.quiet();
    const mapping = { partner_code: `hostile-${number}`, hotel_code: 'HV01', kind: 'room' } as const;
    channel.troubles.push({
      meanwhile: async () => {
        await d.t.app.mappings.remove({ ...mapping, our_code: 'SGL' });
        await d.quiet();
      },
    });
    d.t.app.delivery.worker.start();
    await d.settled();
    const closing = channel.received.findIndex(({ body }) => /"availability":\s*0/.test(body));
    expect(closing).toBe(1);
    expect(channel.cell(THEIRS.single, null, d.t.day(4))).toMatchObject({ available: 0 });
    expect(channel.cell(THEIRS.room, null, d.t.day(18))).toMatchObject({ available: 3 });
  });

  test('who retries what is parked while more is refused loses none of it, whoever else does so', async () => {
    await begin('siteconnect');
    channel.always = { status: 400 };
    d.t.app.delivery.worker.start();
    await eventually(async () => (await lanes()).some(({ state }) => state === 'PARKED'));
    await d.t.app.delivery.worker.stop();
    const { delivery_id, cells } = await parked();
    // Held by whoever parks more of it: the row is read before and locked after.
    const more = JSON.stringify(
      cells.slice(0, 1).map((mark) => ({ ...mark, from: d.t.day(30), to: d.t.day(31) })),
    );
    let retried: Promise<unknown> = Promise.resolve();
    await d.t.db.database.inTransaction(async (tx) => {
      await tx.run('UPDATE deliveries SET cells = ?, attempt = attempt + 1 WHERE delivery_id = ?', [
        more,
        delivery_id,
      ]);
      retried = Promise.all([desk().retry(delivery_id), desk().retry(delivery_id)]);
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await retried;
    const marks = await d.t.db.database.rows<{ from_date: string; version: string }>(
      'SELECT from_date, CAST(version AS CHAR) AS version FROM delivery_marks WHERE from_date = ?',
      [d.t.day(30)],
    );
    expect(marks.length).toBeGreaterThan(0);
    for (const { version } of marks) expect(version).toBe('1');
  });

  test('who gives up what is parked does not give up what was refused in that moment', async () => {
    await begin('siteconnect');
    channel.always = { status: 400 };
    d.t.app.delivery.worker.start();
    await eventually(async () => (await lanes()).some(({ state }) => state === 'PARKED'));
    await d.t.app.delivery.worker.stop();
    const { delivery_id } = await parked();
    let discarded: Promise<unknown> = Promise.resolve();
    await d.t.db.database.inTransaction(async (tx) => {
      await tx.run('UPDATE deliveries SET attempt = attempt + 1 WHERE delivery_id = ?', [delivery_id]);
      discarded = desk()
        .discard(delivery_id)
        .then(
          () => 'given up',
          (error: unknown) => (error instanceof Error ? error.message : ''),
        );
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    expect(await discarded).toContain('has changed in this moment');
    await expect(desk().discard(delivery_id)).resolves.toMatchObject({ delivery_id });
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { aDelivery, THEIRS, type TestDelivery } from '../../../test/builders/a-delivery.js';
import { aHotel } from '../../../test/builders/a-hotel.js';
import { eventually } from '../../../test/harness/eventually.js';

/*
 * A hotel is set INACTIVE, or ACTIVE again, while a push to its channel is on its way: in the end the channel is closed, or has what we
 * have, whatever was on its way, and nothing waits for ever.
 */

let d: TestDelivery;
let channel: TestChannel;

const DAYS = 20;
/** Many small requests, as fast as they can go. */
const IN_PARTS = {
  body_bytes: 400,
  budgets: [{ counts: 'requests', most: 1_000, seconds: 60, per: 'token' }],
} as const;

beforeAll(async () => {
  d = await aDelivery();
  await d.partner('chan', 'channex');
}, 60_000);

afterAll(() => d.close());

beforeEach(async () => {
  await status('ACTIVE');
  channel = await aChannel('channex');
  await d.t.load(5, 0, DAYS);
  await d.t.push(nights().map((day) => ({ from: d.t.day(day), to: d.t.day(day), available: 1 + (day % 4) })));
  await d.quiet();
});

afterEach(async () => {
  await d.clear();
  await channel.close();
});

const nights = (): number[] => Array.from({ length: DAYS + 1 }, (_, day) => day);

/** As `hotel onboard` does it. */
async function status(value: 'ACTIVE' | 'INACTIVE'): Promise<void> {
  const file = { ...aHotel({ pms: d.t.pms.code, otas: [d.t.ota.code] }), status: value };
  await d.t.app.onboardHotel(file, { dryRun: false, requestId: null });
  await d.quiet();
}

async function settled(): Promise<void> {
  await d.quiet();
  d.t.app.delivery.worker.wake();
  await d.settled();
}

const lanes = () => d.t.app.delivery.desk.list({ limit: 10 });
const counts = () => nights().map((day) => channel.cell(THEIRS.room, null, d.t.day(day)).available);
const rates = () => nights().map((day) => channel.cell(THEIRS.room, THEIRS.rate, d.t.day(day)));

function expectClosed(): void {
  expect(counts()).toEqual(nights().map(() => 0));
  for (const rate of rates()) expect(rate.closed).toBe(true);
}

async function expectOurs(): Promise<void> {
  const ours = await Promise.all(nights().map((day) => d.t.night(d.t.day(day))));
  expect(counts()).toEqual(ours.map(({ available_rooms }) => available_rooms));
  for (const rate of rates())
    expect(rate).toMatchObject({ closed: false, amounts: [expect.objectContaining({ amount: '100.00' })] });
  await expectNothingWaits();
}

async function expectNothingWaits(): Promise<void> {
  expect(await lanes()).toMatchObject([{ state: 'DONE', marks: 0, sync: 'NONE' }]);
  const { totals } = await d.t.app.reconcile.run({ hotel: 'HV01', partner: 'chan', side: 'channel' });
  expect([totals.differences, totals.pending]).toEqual([0, 0]);
}

/** The first full sync, with this happening after its first request came. */
async function connectWith(meanwhile: () => Promise<unknown>): Promise<void> {
  channel.troubles.push({ meanwhile });
  await d.connect('chan', channel.url, IN_PARTS);
  d.t.app.delivery.worker.start();
  await settled();
}

test('INACTIVE in the middle of a push: the next that is told is that all is closed; ACTIVE: all is as ours', async () => {
  await connectWith(() => status('INACTIVE'));
  expectClosed();
  const [, second] = channel.received;
  expect(second?.updates[0]).toMatchObject({ available: 0 });
  await expectNothingWaits();

  await status('ACTIVE');
  await settled();
  await expectOurs();
});

test('INACTIVE and ACTIVE again while one request is on its way: all is as ours', async () => {
  await connectWith(async () => {
    await status('INACTIVE');
    await status('ACTIVE');
  });
  await expectOurs();
});

test('ACTIVE again while the closing is on its way: all is as ours', async () => {
  await connectWith(() => Promise.resolve());
  channel.troubles.push({ meanwhile: () => status('ACTIVE') });
  await status('INACTIVE');
  await settled();
  expect(counts()[0]).toBeGreaterThan(0);
  await expectOurs();
});

test('INACTIVE while the last nights of a push sell out: these and all others are closed', async () => {
  await connectWith(async () => {
    await d.t.book({ checkin_date: d.t.day(4), checkout_date: d.t.day(5), rooms: 1 });
    await status('INACTIVE');
  });
  expectClosed();
  await status('ACTIVE');
  await settled();
  await expectOurs();
  expect(counts()[4]).toBe(0);
});

test('INACTIVE while the channel is away, and ACTIVE before it is back: it is told what we then have', async () => {
  await connectWith(() => Promise.resolve());
  channel.always = { status: 503 };
  await status('INACTIVE');
  await eventually(async () => (await lanes())[0]?.attempt === 1);
  await status('ACTIVE');
  channel.always = null;
  await d.due();
  await settled();
  await expectOurs();
});

test('a closing that the channel refuses is a person’s to see, and over when the hotel is ACTIVE again', async () => {
  await connectWith(() => Promise.resolve());
  channel.always = { status: 422, body: '{"errors":{"code":"validation_error","title":"No"}}' };
  await status('INACTIVE');
  await settled();
  const parked = (await lanes()).filter(({ state }) => state === 'PARKED');
  expect(parked).toHaveLength(1);
  channel.always = null;
  await status('ACTIVE');
  await settled();
  await expectOurs();
});

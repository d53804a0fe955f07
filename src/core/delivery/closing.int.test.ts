import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { aDelivery, THEIRS, type TestDelivery } from '../../../test/builders/a-delivery.js';
import { aHotel } from '../../../test/builders/a-hotel.js';
import { eventually } from '../../../test/harness/eventually.js';

/*
 * What a channel was told of and is not its any more is closed there first: nobody would tell it of a booking.
 */

let d: TestDelivery;
let channel: TestChannel;

beforeAll(async () => {
  d = await aDelivery();
}, 60_000);

afterAll(() => d.close());

beforeEach(async () => {
  channel = await aChannel('channex');
  await d.partner('chan', 'channex');
  await d.t.load(5, 0, 20);
  await d.t.push([{ room_code: 'SGL', from: d.t.day(0), to: d.t.day(20), available: 3 }]);
  await d.connect('chan', channel.url);
  d.t.app.delivery.worker.start();
  await d.settled();
  expect(channel.cell(THEIRS.room, null, d.t.day(20))).toMatchObject({ available: 5 });
});

afterEach(async () => {
  await d.clear();
  await channel.close();
});

const remove = (kind: 'hotel' | 'room' | 'rate', our_code: string) =>
  d.t.app.mappings.remove({ partner_code: 'chan', hotel_code: 'HV01', kind, our_code });

async function settled(): Promise<void> {
  await d.quiet();
  d.t.app.delivery.worker.wake();
  await d.settled();
}

describe('what is mapped no more', () => {
  test('is closed at the channel: a room with its count, others stay as they are', async () => {
    expect(await remove('room', 'DBL')).toEqual({ removed: 1 });
    await settled();
    for (const day of [0, 20])
      expect(channel.cell(THEIRS.room, null, d.t.day(day))).toMatchObject({ available: 0 });
    expect(channel.cell(THEIRS.room, THEIRS.rate, d.t.day(7))).toMatchObject({ closed: true });
    expect(channel.cell(THEIRS.single, null, d.t.day(7))).toMatchObject({ available: 3 });
    const asked = channel.received.length;
    await d.t.push([{ from: d.t.day(4), to: d.t.day(4), available: 2 }]);
    await settled();
    expect(channel.received).toHaveLength(asked);
  });

  test('is closed: a rate plan alone, whose rooms stay open', async () => {
    await remove('rate', 'BAR');
    await settled();
    expect(channel.cell(THEIRS.room, THEIRS.rate, d.t.day(7))).toMatchObject({ closed: true });
    expect(channel.cell(THEIRS.room, null, d.t.day(7))).toMatchObject({ available: 5 });
  });

  test('is closed: the whole hotel; and opened again when it is mapped again', async () => {
    await remove('hotel', 'HV01');
    await settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(7))).toMatchObject({ available: 0 });
    expect(channel.cell(THEIRS.single, null, d.t.day(7))).toMatchObject({ available: 0 });
    await d.partner('chan', 'channex');
    await settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(7))).toMatchObject({ available: 5 });
    expect(channel.cell(THEIRS.room, THEIRS.rate, d.t.day(7))).toMatchObject({ closed: false });
  });

  test('is closed under its old code when it gets another', async () => {
    const room = { partner_code: 'chan', hotel_code: 'HV01', kind: 'room', our_code: 'DBL' } as const;
    await d.t.app.mappings.set({ ...room, their_code: '99' });
    await settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(7))).toMatchObject({ available: 0 });
    expect(channel.cell('99', null, d.t.day(7))).toMatchObject({ available: 5 });
    await d.t.app.mappings.set({ ...room, their_code: THEIRS.room });
    await settled();
  });

  test('that the channel refuses to close is parked, and closed when a person has it tried again', async () => {
    const { desk } = d.t.app.delivery;
    const parked = () => desk.list({ state: 'PARKED', limit: 5 });
    channel.troubles.push({ status: 401, body: '{"errors":{"code":"unauthorized","title":"Unauthorized"}}' });
    await remove('room', 'DBL');
    await settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(7))).toMatchObject({ available: 5 });
    const [refused] = await parked();
    expect(refused?.cause).toContain('Close by hand');
    await desk.retry(refused?.delivery_id ?? '');
    d.t.app.delivery.worker.wake();
    await settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(7))).toMatchObject({ available: 0 });
    expect(await parked()).toEqual([]);
  });

  test('of which the channel took a part only is parked as not closed as well', async () => {
    channel.troubles.push({
      status: 200,
      body: JSON.stringify({
        data: [{ id: 'task-1', type: 'task' }],
        meta: {
          message: 'Success',
          warnings: [{ room_type_id: THEIRS.room, warning: { availability: ['is invalid'] } }],
        },
      }),
    });
    await remove('room', 'DBL');
    await settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(7))).toMatchObject({ available: 5 });
    const [refused] = await d.t.app.delivery.desk.list({ state: 'PARKED', limit: 5 });
    expect(refused?.cause).toContain('Close by hand: 11');
  });

  test('stays to be closed while the channel is away, and is closed when it is back', async () => {
    channel.troubles.push({ status: 500 });
    await remove('room', 'DBL');
    await d.quiet();
    await eventually(async () => (await d.t.app.delivery.desk.list({ limit: 5 }))[0]?.attempt === 1);
    expect(channel.cell(THEIRS.room, null, d.t.day(7))).toMatchObject({ available: 5 });
    await d.due();
    await d.settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(7))).toMatchObject({ available: 0 });
  });
});

describe('a hotel that takes no bookings', () => {
  const status = async (value: 'ACTIVE' | 'INACTIVE') => {
    const file = { ...aHotel({ pms: d.t.pms.code, otas: [d.t.ota.code] }), status: value };
    await d.t.app.onboardHotel(file, { dryRun: false, requestId: null });
    await settled();
  };

  test('is closed at its channels whatever its PMS says, and opened again with what it then has', async () => {
    await status('INACTIVE');
    expect(channel.cell(THEIRS.room, null, d.t.day(7))).toMatchObject({ available: 0 });
    expect(channel.cell(THEIRS.room, null, d.t.day(20))).toMatchObject({ available: 0 });
    await status('ACTIVE');
    expect(channel.cell(THEIRS.room, null, d.t.day(7))).toMatchObject({ available: 5 });
  });
});

describe('a channel that is disconnected', () => {
  test('has everything closed, and is forgotten then', async () => {
    const { endpoints, worker } = d.t.app.delivery;
    expect(await endpoints.disconnect('chan')).toBe(1);
    worker.wake();
    await eventually(async () => (await endpoints.list()).length === 0);
    expect(channel.cell(THEIRS.room, null, d.t.day(7))).toMatchObject({ available: 0 });
    expect(channel.cell(THEIRS.single, null, d.t.day(20))).toMatchObject({ available: 0 });
    await settled();
    await d.connect('chan', channel.url);
    worker.wake();
    await d.settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(7))).toMatchObject({ available: 5 });
  });

  test('is not stopped by a pause of one of its hotels: nobody would close that', async () => {
    channel.always = { status: 500 };
    await d.t.app.delivery.endpoints.disconnect('chan');
    const [lane] = await d.t.app.delivery.desk.list({ partner: 'chan', limit: 1 });
    await expect(d.t.app.delivery.desk.pause(lane?.delivery_id ?? '')).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    channel.always = null;
    await eventually(async () => {
      await d.due();
      return channel.cell(THEIRS.room, null, d.t.day(7)).available === 0;
    });
  });

  test('is noted for no more while it is closing and away, and taken back when it is resumed', async () => {
    const { endpoints } = d.t.app.delivery;
    channel.always = { status: 503 };
    await endpoints.disconnect('chan');
    await d.t.push([{ from: d.t.day(4), to: d.t.day(4), available: 2 }]);
    await d.quiet();
    await expect(endpoints.setStatus('chan', 'PAUSED')).rejects.toMatchObject({ code: 'CONFLICT' });
    channel.always = null;
    await endpoints.setStatus('chan', 'ACTIVE');
    await d.due();
    await d.settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(4))).toMatchObject({ available: 2 });
  });
});

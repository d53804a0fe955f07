import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { aDelivery, THEIRS, type TestDelivery } from '../../../test/builders/a-delivery.js';
import { eventually } from '../../../test/harness/eventually.js';
import type { EndpointInput } from './endpoints.js';

/* What contracts and partners ask of whoever sends: order, budgets, sizes, patience. */

let d: TestDelivery;
let channel: TestChannel;
let code = '';
let numbers = 0;

beforeAll(async () => {
  d = await aDelivery();
  await d.t.load(5, 0, 20);
}, 60_000);

afterAll(() => d.close());

afterEach(async () => {
  await d.clear();
  await channel.close();
});

/** A partner of its own for each test, connected and told everything. */
async function begin(connector: string, extra: Partial<EndpointInput> = {}): Promise<void> {
  await d.t.load(5, 0, 20);
  channel = await aChannel(connector);
  code = `${connector}-${(numbers += 1)}`;
  await d.partner(code, connector);
  await d.connect(code, channel.url, extra);
  d.t.app.delivery.worker.start();
  await d.settled();
}

const lanes = () => d.t.app.delivery.desk.list({ partner: code, limit: 10 });
const REJECTED = `<OTA_HotelAvailNotifRS xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.0"><Errors><Error Type="3" Code="450">Unable to process</Error></Errors></OTA_HotelAvailNotifRS>`;
const SOAP = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${REJECTED}</soap:Body></soap:Envelope>`;

describe('a contract in which prices follow availability', () => {
  test('holds prices back when availability is refused: still marked, and sent when it is taken', async () => {
    await begin('siteconnect');
    const before = channel.received.length;
    channel.troubles.push({ status: 200, body: SOAP, headers: { 'content-type': 'text/xml' } });
    await d.t.push([
      { from: d.t.day(3), to: d.t.day(3), available: 2 },
      {
        ...{ from: d.t.day(3), to: d.t.day(3), rate_code: 'BAR' },
        amounts: [{ guests: 2, amount: '155.00', currency: 'EUR', tax: 'after' }],
      },
    ]);
    await d.quiet();
    await eventually(async () => (await lanes()).some(({ state }) => state === 'PARKED'));
    expect(channel.received.slice(before).map(({ body }) => /OTA_Hotel\w+RQ/.exec(body)?.[0])).toEqual([
      'OTA_HotelAvailNotifRQ',
    ]);
    const waiting = (await lanes()).find(({ state }) => state === 'PENDING');
    expect(waiting?.marks).toBeGreaterThan(0);
    expect(channel.cell(THEIRS.room, THEIRS.rate, d.t.day(3)).amounts).toMatchObject([{ amount: '100.00' }]);

    await d.due();
    await d.settled();
    expect(channel.cell(THEIRS.room, THEIRS.rate, d.t.day(3)).amounts).toMatchObject([{ amount: '155.00' }]);
  });
});

describe('a budget of the partner itself', () => {
  test('holds up the third request, and nothing is lost; a night that sells out has what is kept back', async () => {
    await begin('channex', {
      budgets: [{ counts: 'requests', most: 5, seconds: 600, per: 'property' }],
    });
    // Two for the full sync, two for changes: one of five is kept back.
    for (const day of [2, 3]) {
      await d.t.push([{ from: d.t.day(day), to: d.t.day(day), available: 4 }]);
      await d.settled();
    }
    await d.t.push([{ from: d.t.day(4), to: d.t.day(4), available: 4 }]);
    await eventually(async () => (await lanes())[0]?.last_outcome === 'waits for its budget');
    expect(channel.received).toHaveLength(4);
    expect((await lanes())[0]).toMatchObject({ state: 'PENDING', attempt: 0 });

    await d.t.push([{ from: d.t.day(5), to: d.t.day(5), available: 0 }]);
    await eventually(() => channel.cell(THEIRS.room, null, d.t.day(5)).available === 0);
    expect(channel.received).toHaveLength(5);
    await d.idle();
    await d.forgetBudgets();
    await d.due();
    await d.settled();
    expect(channel.cell(THEIRS.room, null, d.t.day(4))).toMatchObject({ available: 4 });
  });

  test('of size splits requests until each fits', async () => {
    await begin('channex', { body_bytes: 1_000 });
    await d.t.push(
      Array.from({ length: 20 }, (_, index) => ({
        ...{ from: d.t.day(index), to: d.t.day(index), available: 1 + (index % 4) },
      })),
    );
    await d.settled();
    expect(Math.max(...channel.received.map(({ body }) => Buffer.byteLength(body)))).toBeLessThanOrEqual(
      1_000,
    );
    for (const index of [0, 9, 19])
      expect(channel.cell(THEIRS.room, null, d.t.day(index))).toMatchObject({ available: 1 + (index % 4) });
    const [endpoint] = await d.t.app.delivery.endpoints.list();
    expect(endpoint).toMatchObject({ body_bytes: 1_000, budgets: null });
  });
});

describe('a pair that the channel does not know', () => {
  const refuse = (body: string) =>
    JSON.stringify({
      data: [],
      meta: {
        message: 'Success',
        warnings: (JSON.parse(body) as { values: { room_type_id: string }[] }).values
          .filter(({ room_type_id }) => room_type_id === THEIRS.single)
          .map((one) => ({ ...one, warning: { room_type_id: ['is wrong'] } })),
      },
    });

  beforeEach(async () => {
    await d.t.push([{ room_code: 'SGL', from: d.t.day(2), to: d.t.day(6), available: 8 }]);
    await begin('channex');
    channel.troubles.push({ answer: refuse });
    await d.t.push([{ room_code: 'SGL', from: d.t.day(2), to: d.t.day(4), available: 2 }]);
    await d.settled();
    await d.t.push([{ room_code: 'SGL', from: d.t.day(6), to: d.t.day(6), available: 1 }]);
    await d.settled();
    expect(channel.cell(THEIRS.single, null, d.t.day(6))).not.toMatchObject({ available: 1 });
  });

  test('comes back with all of its nights when a person enables it', async () => {
    const room = { hotel_code: 'HV01', room_code: 'SGL', rate_code: null };
    expect(await d.t.app.delivery.endpoints.enable(code, room)).toBe(1);
    d.t.app.delivery.worker.wake();
    await d.settled();
    expect(channel.cell(THEIRS.single, null, d.t.day(3))).toMatchObject({ available: 2 });
    expect(channel.cell(THEIRS.single, null, d.t.day(6))).toMatchObject({ available: 1 });
    await expect(
      d.t.app.delivery.endpoints.enable(code, { ...room, room_code: 'NONE' }),
    ).rejects.toMatchObject({ code: 'ROOM_NOT_FOUND' });
  });

  test('comes back when its mapping is set anew', async () => {
    const mapping = { partner_code: code, hotel_code: 'HV01', kind: 'room', our_code: 'SGL' } as const;
    await d.t.app.mappings.set({ ...mapping, their_code: '13' });
    await d.settled();
    expect(channel.cell('13', null, d.t.day(3))).toMatchObject({ available: 2 });
    expect(channel.cell('13', null, d.t.day(6))).toMatchObject({ available: 1 });
  });
});

describe('a partner that fails', () => {
  const waits = async () => {
    const [lane] = await lanes();
    return Math.round((Date.parse(lane?.due_at ?? '') - Date.now()) / 1_000);
  };
  const attempt = (count: number) => eventually(async () => (await lanes())[0]?.attempt === count);

  test.each([
    ['booking-com', [30, 60, 120]],
    ['expedia', [60, 120, 240]],
    ['agoda', [15, 15, 15]],
  ])('%s is tried again after the times of its contract', async (connector, schedule) => {
    await begin(connector);
    channel.always = { status: 500 };
    await d.t.push([{ from: d.t.day(2), to: d.t.day(2), available: 4 }]);
    for (const [index, seconds] of schedule.entries()) {
      await attempt(index + 1);
      const left = await waits();
      expect(left).toBeGreaterThan(seconds - 6);
      expect(left).toBeLessThanOrEqual(seconds);
      await d.due();
    }
  });

  test('is waited for as long as it says, also where it says it as a date; a night that sells out waits as well', async () => {
    await begin('channex');
    const at = new Date(Date.now() + 90_000).toUTCString();
    channel.troubles.push({ status: 429, headers: { 'retry-after': at } });
    await d.t.push([{ from: d.t.day(2), to: d.t.day(2), available: 4 }]);
    await attempt(1);
    expect(await waits()).toBeGreaterThan(80);
    expect(await waits()).toBeLessThanOrEqual(90);
    const asked = channel.received.length;
    await d.t.push([{ from: d.t.day(2), to: d.t.day(2), available: 0 }]);
    await d.quiet();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(channel.received).toHaveLength(asked);
  });

  test('is told what is marked when it is back soon, and everything when it was away for an hour', async () => {
    await begin('channex');
    const { database } = d.t.db;
    for (const [failures, cause] of [
      [6, 'go_live'],
      [20, 'recovered'],
    ] as const) {
      await database.run('UPDATE channel_endpoints SET failures = ?', [failures]);
      const before = channel.received.length;
      await d.t.push([{ from: d.t.day(2), to: d.t.day(2), available: failures }]);
      await d.settled();
      expect((await lanes())[0]).toMatchObject({ sync_cause: cause, sync: 'NONE' });
      expect(channel.cell(THEIRS.room, null, d.t.day(2))).toMatchObject({ available: failures });
      const prices = channel.received.slice(before).filter(({ path }) => path === '/restrictions');
      expect(prices).toHaveLength(cause === 'recovered' ? 1 : 0);
    }
  });
});

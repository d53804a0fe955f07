import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { aDelivery, THEIRS, type TestDelivery } from '../../../test/builders/a-delivery.js';
import { aReservation, aRoom, type SaidReservation } from '../../../test/builders/a-reservation.js';
import type { Partner } from '../partners/partner.js';

/* What a channel that counts for itself, or that seems to, would have wrong without a word of ours. */

let d: TestDelivery;

beforeAll(async () => {
  d = await aDelivery();
  await d.t.load(5, 0, 60);
  d.t.app.delivery.worker.start();
}, 60_000);

afterAll(() => d.close());

beforeEach(async () => {
  await d.settled();
  await d.forgetBudgets();
});

async function open(code: string, connector: string, dialect?: string): Promise<[TestChannel, Partner]> {
  const channel = await aChannel(connector);
  await d.partner(code, connector);
  await d.t.app.partners.create({
    ...{ code, name: code, kind: 'ota', connector, oversell_policy: 'accept_oversold' },
    ...(dialect === undefined ? {} : { dialect: { dialect } }),
  });
  await d.connect(code, channel.url);
  await d.settled();
  return [channel, await d.t.app.partners.get(code)];
}

async function receive(partner: Partner, extra: SaidReservation, nights: readonly number[]): Promise<string> {
  const room = aRoom({
    ...{ room_code: THEIRS.room, rate_code: THEIRS.rate },
    check_in: d.t.day(nights[0] ?? 0),
    check_out: d.t.day((nights.at(-1) ?? 0) + 1),
    nights: nights.map((day) => ({ date: d.t.day(day), amount: '100.00', currency: 'EUR' })),
  });
  const reservation = aReservation({
    ...{ hotel_code: THEIRS.hotel, rooms: [room], total: `${nights.length * 100}.00` },
    ...extra,
  });
  const context = { request_id: 'req-gap', whole: true };
  const [result] = await d.t.app.receiveReservations(partner, [reservation], context);
  await d.settled();
  return result?.kind ?? '';
}

const countAt = (channel: TestChannel, day: number) =>
  channel.cell(THEIRS.room, null, d.t.day(day)).available;

describe('messages in another order', () => {
  let channel: TestChannel;
  let partner: Partner;
  beforeAll(async () => {
    [channel, partner] = await open('exp', 'expedia');
  });
  afterAll(() => channel.close());

  const at = (seconds: number) => Date.now() + seconds * 1_000;

  /** In the middle, as if a PMS had spoken: what the channel counted by then is overwritten. */
  async function tell(day: number, available: number): Promise<void> {
    await d.t.push([{ from: d.t.day(day), to: d.t.day(day), available }]);
    await d.settled();
    expect(countAt(channel, day)).toBe(available);
  }

  test('sold, told, cancelled; the cancellation comes first', async () => {
    await tell(10, 4);
    const before = channel.received.length;
    expect(await receive(partner, { reference: 'X-1', action: 'cancel', revision: at(-10) }, [10])).toBe(
      'buried',
    );
    expect(await receive(partner, { reference: 'X-1', revision: at(-20) }, [10])).toBe('buried');
    expect(channel.received.length).toBeGreaterThan(before);
  });

  test('sold, told, moved; the change comes first', async () => {
    await tell(12, 4);
    await receive(partner, { reference: 'X-2', action: 'modify', revision: at(-10) }, [13]);
    const before = channel.received.length;
    expect(await receive(partner, { reference: 'X-2', revision: at(-20) }, [12])).toBe('unchanged');
    expect(channel.received.length).toBeGreaterThan(before);
  });

  test('a clock that is fast', async () => {
    await tell(15, 4);
    expect(await receive(partner, { reference: 'X-3', revision: at(120) }, [15])).toBe('booked');
    expect(countAt(channel, 15)).toBe(3);
  });
});

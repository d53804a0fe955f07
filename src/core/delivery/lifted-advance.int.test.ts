import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aComparedHotel,
  type ComparedChannel,
  type ComparedHotel,
} from '../../../test/builders/a-compared-hotel.js';
import { aChannel } from '../../../test/builders/a-channel.js';
import { aDelivery } from '../../../test/builders/a-delivery.js';
import { bookingOf } from '../../../test/builders/an-app.js';
import { eventually } from '../../../test/harness/eventually.js';

let hotel: ComparedHotel;
let channel: ComparedChannel;

beforeAll(async () => {
  hotel = await aComparedHotel(22);
}, 60_000);

afterAll(() => hotel.close());

/** Each test has nights of its own, for what a channel was sent is never forgotten. */
async function window(day: number, min_advance_days: number | null, max: number | null): Promise<void> {
  const nights = { from: hotel.t.day(day), to: hotel.t.day(day + 1), rate_code: 'BAR' };
  await hotel.t.push([{ ...nights, set: { min_advance_days, max_advance_days: max } }]);
}

async function night(day: number) {
  return (await channel.sandbox.cells()).find(
    ({ room_code, rate_code, date }) => room_code === '11' && rate_code === '22' && date === hotel.t.day(day),
  );
}

/** The channel has a limit, and its answer does not arrive. */
async function windowWithoutAnswer(day: number): Promise<void> {
  await channel.sandbox.control('PUT', 'faults', { drop_answer: 1 });
  await window(day, 2, 30);
  await eventually(async () => (await lane()).attempt > 0);
  await channel.sandbox.control('PUT', 'faults', { drop_answer: 0 });
  expect(await night(day)).toMatchObject({ min_advance_days: 2, max_advance_days: 30 });
}

async function lane(): Promise<{ readonly delivery_id: string; readonly attempt: number }> {
  const { desk } = hotel.t.app.delivery;
  const [found] = await desk.list({ partner: channel.request.partner, limit: 1 });
  if (found === undefined) throw new Error('no lane');
  return found;
}

async function setLane(assignments: string): Promise<void> {
  const { delivery_id } = await lane();
  await hotel.t.db.database.run(`UPDATE deliveries SET ${assignments} WHERE delivery_id = ?`, [delivery_id]);
}

/** As if the time of what waits had come. */
async function told(): Promise<void> {
  await setLane("due_at = '2000-01-01'");
  hotel.t.app.delivery.worker.wake();
  await channel.settled();
}

describe.each(['google', 'booking-com'])('at a channel of %s that knows booking windows', (id) => {
  beforeAll(async () => {
    channel = await hotel.connect(id);
  }, 60_000);

  afterAll(() => channel.close());

  test('one that is lifted is told as lifted, and one that never was is not spoken of', async () => {
    const { sandbox, request } = channel;
    await window(10, 2, 30);
    await channel.settled();
    expect(await night(11)).toMatchObject({ min_advance_days: 2, max_advance_days: 30 });

    await window(10, 2, null);
    await channel.settled();
    expect(await night(11)).toMatchObject({ min_advance_days: 2, max_advance_days: null });

    await window(10, null, null);
    await channel.settled();
    expect(await night(11)).toMatchObject({ min_advance_days: null, max_advance_days: null });
    await hotel.t.app.delivery.endpoints.sync(request.partner, request.hotel);
    await told();
    expect(await night(9)).not.toHaveProperty('min_advance_days');
    expect(await night(12)).not.toHaveProperty('min_advance_days');
    expect((await hotel.t.app.reconcile.run(request)).differences).toEqual([]);

    // Somebody sets one there.
    const cells = [{ room_code: '11', rate_code: '22', date: hotel.t.day(14), min_advance_days: 5 }];
    await sandbox.control('PUT', 'calendar?hotel=H1', { cells });
    const { differences } = await hotel.t.app.reconcile.run(request);
    expect(differences).toMatchObject([{ field: 'min_advance_days', class: 'extra', theirs: 5 }]);
    const fixed = await hotel.t.app.reconcile.fix(request, { dryRun: false, waitMs: 10_000 });
    expect([fixed.values, fixed.after?.differences]).toEqual([1, []]);
  }, 60_000);

  test('one that holds stays where another limit of its night is repaired', async () => {
    const { sandbox, request } = channel;
    await window(13, 2, 30);
    await channel.settled();
    const cells = [{ room_code: '11', rate_code: '22', date: hotel.t.day(13), min_stay_arrival: 5 }];
    await sandbox.control('PUT', 'calendar?hotel=H1', { cells });
    const fixed = await hotel.t.app.reconcile.fix(request, { dryRun: false, waitMs: 10_000 });
    expect([fixed.values, fixed.after?.differences]).toEqual([1, []]);
    expect(await night(13)).toMatchObject({ min_advance_days: 2, max_advance_days: 30 });
    await window(13, null, null);
    await channel.settled();
  }, 60_000);

  test('one that holds stays where all other limits of its night are repaired', async () => {
    const { sandbox, request } = channel;
    await window(18, 2, 30);
    await channel.settled();
    const wrong = {
      ...{ closed: true, closed_to_arrival: true, closed_to_departure: true },
      ...{ min_stay_arrival: 5, max_stay_arrival: 9, min_stay_through: 4, max_stay_through: 8 },
    };
    const cells = [{ room_code: '11', rate_code: '22', date: hotel.t.day(18), ...wrong }];
    await sandbox.control('PUT', 'calendar?hotel=H1', { cells });
    const { differences } = await hotel.t.app.reconcile.run(request);
    expect(differences.map(({ field }) => field).sort()).toEqual(Object.keys(wrong).sort());
    const fixed = await hotel.t.app.reconcile.fix(request, { dryRun: false, waitMs: 10_000 });
    expect(fixed.after?.differences).toEqual([]);
    expect(await night(18)).toMatchObject({ closed: false, min_advance_days: 2, max_advance_days: 30 });
    await window(18, null, null);
    await channel.settled();
    expect(await night(18)).toMatchObject({ min_advance_days: null, max_advance_days: null });
  }, 60_000);

  test('one whose answer was lost is told as lifted', async () => {
    await windowWithoutAnswer(16);
    await window(16, null, null);
    await told();
    expect(await night(16)).toMatchObject({ min_advance_days: null, max_advance_days: null });
    expect((await hotel.t.app.reconcile.run(channel.request)).differences).toEqual([]);
  }, 60_000);

  test('one whose answer was lost is told as lifted though a night that sold out was told in between', async () => {
    const { t } = hotel;
    await windowWithoutAnswer(2);
    await window(2, null, null);
    const before = (await channel.sandbox.requests()).length;
    const stay = { checkin_date: t.day(2), checkout_date: t.day(3), rooms: 5, guests: 10 };
    const { booking_id } = bookingOf(await t.book(stay));
    await channel.settled();
    const [urgent] = (await channel.sandbox.requests()).slice(before);
    expect(urgent?.body).not.toContain(t.day(3));
    expect(await night(3)).toMatchObject({ min_advance_days: null, max_advance_days: null });
    await t.cancel(booking_id);
    await channel.settled();
  }, 60_000);

  test('one that a process had sent when it was killed is told as lifted by the next', async () => {
    await windowWithoutAnswer(20);
    // As it leaves the lane: claimed, and nothing noted of what was sent.
    await setLane("state = 'SENDING', attempt = 0, lease_token = 1, lease_until = '2100-01-01'");
    await window(20, null, null);
    await setLane("lease_until = '2000-01-01'");
    await told();
    expect(await night(20)).toMatchObject({ min_advance_days: null, max_advance_days: null });
  }, 60_000);
});

test('what is sent is noted before it leaves, and of others nothing', async () => {
  const d = await aDelivery();
  const { t } = d;
  const google = await aChannel('google');
  await t.load(5, 0, 9);
  await d.partner('chan', 'google');
  await d.connect('chan', google.url);
  t.app.delivery.worker.start();
  await d.settledAt('chan');
  const noted = () => t.db.database.rows('SELECT first_night, last_night FROM delivery_advance_days');
  expect(await noted()).toEqual([]);
  const underWay: unknown[] = [];
  google.troubles.push({ meanwhile: async () => underWay.push(await noted()) });
  const nights = { from: t.day(3), to: t.day(5), rate_code: 'BAR' };
  await t.push([{ ...nights, set: { min_advance_days: 2 } }]);
  await d.settledAt('chan');
  expect(underWay).toEqual([[{ first_night: t.day(3), last_night: t.day(5) }]]);
  await google.close();
  await d.close();
}, 60_000);

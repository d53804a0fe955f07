import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userBookings } from '../../src/gateway/schemas/booking-list.js';
import { aGateway, type PartnerCode, type TestGateway } from './a-gateway.js';
import { problemOf } from './serve.js';

let gateway: TestGateway;
const mine: string[] = [];
let theirs: string;

beforeAll(async () => {
  gateway = await aGateway();
  await gateway.load(10);
  for (const offset of [3, 30, 4]) mine.push(await book('ota-1', 'HV01', offset));
  const dates = { from: gateway.day(0), to: gateway.day(60), room_code: 'DBL' };
  const updates = [
    { ...dates, available_rooms: 3 },
    { ...dates, rate_code: 'BAR', amounts: [{ guests: 2, amount: '90.00', currency: 'EUR' }] },
  ];
  await gateway.call('POST', '/api/ari', { as: 'pms-2', body: { hotel_code: 'HV02', updates } });
  theirs = await book('ota-2', 'HV02', 3);
});
afterAll(() => gateway.close());

/** Both booking sites call their user 700. */
async function book(as: PartnerCode, hotel_id: string, offset: number): Promise<string> {
  const body = {
    hotel_id,
    user_id: '700',
    checkin_date: gateway.day(offset),
    checkout_date: gateway.day(offset + 1),
    guests: 2,
    room_code: 'DBL',
    rate_code: 'BAR',
    guest: { first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.org' },
    partner_reference: `R-${as}-${offset}`,
  };
  const response = await gateway.call('POST', '/api/bookings/create', { as, body });
  if (response.status !== 201) throw new Error(await response.text());
  return ((await response.json()) as { booking_id: string }).booking_id;
}

const list = (as: PartnerCode | null, query = '', user = '700') =>
  gateway.call('GET', `/api/users/${user}/bookings${query}`, { as });
const page = async (as: PartnerCode, query = '', user = '700') => {
  const response = await list(as, query, user);
  expect(response.status).toBe(200);
  return userBookings.parse(await response.json());
};
const idsOf = ({ bookings }: { bookings: { booking_id: string }[] }) =>
  bookings.map(({ booking_id }) => booking_id);

describe("a user's bookings", () => {
  it('are those of the booking site that asks, the newest first, under its own codes', async () => {
    const answer = await page('ota-1');

    expect(idsOf(answer)).toEqual([...mine].reverse());
    expect(answer.next_cursor).toBeNull();
    expect(answer.bookings[0]).toMatchObject({
      user_id: '700',
      status: 'CONFIRMED',
      hotel_code: 'HV01',
      check_in_date: gateway.day(4),
      total_price: '100.00',
      rooms: [{ room_code: 'DBL', rate_code: 'BAR', quantity: 1 }],
    });
  });

  it('of another booking site with the same number are not among them', async () => {
    expect(idsOf(await page('ota-2'))).toEqual([theirs]);
    expect(idsOf(await page('operator-1'))).toEqual([theirs, ...[...mine].reverse()]);
  });

  it('tell nothing of the guest', async () => {
    const text = await (await list('operator-1')).text();

    expect(text).not.toMatch(/Ada|Lovelace|example\.org|R-ota/);
  });

  it('come in pages that go on where the last one ended', async () => {
    const first = await page('ota-1', '?limit=2');
    const second = await page('ota-1', `?limit=2&cursor=${first.next_cursor ?? ''}`);

    expect([...idsOf(first), ...idsOf(second)]).toEqual([...mine].reverse());
    expect(second.next_cursor).toBeNull();
  });

  it('show a cancellation at once, and alone if asked for', async () => {
    await gateway.call('POST', `/api/bookings/${mine[0] ?? ''}/cancel`, { as: 'ota-1' });

    expect((await page('ota-1')).bookings.at(-1)).toMatchObject({ status: 'CANCELLED', revision: 2 });
    expect(idsOf(await page('ota-1', '?status=CANCELLED'))).toEqual([mine[0]]);
  });

  it('stay when their hotel is not theirs any more, under its id', async () => {
    const other = await gateway.db.database.run(
      `DELETE FROM mappings WHERE partner_id = (SELECT partner_id FROM partners WHERE code = 'ota-2')`,
    );
    expect(other.affectedRows).toBeGreaterThan(0);
    await gateway.db.database.run("UPDATE hotels SET version = version + 1 WHERE code = 'HV02'");

    const [booking] = (await page('ota-2')).bookings;

    expect(booking).toMatchObject({ booking_id: theirs, hotel_code: booking?.hotel_id });
  });

  it('of nobody are an empty list', async () => {
    expect(await page('ota-1', '', '701')).toEqual({ bookings: [], next_cursor: null });
  });

  it.each([
    ['', 'x', '/user_id'],
    ['?limit=0', '700', '/limit'],
    ['?limit=201', '700', '/limit'],
    ['?status=SOLD', '700', '/status'],
    ['?cursor=abc', '700', '/cursor'],
    ['?partner_id=1', '700', '/partner_id'],
  ])('are refused for %s of %s', async (query, user, pointer) => {
    const response = await list('ota-1', query, user);

    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors).toMatchObject([{ pointer }]);
  });

  it('are for booking sites and operators', async () => {
    expect((await list('pms-1')).status).toBe(403);
    expect((await list(null)).status).toBe(401);
  });
});

import { afterAll, beforeEach, beforeAll, describe, expect, it } from 'vitest';
import { ackAnswer, feedAnswer, liveAnswer } from '../../src/gateway/schemas/reservation.js';
import { aGateway, type PartnerCode, type TestGateway } from './a-gateway.js';
import { problemOf } from './serve.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
  await gateway.load(40);
});
afterAll(() => gateway.close());

const feed = async (as: PartnerCode = 'pms-1', query = '') => {
  const response = await gateway.call('GET', `/api/reservations/feed${query}`, { as });
  return feedAnswer.parse(await response.json()).reservations;
};
const ack = (revision: string, body?: unknown, as: PartnerCode = 'pms-1') =>
  gateway.call('POST', `/api/reservations/${revision}/ack`, { as, ...(body === undefined ? {} : { body }) });

beforeEach(async () => {
  for (const { revision_id } of await feed()) await ack(revision_id);
  const guest = { first_name: 'Ada', last_name: 'Lovelace' };
  const body = {
    hotel_id: 'HV01',
    checkin_date: gateway.day(3),
    checkout_date: gateway.day(5),
    guests: 2,
    room_code: 'DBL',
    guest,
  };
  expect((await gateway.call('POST', '/api/bookings/create', { as: 'ota-1', body })).status).toBe(201);
});

describe('the reservation feed', () => {
  it('hands out what is not acknowledged, again and again, and then no more', async () => {
    const [first] = await feed();
    const [again] = await feed('pms-1', '?hotel_id=HV01&limit=1');
    const response = await ack(first?.revision_id ?? '', { outcome: 'accepted', pms_reference: 'P-1' });

    expect(first).toMatchObject({
      action: 'new',
      hotel_code: 'HV01',
      guest: { last_name: 'Lovelace' },
      rooms: [{ room_code: 'DBL' }],
    });
    expect(again).toEqual(first);
    expect(response.status).toBe(200);
    expect(ackAnswer.parse(await response.json())).toEqual({
      revision_id: first?.revision_id,
      outcome: 'accepted',
    });
    expect(await feed()).toEqual([]);
  });

  it('is written down without the guest whom it names', async () => {
    await feed();
    const [row] = await gateway.app.journal.list({ kind: 'ReservationFeed', limit: 1 });
    const shown = JSON.stringify(await gateway.app.journal.show(row?.message_id ?? ''));

    expect(shown).toContain('revision_id');
    expect(shown).not.toMatch(/Lovelace|"Ada"/);
  });

  it('takes an acknowledgement without a body, and the same one twice', async () => {
    const [first] = await feed();

    expect((await ack(first?.revision_id ?? '')).status).toBe(200);
    expect((await ack(first?.revision_id ?? '')).status).toBe(200);
  });

  it('shows a PMS nothing of another one, nor lets it acknowledge', async () => {
    const [first] = await feed();

    expect(await feed('pms-2')).toEqual([]);
    expect((await ack(first?.revision_id ?? '', undefined, 'pms-2')).status).toBe(404);
    expect((await gateway.call('GET', '/api/reservations/feed?hotel_id=HV01', { as: 'pms-2' })).status).toBe(
      404,
    );
    expect(await feed()).toHaveLength(1);
  });

  it.each([
    ['?limit=0', '/limit'],
    ['?limit=501', '/limit'],
    ['?limit=ten', '/limit'],
    ['?hotel=HV01', '/hotel'],
  ])('refuses %s', async (query, pointer) => {
    const response = await gateway.call('GET', `/api/reservations/feed${query}`, { as: 'pms-1' });

    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors).toMatchObject([{ pointer }]);
  });

  it('refuses an acknowledgement that it cannot read, or of what it never gave', async () => {
    const [first] = await feed();
    const id = first?.revision_id ?? '';

    expect((await ack(id, { outcome: 'maybe' })).status).toBe(400);
    expect((await ack(id, { reference: 'x' })).status).toBe(400);
    expect((await ack(id, { reason: 'x'.repeat(501) })).status).toBe(400);
    expect((await ack('not-an-id')).status).toBe(400);
    expect(await problemOf(await ack(first?.booking_id ?? ''))).toMatchObject({
      status: 404,
      code: 'REVISION_NOT_FOUND',
    });
    expect(await feed()).toHaveLength(1);
  });
});

describe('the live reservations', () => {
  const live = async (query: string, as: PartnerCode = 'pms-1') =>
    gateway.call('GET', `/api/reservations/live?${query}`, { as });

  it('are given whole in pages, acknowledged or not, and change nothing', async () => {
    for (const { revision_id } of await feed()) await ack(revision_id);
    const all = liveAnswer.parse(await (await live('hotel_id=HV01&limit=500')).json());
    const ids: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = `hotel_id=HV01&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page = liveAnswer.parse(await (await live(query)).json());
      ids.push(...page.reservations.map(({ booking_id }) => booking_id));
      cursor = page.next_cursor;
    }

    expect(all.reservations.length).toBeGreaterThan(2);
    expect(all.next_cursor).toBeNull();
    expect(all.reservations[0]).toMatchObject({ guest: { last_name: 'Lovelace' }, action: 'new' });
    expect(ids).toEqual(all.reservations.map(({ booking_id }) => booking_id));
    expect(await feed()).toEqual([]);
  });

  it('are written down without their guests', async () => {
    await live('hotel_id=HV01');
    const [row] = await gateway.app.journal.list({ kind: 'ReservationImport', limit: 1 });
    const shown = JSON.stringify(await gateway.app.journal.show(row?.message_id ?? ''));

    expect(shown).toContain('next_cursor');
    expect(shown).not.toMatch(/Lovelace|"Ada"/);
  });

  it.each([
    ['', '/hotel_id'],
    ['hotel_id=HV01&limit=501', '/limit'],
    ['hotel_id=HV01&cursor=next', '/cursor'],
    ['hotel_id=HV01&from=2027-01-01', '/from'],
  ])('refuses ?%s', async (query, pointer) => {
    const response = await live(query);

    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors).toMatchObject([{ pointer }]);
  });

  it("are nobody else's", async () => {
    expect((await live('hotel_id=HV01', 'pms-2')).status).toBe(404);
    expect((await live(`hotel_id=${gateway.hotelId}`, 'pms-2')).status).toBe(404);
    expect((await live('hotel_id=HV01', 'ota-1')).status).toBe(403);
  });
});

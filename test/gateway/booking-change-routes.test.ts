import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookingView, buriedView } from '../../src/gateway/schemas/booking.js';
import { aGateway, type TestGateway } from './a-gateway.js';
import { problemOf } from './serve.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
  await gateway.load(10);
});
afterAll(() => gateway.close());

const lines = [{ room_code: 'DBL', quantity: 1, guests: 2 }];
const state = (nights: number, more: object = {}) => ({
  checkin_date: gateway.day(10),
  checkout_date: gateway.day(10 + nights),
  lines,
  ...more,
});

const put = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  gateway.call('PUT', `/api/bookings/${path}`, { as: 'ota-1', body, headers });

async function book(): Promise<string> {
  const body = { hotel_id: 'HV01', ...state(2) };
  const response = await gateway.call('POST', '/api/bookings/create', { as: 'ota-1', body });
  return bookingView.parse(await response.json()).booking_id;
}

describe('PUT /api/bookings/{booking_id}', () => {
  it('answers with the booking as it is now, and byte for byte again under the same key', async () => {
    const id = await book();
    const key = { 'idempotency-key': 'restated' };
    const first = await put(id, state(3), key);
    const text = await first.text();
    const second = await put(id, state(3), key);

    expect(first.status).toBe(200);
    expect(bookingView.parse(JSON.parse(text))).toMatchObject({ revision: 2, total_price: '300.00' });
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await second.text()).toBe(text);
  });

  it('refuses what is stale, what is cancelled, what has no room, and what holds a card number', async () => {
    const id = await book();
    await put(id, state(3));
    const stale = await put(id, state(4, { revision: 1 }));
    const empty = await put(id, state(1, { lines: [] }));
    const card = await put(id, state(1, { guest: { first_name: 'Ana', last_name: '4111 1111 1111 1111' } }));
    await gateway.call('POST', `/api/bookings/${id}/cancel`, { as: 'ota-1' });
    const cancelled = await put(id, state(4));

    expect([stale.status, await problemOf(stale)]).toMatchObject([
      409,
      { code: 'STALE_REVISION', details: { revision: 2 } },
    ]);
    expect([empty.status, card.status]).toEqual([400, 400]);
    expect([cancelled.status, await problemOf(cancelled)]).toMatchObject([
      409,
      { code: 'NOT_MODIFIABLE', details: { status: 'CANCELLED' } },
    ]);
  });
});

describe('GET /api/bookings/{booking_id}/timeline', () => {
  it('tells an operator what became of a booking, in order and without the guest, and nobody else', async () => {
    const id = await book();
    await put(id, state(3, { guest: { first_name: 'Ana', last_name: 'Secretname' } }));
    await gateway.call('POST', `/api/bookings/${id}/cancel`, { as: 'ota-1' });

    const told = await gateway.call('GET', `/api/bookings/${id}/timeline`, { as: 'operator-1' });
    const text = await told.text();
    const { entries } = JSON.parse(text) as { entries: { what: string; revision: number | null }[] };

    expect(entries.map(({ what, revision }) => [what, revision])).toEqual([
      ['CONFIRMED', 1],
      ['MODIFIED', 2],
      ['CANCELLED', 3],
    ]);
    expect(text).not.toContain('Secretname');
    const other = await gateway.call('GET', `/api/bookings/${id}/timeline`, { as: 'ota-1' });
    const unknown = await gateway.call('GET', '/api/bookings/17/timeline', { as: 'operator-1' });
    expect([other.status, unknown.status]).toEqual([403, 404]);
  });
});

describe('/api/bookings/by-reference/{partner_reference}', () => {
  it('books what it hears of first, restates it, and cancels it', async () => {
    const said = { hotel_id: 'HV01', partner_revision: 1 };
    const first = await put('by-reference/R%2F1', state(1, said));
    const again = await put('by-reference/R%2F1', state(2, { ...said, partner_revision: 2 }));
    const cancel = await gateway.call('POST', '/api/bookings/by-reference/R%2F1/cancel', {
      as: 'ota-1',
      body: { hotel_id: 'HV01', partner_revision: 3 },
    });

    expect([first.status, again.status, cancel.status]).toEqual([201, 200, 200]);
    const booking = bookingView.parse(await first.json());
    expect(booking).toMatchObject({ partner_reference: 'R/1', status: 'CONFIRMED' });
    expect(bookingView.parse(await cancel.json())).toMatchObject({
      booking_id: booking.booking_id,
      status: 'CANCELLED',
      revision: 3,
    });
  });

  it('keeps a cancellation that comes first, each partner and hotel for itself', async () => {
    const cancel = await gateway.call('POST', '/api/bookings/by-reference/R2/cancel', {
      as: 'ota-1',
      body: { hotel_id: 'HV01' },
    });
    const late = await put('by-reference/R2', state(1, { hotel_id: 'HV01', partner_revision: 9 }));
    const others = await gateway.call('PUT', '/api/bookings/by-reference/R2', {
      as: 'ota-2',
      body: state(1, { hotel_id: 'HV01', partner_revision: 1 }),
    });

    expect(buriedView.parse(await late.json())).toEqual(buriedView.parse(await cancel.json()));
    expect([late.status, others.status]).toEqual([200, 404]);
  });
});

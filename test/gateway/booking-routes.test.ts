import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookingView } from '../../src/gateway/schemas/booking.js';
import { problemSchema } from '../../src/gateway/schemas/problem.js';
import { aGateway, type TestGateway } from './a-gateway.js';
import { problemOf } from './serve.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
  await gateway.load(10);
});
afterAll(() => gateway.close());

const request = (more: object = {}) => ({
  hotel_id: 'HV01',
  checkin_date: gateway.day(10),
  checkout_date: gateway.day(12),
  guests: 2,
  rooms: 1,
  room_code: 'DBL',
  ...more,
});

const create = (body: unknown, headers: Record<string, string> = {}) =>
  gateway.call('POST', '/api/bookings/create', { as: 'ota-1', body, headers });

describe('POST /api/bookings/create', () => {
  it('books, and answers as documented', async () => {
    const response = await create(request());
    const booking = bookingView.parse(await response.json());

    expect(response.status).toBe(201);
    expect(booking).toMatchObject({
      status: 'CONFIRMED',
      hotel_code: 'HV01',
      total_price: '200.00',
      currency: 'EUR',
    });
    expect(response.headers.get('idempotent-replayed')).toBeNull();
    expect(response.headers.get('ratelimit-limit')).toBe('60000');
  });

  it('gives the same answer for the same key, byte for byte, however the body is laid out', async () => {
    const key = { 'idempotency-key': 'same intent' };
    const first = await create(request(), key);
    const text = await first.text();
    const shuffled = JSON.stringify(Object.fromEntries(Object.entries(request()).reverse()), null, 2);
    const second = await create(shuffled, key);

    expect(first.status).toBe(201);
    expect(second.status).toBe(201);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await second.text()).toBe(text);
  });

  it('refuses another body under the same key', async () => {
    const key = { 'idempotency-key': 'another body' };
    await create(request(), key);
    const response = await create(request({ guests: 1 }), key);

    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH', retryable: false });
  });

  it('gives a stored refusal again, byte for byte, under the request id of the first', async () => {
    const headers = { 'idempotency-key': 'refused', 'x-request-id': 'first' };
    const first = await create(request({ rooms: 11, guests: 22 }), headers);
    const text = await first.text();
    const second = await create(request({ rooms: 11, guests: 22 }), { ...headers, 'x-request-id': 'second' });

    expect(first.status).toBe(409);
    expect(problemSchema.parse(JSON.parse(text))).toMatchObject({
      code: 'SOLD_OUT',
      requestId: 'first',
      retryable: false,
    });
    expect(second.status).toBe(409);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.headers.get('x-request-id')).toBe('second');
    expect(await second.text()).toBe(text);
  });

  it.each(['', 'x'.repeat(256), 'tab\there', 'é'])('refuses %j as an Idempotency-Key', async (key) => {
    const response = await create(request(), { 'idempotency-key': key });

    expect(response.status).toBe(400);
    expect(await problemOf(response)).toMatchObject({
      code: 'VALIDATION',
      errors: [{ pointer: '/Idempotency-Key' }],
    });
  });

  it.each([
    [{ checkout_date: '2026-02-30' }, '/checkout_date'],
    [{ rooms: 0 }, '/rooms'],
    [{ rooms: 1_000 }, '/rooms'],
    [{ room_cod: 'DBL' }, '/room_cod'],
    [{ guest: { first_name: '4111 1111 1111 1111', last_name: 'X' } }, '/guest/first_name'],
  ])('refuses %j by its place', async (more, pointer) => {
    const response = await create(request(more));

    expect(response.status).toBe(400);
    const { code, errors } = problemSchema.parse(await problemOf(response));
    expect([code, ...new Set(errors.map((fault) => fault.pointer))]).toEqual(['VALIDATION', pointer]);
  });

  it('refuses dates that are inverted or past, and zero nights', async () => {
    const stays = [
      { checkin_date: gateway.day(5), checkout_date: gateway.day(4) },
      { checkin_date: gateway.day(5), checkout_date: gateway.day(5) },
      { checkin_date: gateway.day(-3), checkout_date: gateway.day(-1) },
    ];
    for (const stay of stays) expect((await create(request(stay))).status).toBe(400);
  });

  it.each([
    [{ hotel_id: 'NOPE' }, 404, 'HOTEL_NOT_FOUND'],
    [{ hotel_id: 'HV02' }, 404, 'HOTEL_NOT_FOUND'],
    [{ room_code: 'NOPE' }, 404, 'ROOM_NOT_FOUND'],
    [{ rate_code: 'NOPE' }, 404, 'RATE_NOT_FOUND'],
    [{ currency: 'JPY' }, 400, 'CURRENCY_MISMATCH'],
    [{ total_price: '1.00' }, 409, 'PRICE_CHANGED'],
    [{ rooms: 1, guests: 3, room_code: undefined }, 422, 'STAY_RESTRICTED'],
  ])('answers %j with %i %s', async (more, status, code) => {
    const response = await create(request(more));

    expect(response.status).toBe(status);
    expect(problemSchema.parse(await problemOf(response)).code).toBe(code);
  });

  it('writes request and answer down, without the guest', async () => {
    const guest = { first_name: 'Zenobia', last_name: 'Quixwhistle', email: 'zq@example.com' };
    await create(request({ guest }), { 'x-request-id': 'journal-1' });
    await create('{"hotel_id":', { 'x-request-id': 'journal-2' });

    const rows = await gateway.app.journal.list({ limit: 2 });
    expect(rows).toMatchObject([
      { kind: 'BookingCreate', outcome: 'REFUSED', request_id: 'journal-2' },
      { kind: 'BookingCreate', outcome: 'APPLIED', request_id: 'journal-1', hotel_code: 'HV01' },
    ]);
    for (const row of rows) {
      const shown = JSON.stringify(await gateway.app.journal.show(row.message_id));
      expect(shown).not.toMatch(/Zenobia|Quixwhistle|zq@example/);
    }
  });
});

describe('GET /api/bookings/:booking_id and its cancel', () => {
  const booked = async () => ((await (await create(request())).json()) as { booking_id: string }).booking_id;
  const cancelPath = (id: string) => `/api/bookings/${id}/cancel`;

  it('reads the booking for its OTA, its PMS and the operator, for nobody else', async () => {
    const id = await booked();
    const statuses = [];
    for (const as of ['ota-1', 'pms-1', 'operator-1', 'ota-2', 'pms-2'] as const) {
      const response = await gateway.call('GET', `/api/bookings/${id}`, { as });
      if (response.status === 200) bookingView.parse(await response.json());
      statuses.push(response.status);
    }

    expect(statuses).toEqual([200, 200, 200, 404, 404]);
  });

  it('cancels once, whatever is sent and however often', async () => {
    const id = await booked();
    const first = await gateway.call('POST', cancelPath(id), { as: 'ota-1' });
    const again = await gateway.call('POST', cancelPath(id), { as: 'ota-1', body: {} });

    expect(first.status).toBe(200);
    expect(bookingView.parse(await first.json())).toMatchObject({ status: 'CANCELLED', revision: 2 });
    expect(bookingView.parse(await again.json())).toMatchObject({ status: 'CANCELLED', revision: 2 });
  });

  it('gives the same answer for the same key, and refuses the key for another booking', async () => {
    const [one, other] = [await booked(), await booked()];
    const headers = { 'idempotency-key': 'cancel-once' };
    const first = await (await gateway.call('POST', cancelPath(one), { as: 'ota-1', headers })).text();
    const replay = await gateway.call('POST', cancelPath(one), { as: 'ota-1', headers });
    const misuse = await gateway.call('POST', cancelPath(other), { as: 'ota-1', headers });

    expect(replay.headers.get('idempotent-replayed')).toBe('true');
    expect(await replay.text()).toBe(first);
    expect(misuse.status).toBe(422);
  });

  it('does not cancel what is not there, or not theirs', async () => {
    const id = await booked();

    expect((await gateway.call('POST', cancelPath(id), { as: 'ota-2' })).status).toBe(404);
    expect((await gateway.call('POST', cancelPath('123'), { as: 'ota-1' })).status).toBe(404);
    expect((await gateway.call('POST', cancelPath('no-id'), { as: 'ota-1' })).status).toBe(404);
    expect((await gateway.call('POST', cancelPath(id), { as: 'ota-1', body: { reason: 'x' } })).status).toBe(
      400,
    );
  });
});

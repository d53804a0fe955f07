import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookingView } from '../../src/gateway/schemas/booking.js';
import { problemSchema } from '../../src/gateway/schemas/problem.js';
import { aGateway, type TestGateway } from './a-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
  await gateway.load(20);
});
afterAll(() => gateway.close());

const request = (more: object = {}) => ({
  hotel_id: 'HV01',
  checkin_date: gateway.day(10),
  checkout_date: gateway.day(12),
  guests: 2,
  room_code: 'DBL',
  ...more,
});
const card = (token: string) => ({ payment: { method: 'CARD', token } });

const create = (body: unknown, headers: Record<string, string> = {}) =>
  gateway.call('POST', '/api/bookings/create', { as: 'ota-1', body, headers });
const confirm = (id: string, body?: unknown, headers: Record<string, string> = {}) =>
  gateway.call('POST', `/api/bookings/${id}/confirm`, {
    as: 'ota-1',
    headers,
    ...(body === undefined ? {} : { body }),
  });

async function hold(): Promise<string> {
  const booking = bookingView.parse(await (await create(request({ hold: true }))).json());
  expect(booking).toMatchObject({ status: 'PENDING', revision: 1 });
  return booking.booking_id;
}

describe('POST /api/bookings/{booking_id}/confirm', () => {
  it('confirms a hold, without a body too, and gives the same answer for the same key', async () => {
    const id = await hold();
    const key = { 'idempotency-key': 'confirm-1' };
    const first = await confirm(id, undefined, key);
    const text = await first.text();
    const second = await confirm(id, undefined, key);

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(bookingView.parse(JSON.parse(text))).toMatchObject({ status: 'CONFIRMED', expires_at: null });
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await second.text()).toBe(text);
  });

  it('takes a payment, and answers 402 when it is declined', async () => {
    const paid = await confirm(await hold(), card('tok_ok'));
    const declined = await confirm(await hold(), card('tok_decline'));

    expect(paid.status).toBe(200);
    expect(bookingView.parse(await paid.json()).status).toBe('CONFIRMED');
    expect(declined.status).toBe(402);
    expect(problemSchema.parse(await declined.json())).toMatchObject({ code: 'PAYMENT_DECLINED' });
  });

  it('refuses what it does not know, a card number above all', async () => {
    const id = await hold();
    const number = '4111 1111 1111 1111';
    const attempts = [
      { token: 'tok_ok' },
      card(number),
      { payment: { method: 'CARD', number } },
      { payment: { method: 'CARD', token: 'tok_ok', holder: number } },
    ];
    for (const body of attempts) {
      const response = await confirm(id, body);
      const text = await response.text();
      expect([response.status, text.includes('1111 1111')]).toEqual([400, false]);
    }
    expect((await confirm(id)).status).toBe(200);
    expect(gateway.logged()).not.toContain('1111 1111');
  });
});

describe('POST /api/bookings/create with a payment', () => {
  it('answers 201 when it is paid', async () => {
    const response = await create(request(card('tok_ok')));

    expect(response.status).toBe(201);
    expect(bookingView.parse(await response.json())).toMatchObject({ status: 'CONFIRMED', revision: 2 });
  });

  it('answers 202 while nobody knows, and then the one final answer, byte for byte', async () => {
    const key = { 'idempotency-key': 'not-known-yet' };
    const first = await create(request(card('tok_timeout_taken')), key);
    const held = bookingView.parse(await first.json());
    const second = await create(request(card('tok_timeout_taken')), key);
    const text = await second.text();
    const third = await create(request(card('tok_timeout_taken')), key);

    expect([first.status, second.status, third.status]).toEqual([202, 201, 201]);
    expect(first.headers.get('retry-after')).toBe('2');
    expect(held.status).toBe('PENDING');
    expect(bookingView.parse(JSON.parse(text))).toMatchObject({
      booking_id: held.booking_id,
      status: 'CONFIRMED',
    });
    expect(await third.text()).toBe(text);
  });

  it('answers 402 when it is declined, to every copy the same', async () => {
    const key = { 'idempotency-key': 'declined' };
    const first = await create(request(card('tok_decline')), key);
    const text = await first.text();
    const second = await create(request(card('tok_decline')), key);

    expect([first.status, second.status]).toEqual([402, 402]);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await second.text()).toBe(text);
  });

  it('is refused for a hold, which is paid when it is confirmed', async () => {
    const response = await create(request({ hold: true, ...card('tok_ok') }));

    expect(response.status).toBe(400);
    expect(problemSchema.parse(await response.json()).errors).toMatchObject([{ pointer: '/payment' }]);
  });

  it('refuses a card number wherever it stands', async () => {
    const number = '4111111111111111';
    const attempts = [
      card(number),
      { rate_code: number },
      { room_code: `x ${number}` },
      { partner_reference: number },
      { guest: { first_name: 'Ana', last_name: number } },
    ];
    for (const more of attempts) {
      const response = await create(request(more));
      const text = await response.text();
      expect([Object.keys(more), response.status, text.includes(number)]).toEqual([
        Object.keys(more),
        400,
        false,
      ]);
    }
    expect(
      await gateway.db.database.rows('SELECT booking_id FROM bookings WHERE guest_first_name IS NOT NULL'),
    ).toEqual([]);
  });

  it('keeps the token out of the journal and the logs', async () => {
    await create(request(card('tok_decline_funds')));
    const messages = await gateway.app.journal.list({ limit: 1 });
    const found = await gateway.app.journal.show(messages[0]?.message_id ?? '');

    expect(JSON.stringify(found)).not.toContain('tok_decline_funds');
    expect(gateway.logged()).not.toContain('tok_decline_funds');
  });
});

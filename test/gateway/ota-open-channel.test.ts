import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createReadJournal } from '../../src/core/messages/read-journal.js';
import { aGateway, type TestGateway } from './a-gateway.js';

const NEW_BOOKING = '/ota/open-channel/channel_webhooks/open_channel/new_booking';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway({ env: { BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') } });
});
afterAll(() => gateway.close());
beforeEach(() => gateway.load(2));

const send = (booking: unknown, options: { key?: string | null; path?: string } = {}) => {
  const { key = gateway.keys['ota-1'], path = NEW_BOOKING } = options;
  return gateway.call('POST', path, {
    body: booking,
    ...(key === null ? {} : { headers: { 'api-key': key } }),
  });
};

let count = 0;
const anId = () => `OC-${String(++count).padStart(3, '0')}`;

interface Stay {
  readonly from: number;
  readonly nights: number;
  readonly rooms?: number;
  readonly room?: string;
}

const booking = (reservation_id: string, { from, nights, rooms = 1, room = 'DBL' }: Stay, status = 'new') => {
  const days = Array.from({ length: nights }, (_, night) => ({
    date: gateway.day(from + night),
    price: '100.00',
    rate_plan_code: 'BAR',
  }));
  return {
    booking: {
      status,
      provider_code: 'OpenChannel',
      hotel_code: 'HV01',
      reservation_id,
      arrival_date: gateway.day(from),
      departure_date: gateway.day(from + nights),
      currency: 'EUR',
      customer: { name: 'First', surname: 'Guest', mail: 'guest@example.com' },
      guarantee: { card_number: '4111111111111111', cvv: '123', cardholder_name: 'First Guest' },
      rooms: Array.from({ length: rooms }, () => ({
        room_type_code: room,
        occupancy: { adults: 2, children: 0, infants: 0 },
        days,
      })),
    },
  };
};

const free = async (offset: number) => {
  const date = gateway.day(offset);
  const read = await gateway.call('GET', `/api/ari?hotel_id=HV01&room_code=DBL&from=${date}&to=${date}`, {
    as: 'pms-1',
  });
  return ((await read.json()) as { nights: { available_rooms: number }[] }).nights[0]?.available_rooms;
};

describe('a booking of Open Channel', () => {
  it('is booked, changed and cancelled under its number, and a second delivery changes nothing', async () => {
    const id = anId();
    const first = await send(booking(id, { from: 3, nights: 2, rooms: 2 }));
    const made = (await first.json()) as { success: boolean; unique_id: string };
    expect([first.status, made.success]).toEqual([200, true]);
    expect(await free(3)).toBe(0);

    const again = await send(booking(id, { from: 3, nights: 2, rooms: 2 }), {
      path: NEW_BOOKING.replace('/ota/open-channel', '/ota/open-channel/api/v1'),
    });
    expect(await again.json()).toMatchObject({
      success: true,
      unique_id: made.unique_id,
      data: { attributes: { status: 'unchanged' } },
    });

    const changed = await send(booking(id, { from: 4, nights: 1 }, 'modified'));
    expect(await changed.json()).toMatchObject({ success: true, unique_id: made.unique_id });
    expect([await free(3), await free(4)]).toEqual([2, 1]);

    const cancelled = await send(booking(id, { from: 4, nights: 1 }, 'cancelled'));
    expect(await cancelled.json()).toMatchObject({
      success: true,
      data: { attributes: { status: 'cancelled' } },
    });
    expect(await free(4)).toBe(2);
  });

  it('is refused where the house is full, with the code that says so', async () => {
    const response = await send(booking(anId(), { from: 6, nights: 1, rooms: 3 }));

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      success: false,
      errors: { code: 'validation_error', details: [{ code: 'SOLD_OUT' }] },
    });
    expect(await free(6)).toBe(2);
  });

  it.each([
    ['an unknown room', () => booking(anId(), { from: 7, nights: 1, room: 'NOPE' }), 422, 'ROOM_NOT_FOUND'],
    [
      'a hotel of another partner',
      () => ({ booking: { ...booking(anId(), { from: 7, nights: 1 }).booking, hotel_code: 'HV02' } }),
      422,
      'HOTEL_NOT_FOUND',
    ],
    [
      'a day that does not exist',
      () => ({ booking: { ...booking(anId(), { from: 7, nights: 1 }).booking, arrival_date: '2026-02-30' } }),
      422,
      'VALIDATION',
    ],
    ['broken JSON', () => '{"booking": {', 400, 'MALFORMED'],
  ])('with %s is refused in the grammar of the contract', async (_what, message, status, code) => {
    const response = await send(message());

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ success: false, errors: { details: [{ code }] } });
  });

  it.each([
    ['no key', null, 401],
    ['a wrong key', 'bh_test_wrong', 401],
    ['the key of a PMS', 'pms', 403],
  ])('with %s books nothing', async (_what, key, status) => {
    const used = key === 'pms' ? gateway.keys['pms-1'] : key;
    const response = await send(booking(anId(), { from: 8, nights: 1 }), { key: used });

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ success: false });
    expect(await free(8)).toBe(2);
  });

  it('takes no body in from somebody without a key', async () => {
    // Taken in, it would be too large.
    const response = await send('x'.repeat(11_000_000), { key: null });

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ success: false, errors: { code: 'unauthorized' } });
  });

  it('leaves no card behind, neither in the journal nor in the log', async () => {
    await send(booking(anId(), { from: 9, nights: 1 }));
    const journal = createReadJournal({ database: gateway.db.database });
    const [newest] = await journal.list({ kind: 'new_booking', limit: 1 });
    const kept = await journal.show(newest?.message_id ?? '');

    expect(kept.body).toContain('"reservation_id"');
    expect(kept.body).not.toMatch(/4111111111111111|"123"/);
    expect(gateway.logged()).not.toContain('4111111111111111');
  });
});

describe('a wish for everything anew', () => {
  const wish = (hotel_code: string) =>
    send(
      { provider_code: 'OpenChannel', hotel_code },
      { path: '/ota/open-channel/channel_webhooks/open_channel/request_full_sync' },
    );

  it('is no success while nobody fulfils it, and stands in the journal', async () => {
    const response = await wish('HV01');
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      success: false,
      errors: { details: [{ code: 'UNSUPPORTED_UPDATE' }] },
    });
    const rows = await gateway.db.database.rows<{ kind: string }>(
      "SELECT kind, outcome FROM messages WHERE connector = 'open-channel' ORDER BY message_id DESC LIMIT 1",
    );
    expect(rows).toEqual([{ kind: 'request_full_sync', outcome: 'REFUSED' }]);
  });

  it('is a success once it is sure to be sent, and none while sending is paused', async () => {
    await gateway.db.database.run("UPDATE partners SET connector = 'open-channel' WHERE code = 'ota-1'");
    const { endpoints } = gateway.app.delivery;
    const nobody = { requestor_id: null, dialect: null, pricing: null, los: null } as const;
    const address = { url: 'http://127.0.0.1:9/', username: 'bellhop', password: 'secret' };
    await endpoints.connect({ partner: 'ota-1', ...address, ...nobody });
    await gateway.db.database.run("UPDATE deliveries SET sync_state = 'NONE', sync_cause = NULL");

    expect(await (await wish('HV01')).json()).toEqual({ success: true });
    expect(
      await gateway.db.database.rows('SELECT sync_state, sync_cause FROM deliveries WHERE kind = ?', ['ari']),
    ).toEqual([{ sync_state: 'WANTED', sync_cause: 'requested' }]);

    await endpoints.setStatus('ota-1', 'PAUSED');
    expect(await (await wish('HV01')).json()).toMatchObject({ success: false });
  });

  it('is refused for another', async () => {
    const response = await wish('HV02');

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errors: { details: [{ code: 'HOTEL_NOT_FOUND' }] } });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aChannexPms, type ChannexPms, type Feed } from './a-channex-pms.js';
import { aGateway, type TestGateway } from './a-gateway.js';

let gateway: TestGateway;
let pms: ChannexPms;

beforeAll(async () => {
  gateway = await aGateway();
  pms = aChannexPms(gateway);
});
afterAll(() => gateway.close());

describe('booking revisions', () => {
  it('come again until they are acknowledged, each by its own id', async () => {
    await pms.freshMinute();
    await gateway.load(5);
    const stay = { checkin_date: gateway.day(10), checkout_date: gateway.day(12), guests: 2 };
    const guest = { first_name: 'Ana', last_name: 'Gast', email: 'guest@example.com' };
    const body = {
      hotel_id: 'HV01',
      room_code: 'DBL',
      rate_code: 'BAR',
      ...stay,
      guest,
      partner_reference: 'R-1',
    };
    const created = await gateway.call('POST', '/api/bookings/create', { as: 'ota-1', body });
    expect(created.status).toBe(201);
    const { booking_id } = (await created.json()) as { booking_id: string };

    const feed = await pms.read<Feed>('/booking_revisions/feed?filter[property_id]=HV01');
    const again = await pms.read<Feed>('/booking_revisions/feed');
    const [revision] = feed.data;

    expect(feed.meta.total).toBe(1);
    expect(again.data).toEqual(feed.data);
    expect(revision).toMatchObject({
      type: 'booking_revision',
      attributes: {
        booking_id,
        property_id: 'HV01',
        status: 'new',
        unique_id: 'OTA-R-1',
        ota_reservation_code: 'R-1',
        arrival_date: stay.checkin_date,
        departure_date: stay.checkout_date,
        amount: '200.00',
        currency: 'EUR',
        customer: { name: 'Ana', surname: 'Gast' },
        rooms: [
          {
            room_type_id: 'DBL',
            rate_plan_id: 'BAR',
            days: { [gateway.day(10)]: '100.00', [gateway.day(11)]: '100.00' },
            occupancy: { adults: 2, children: 0, infants: 0 },
          },
        ],
      },
    });
    const id = revision?.id ?? '';
    expect(await pms.read(`/booking_revisions/${id}`)).toEqual({ data: revision });
    expect(await pms.read(`/bookings/${booking_id}`)).toMatchObject({
      data: { type: 'booking', id: booking_id, attributes: { revision_id: id } },
    });
    // By the booking's id nothing is acknowledged.
    expect((await pms.call('POST', `/booking_revisions/${booking_id}/ack`)).status).toBe(404);
    expect((await pms.call('POST', `/booking_revisions/${id}/ack`, { as: 'pms-2' })).status).toBe(404);
    for (const path of [`/booking_revisions/${id}`, `/bookings/${booking_id}`, '/bookings/nope'])
      expect((await pms.call('GET', path, { as: 'pms-2' })).status).toBe(404);

    const acknowledged = await pms.call('POST', `/booking_revisions/${id}/ack`, { body: {} });
    const twice = await pms.call('POST', `/booking_revisions/${id}/ack`);

    expect(await acknowledged.json()).toEqual({ meta: { message: 'Success' } });
    expect(twice.status).toBe(200);
    expect(await pms.read('/booking_revisions/feed')).toMatchObject({ data: [], meta: { total: 0 } });

    await gateway.call('POST', `/api/bookings/${booking_id}/cancel`, { as: 'ota-1', body: {} });
    expect(await pms.read('/booking_revisions/feed')).toMatchObject({
      data: [{ attributes: { booking_id, status: 'cancelled' } }],
    });
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReservationRevision } from '../../../core/model/reservation.js';
import {
  aSandbox,
  connectorOf,
  sandboxDay as day,
  type TestSandbox,
} from '../../../../test/builders/a-sandbox.js';

let sandbox: TestSandbox;
afterEach(() => sandbox.close());

function revision(change: Partial<ReservationRevision> = {}): ReservationRevision {
  const nights = [0, 1].map((offset) => ({ date: day(offset), amount: '100.00' }));
  return {
    revision_id: '901',
    booking_id: '900',
    revision: 1,
    action: 'new',
    hotel_code: 'H1',
    status: 'CONFIRMED',
    partner_name: 'channel-1',
    partner_reference: 'X-1',
    check_in_date: day(0),
    check_out_date: day(2),
    rooms: [{ room_code: '10', rate_code: '7', quantity: 1, guests: 2, nights }],
    guest: { first_name: 'Guest', last_name: 'One' },
    total_price: '200.00',
    currency: 'EUR',
    created_at: '2026-11-30T10:00:00.000Z',
    updated_at: '2026-11-30T10:00:00.000Z',
    ...change,
  };
}

/** Sends as Bellhop would. */
async function deliver(id: string, told: ReservationRevision) {
  const { pms } = connectorOf(id);
  if (pms === undefined) throw new Error('the connector pushes no reservations');
  const settings = {
    username: 'bellhop',
    password: 'H1',
    now: '2026-11-30T10:00:01.000Z',
    nextId: () => 'i-1',
  };
  const request = pms.encodeReservation(told, settings);
  const { method, headers, body, path } = request;
  const answer = await fetch(`${sandbox.url}/${path}`, { method, headers, body });
  const said = { status: answer.status, headers: {}, body: await answer.text() };
  return pms.readAnswer(request, said);
}

describe.each(['ota', 'alpinebits', 'mews'])('a PMS of %s that has its reservations pushed', (id) => {
  it('takes each once, lowers its count, and gives the rooms back', async () => {
    sandbox = await aSandbox(id, { kind: 'pms', hotel: 'H1' });
    const cells = [0, 1].map((offset) => ({ room_code: '10', date: day(offset), available: 3 }));
    await sandbox.control('PUT', 'calendar?hotel=H1', { cells });
    const left = async () => (await sandbox.cells()).map(({ available }) => available);
    const later = { revision: 2, revision_id: '902', updated_at: '2026-11-30T11:00:00.000Z' };

    const first = await deliver(id, revision());
    const again = await deliver(id, revision());
    const sold = await left();
    const cancelled = await deliver(id, revision({ ...later, action: 'cancel', status: 'CANCELLED' }));

    expect([first, again, cancelled].map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect([sold, await left()]).toEqual([
      [2, 2],
      [3, 3],
    ]);
    expect(await sandbox.bookings()).toMatchObject([
      { hotel_code: 'H1', status: 'cancelled', deliveries: 3 },
    ]);
  });
});

it('a PMS without gateway says what it lacks', async () => {
  sandbox = await aSandbox('ota', { kind: 'pms' });

  const { status, document } = await sandbox.control<{ detail: string }>('POST', 'fetch', {});

  expect(status).toBe(400);
  expect(document.detail).toContain('--gateway');
});

describe('a PMS whose contract replaces rate plans', () => {
  const bodies: string[] = [];
  const gateway = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      response.end(
        '<OTA_HotelRatePlanNotifRS xmlns="http://www.opentravel.org/OTA/2003/05" Version="4"><Success/></OTA_HotelRatePlanNotifRS>',
      );
    });
  });
  const price = (rate_code: string, offset: number, amount: string | null) => ({
    ...{ room_code: '10', rate_code, date: day(offset) },
    amounts: amount === null ? null : [{ guests: 2, amount, currency: 'EUR' }],
  });
  const tell = (cells: readonly object[]) => sandbox.control('PUT', 'calendar?hotel=H1&push=true', { cells });

  /** Three nights of two rate plans, told. */
  beforeEach(async () => {
    bodies.length = 0;
    gateway.listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    const known = { url, partner: 'pms', key: 'k' };
    sandbox = await aSandbox('alpinebits', { kind: 'pms', hotel: 'H1', gateway: known });
    await tell([0, 1, 2].flatMap((offset) => [price('7', offset, '80.00'), price('8', offset, '90.00')]));
  });
  afterEach(() => gateway.close());

  it('tells one that changed whole, and no other', async () => {
    await tell([price('7', 1, '85.00')]);

    const last = bodies.at(-1) ?? '';
    expect(bodies).toHaveLength(2);
    expect(last).toContain('RatePlanCode="7"');
    expect(last).not.toContain('RatePlanCode="8"');
    expect([0, 1, 2].filter((offset) => last.includes(`Start="${day(offset)}"`))).toEqual([0, 1, 2]);
  });

  it('tells one that lost its last price', async () => {
    await tell([0, 1, 2].map((offset) => price('7', offset, null)));

    const last = bodies.at(-1) ?? '';
    const document = /<OTA_HotelRatePlanNotifRQ[^]*<\/OTA_HotelRatePlanNotifRQ>/.exec(last)?.[0] ?? '';
    const { content, faults } = await connectorOf('alpinebits').decode(Buffer.from(document), {
      charset: null,
    });
    expect(faults).toEqual([]);
    expect(content).toMatchObject({
      ari: { products: [{ rate_code: '7', action: 'full', rates: [] }], updates: [] },
    });
  });
});

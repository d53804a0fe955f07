import { afterEach, describe, expect, it } from 'vitest';
import {
  aSandbox,
  connectorOf,
  sandboxCounts,
  sandboxDay as day,
  sandboxNights as nights,
  type TestSandbox,
} from '../../../../test/builders/a-sandbox.js';

let sandbox: TestSandbox;
afterEach(() => sandbox.close());

const counts = () => sandboxCounts(sandbox);

describe('bookings that are fetched', () => {
  const stay = { hotel_code: 'H1', room_code: '10', rate_code: '7', check_in: day(0), check_out: day(2) };
  const settings = { username: 'u', password: 'p', now: '2026-11-30T10:00:00.000Z', nextId: () => 'i' };

  async function fetchAll(id: string) {
    const connector = connectorOf(id);
    const found = [];
    for (const request of connector.channel?.pull?.requests(settings) ?? []) {
      const { method, headers, body, path } = request;
      const init = method === 'GET' ? { method, headers } : { method, headers, body };
      const answer = await fetch(`${sandbox.url}${path}`, init);
      const { content, faults } = await connector.decode(Buffer.from(await answer.text()), { charset: null });
      expect(faults).toEqual([]);
      const reservations = content?.kind === 'reservations' ? content.reservations : [];
      found.push({ request, reservations });
    }
    return found;
  }

  async function acknowledge(id: string, asked: Awaited<ReturnType<typeof fetchAll>>) {
    const pull = connectorOf(id).channel?.pull;
    for (const { request, reservations } of asked) {
      const results = reservations.map(({ reference, message_id }) => ({
        ...{ reference, message_id, our_number: `B-${reference}`, error: null },
      }));
      const ack = results.length === 0 ? null : pull?.acknowledge(request, results, settings);
      if (ack === null || ack === undefined) continue;
      const { method, headers, body, path } = ack;
      expect((await fetch(`${sandbox.url}${path}`, { method, headers, body })).status).toBe(200);
    }
  }

  const actions = (asked: Awaited<ReturnType<typeof fetchAll>>) =>
    asked.map(({ reservations }) => reservations.map(({ action }) => action));

  it('Booking.com: new until acknowledged, then changed, then cancelled', async () => {
    sandbox = await aSandbox('booking-com');
    const { document } = await sandbox.control<{ reference: string }>('POST', 'bookings', {
      ...stay,
      amount: '200.00',
      currency: 'EUR',
    });
    const change = { hotel_code: 'H1', reference: document.reference };

    const first = await fetchAll('booking-com');
    await sandbox.control('POST', 'bookings', {
      ...change,
      action: 'modify',
      check_out: day(3),
      amount: '300.00',
    });
    const again = await fetchAll('booking-com');
    await acknowledge('booking-com', again);
    await sandbox.control('POST', 'bookings', { ...change, action: 'cancel' });
    const last = await fetchAll('booking-com');
    await acknowledge('booking-com', last);

    expect([first, again, last].map(actions)).toEqual([
      [['new'], []],
      [['new'], []],
      [[], ['cancel']],
    ]);
    expect(again[0]?.reservations[0]).toMatchObject({
      total: '300.00',
      currency: 'EUR',
      check_out: day(3),
      hotel_code: 'H1',
    });
    expect(actions(await fetchAll('booking-com'))).toEqual([[], []]);
    expect(await sandbox.bookings()).toMatchObject([
      { status: 'cancelled', delivery: 'acknowledged', our_number: `B-${document.reference}` },
    ]);
  });

  it('Expedia: one transaction of a booking at a time', async () => {
    sandbox = await aSandbox('expedia');
    const { document } = await sandbox.control<{ reference: string }>('POST', 'bookings', {
      ...stay,
      amount: '200.00',
      currency: 'EUR',
    });
    await sandbox.control('POST', 'bookings', {
      hotel_code: 'H1',
      reference: document.reference,
      action: 'cancel',
    });

    const first = await fetchAll('expedia');
    await acknowledge('expedia', first);
    const second = await fetchAll('expedia');
    await acknowledge('expedia', second);

    expect([first, second, await fetchAll('expedia')].map(actions)).toEqual([[['new']], [['cancel']], [[]]]);
    expect(first[0]?.reservations[0]).toMatchObject({
      total: '200.00',
      check_in: day(0),
      rooms: [{ room_code: '10', rate_code: '7' }],
    });
  });

  it('Expedia lowers its own count, and gives the rooms back', async () => {
    sandbox = await aSandbox('expedia');
    await sandbox.push(nights(3, 4));

    const { document } = await sandbox.control<{ reference: string; amount: string }>(
      'POST',
      'bookings',
      stay,
    );
    const sold = await counts();
    await sandbox.control('POST', 'bookings', {
      hotel_code: 'H1',
      reference: document.reference,
      action: 'cancel',
    });

    expect(document.amount).toBe('241.00');
    expect([sold, await counts()]).toEqual([
      [3, 3, 4],
      [4, 4, 4],
    ]);
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../../../test/builders/an-app.js';
import { twoSides, type TwoSides } from '../../../test/builders/two-sides.js';

let sides: TwoSides;
let t: TestApp;
beforeAll(async () => {
  sides = await twoSides();
  ({ t } = sides);
}, 60_000);
afterAll(() => sides.close());
afterEach(() => sides.ask(null, null));

const BOOKING = {
  ...{ status: 'new', provider_code: 'OpenChannel', ota_name: 'OpenChannel', currency: 'EUR' },
  ...{ payment_collect: 'property', payment_type: 'other', notes: '', services: [] },
};

function withNight(booking: Record<string, unknown>): Record<string, unknown> {
  const days = [{ date: booking['arrival_date'], price: '100.00', rate_plan_code: '22' }];
  const occupancy = { adults: 2, children: 0, infants: 0 };
  return { ...booking, rooms: [{ index: 0, room_type_code: '11', occupancy, days }] };
}

describe('bookings', () => {
  test('that the channel does not list are missing there, and those that only it lists extra', async () => {
    await sides.ask(null, `${sides.sandbox.url}/control/bookings`);
    const partner = await t.app.partners.get('chan');
    const stay = { checkin_date: t.day(2), checkout_date: t.day(3), room_code: '11', rate_code: '22' };
    await t.book({ hotel_id: 'H1', partner_reference: 'C-1', ...stay }, { partner });
    await t.db.database.run("UPDATE bookings SET updated_at = '2020-01-01' WHERE partner_reference = 'C-1'");

    const { bookings } = await t.app.reconcile.run(sides.channel);

    expect(bookings).toMatchObject({ source: 'reported', compared: 1, total: 1 });
    expect(bookings?.differences).toMatchObject([{ class: 'missing', reference: 'C-1', check_in: t.day(2) }]);
    await sides.settled();
  }, 60_000);

  test('of other hotels in the list are none of this one; a list that nobody can read keeps no night from its repair', async () => {
    let answer = JSON.stringify({
      bookings: [
        { hotel_code: 'H2', reference: 'F-1', status: 'booked', check_in: t.day(2), check_out: t.day(3) },
        { hotel_code: 'H1', reference: 'F-2', status: 'booked', check_in: t.day(2), check_out: t.day(3) },
        { reference: 'F-3', status: 'booked', check_in: t.day(2), check_out: t.day(3) },
      ],
    });
    const server = createServer((_request, response) => response.end(answer));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      await sides.ask(`${sides.sandbox.url}/control/calendar`, `http://127.0.0.1:${port}/list`);
      const listed = (await t.app.reconcile.run(sides.channel)).bookings?.differences ?? [];
      expect(listed.filter((one) => one.class === 'extra').map(({ reference }) => reference)).toEqual([
        'F-2',
        'F-3',
      ]);

      answer = 'nothing of the kind';
      const night = { room_code: '11', rate_code: null, date: t.day(9) };
      await sides.sandbox.control('PUT', 'calendar?hotel=H1', { cells: [{ ...night, available: 9 }] });
      const fixed = await t.app.reconcile.fix(sides.channel, { dryRun: false, waitMs: 10_000 });

      expect([fixed.values, fixed.after?.totals.differences, fixed.after?.bookings]).toEqual([1, 0, null]);
      expect(fixed.run.warnings).toEqual([expect.stringContaining('Bookings were not compared: ')]);
      const [lane] = await t.db.database.rows<{ cause: string }>(
        "SELECT cause FROM reconcile_lanes WHERE side = 'channel' AND cause IS NOT NULL",
      );
      expect(lane?.cause).toContain('does not answer with JSON');
    } finally {
      server.close();
    }
  }, 60_000);

  test('of a channel that lists none are held to what it sent', async () => {
    const partner = await t.app.partners.get('chan');
    const send = async (reservation: Record<string, unknown>, outcome: 'APPLIED' | 'REFUSED' | 'FAILED') => {
      const booking = { ...BOOKING, hotel_code: 'H1', customer: { name: 'A', surname: 'B' }, ...reservation };
      const body = Buffer.from(JSON.stringify({ booking: withNight(booking) }));
      const id = await t.app.journal.receive({
        ...{
          partner_id: partner.partner_id,
          connector: 'open-channel',
          kind: 'new_booking',
          hotel_code: 'H1',
        },
        ...{ request_id: 'r-2', content_type: 'application/json', body },
      });
      await t.app.journal.answer(id, { outcome, body: '{}', about: { content: 'reservations' } });
    };
    const book = (partner_reference: string, from: number) =>
      t.book(
        {
          ...{ hotel_id: 'H1', partner_reference, room_code: '11', rate_code: '22' },
          ...{ checkin_date: t.day(from), checkout_date: t.day(from + 1) },
        },
        { partner },
      );
    await book('C-2', 3);
    await book('C-3', 4);
    await book('C-4', 5);
    const nights = (first: number) => ({ arrival_date: t.day(first), departure_date: t.day(first + 1) });
    await send({ reservation_id: 'C-2', ...nights(3) }, 'APPLIED');
    await send({ reservation_id: 'C-3', ...nights(4) }, 'APPLIED');
    await send({ reservation_id: 'C-3', status: 'cancelled', ...nights(4) }, 'APPLIED');
    await send({ reservation_id: 'C-4', ...nights(5) }, 'APPLIED');
    await send({ reservation_id: 'C-4', status: 'modified', ...nights(8) }, 'FAILED');
    await send({ reservation_id: 'C-5', ...nights(6) }, 'APPLIED');
    await send({ reservation_id: 'C-6', ...nights(6) }, 'REFUSED');
    // What came a moment ago may still be on its way.
    expect((await t.app.reconcile.run(sides.channel)).bookings).toMatchObject({
      source: 'journal',
      total: 0,
    });
    await t.db.database.run("UPDATE bookings SET updated_at = '2020-01-01'");
    await t.db.database.run(
      "UPDATE messages SET received_at = '2020-01-02' WHERE connector = 'open-channel'",
    );

    const { bookings } = await t.app.reconcile.run(sides.channel);

    const told = bookings?.differences.map((one) => [one.reference, one.class, one.theirs, one.cause]);
    const stay = `${t.day(8)}/${t.day(9)}`;
    expect(bookings).toMatchObject({ source: 'journal', compared: 3 });
    expect(told).toEqual([
      ['C-3', 'status', 'cancelled', 'dropped_silently'],
      ['C-4', 'dates', stay, 'failed'],
      ['C-6', 'extra', 'booked', 'refused'],
      ['C-5', 'extra', 'booked', 'dropped_silently'],
    ]);

    // Ours is always changed after the message that made it came in: that is no reason why they have lost it.
    await t.db.database.run("UPDATE bookings SET updated_at = '2020-01-03'");
    await sides.ask(null, `${sides.sandbox.url}/control/bookings`);
    const lost = (await t.app.reconcile.run(sides.channel)).bookings?.differences ?? [];
    expect(lost.map((one) => [one.reference, one.class, one.cause])).toEqual([
      ['C-1', 'missing', null],
      ['C-2', 'missing', null],
      ['C-3', 'missing', 'dropped_silently'],
      ['C-4', 'missing', null],
    ]);
    await sides.settled();
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { aSandbox, type TestSandbox } from '../../../test/builders/a-sandbox.js';
import { eventually } from '../../../test/harness/eventually.js';
import type { Subscription } from '../events/event-bus.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { RunRequest } from './run-reconcile.js';

let t: TestApp;
let subscription: Subscription;
let sandbox: TestSandbox;
const channel: RunRequest = { hotel: 'HV01', partner: 'chan', side: 'channel' };
const pms: RunRequest = { hotel: 'HV01', partner: 'pms-2', side: 'pms' };

beforeAll(async () => {
  t = await anApp({ env: { BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') } });
  t.app.relay.start();
  subscription = t.app.bus.subscribe(t.app.delivery.consumer);
  await t.load(5, 0, 20);
  sandbox = await aSandbox('open-channel');
  await t.app.partners.create({ code: 'chan', name: 'chan', kind: 'ota', connector: 'open-channel' });
  for (const [kind, our_code, their_code] of [
    ['hotel', 'HV01', 'H1'],
    ['room', 'DBL', '11'],
    ['rate', 'BAR', '22'],
  ] as const)
    await t.app.mappings.set({ partner_code: 'chan', hotel_code: 'HV01', kind, our_code, their_code });
  await t.app.delivery.endpoints.connect({
    ...{ partner: 'chan', url: sandbox.url, username: 'bellhop', password: 's3cret' },
    ...{ requestor_id: null, dialect: null, pricing: null, los: null },
  });
  t.app.delivery.worker.start();
  await settled();
}, 60_000);

afterAll(async () => {
  await t.app.delivery.worker.stop();
  await subscription.stop();
  await t.close();
  await sandbox.close();
});

afterEach(() => ask(null, null));

async function ask(calendar_url: string | null, bookings_url: string | null): Promise<void> {
  await t.app.reconcile.copies.set(await t.app.partners.get('chan'), { calendar_url, bookings_url });
}

async function settled(): Promise<void> {
  await eventually(
    async () => {
      const [outbox] = await t.db.database.rows('SELECT 1 FROM outbox LIMIT 1');
      const { waiting } = await t.app.bus.lag(t.app.delivery.consumer);
      const lanes = await t.app.delivery.desk.list({ partner: 'chan', limit: 5 });
      const done = lanes.length > 0 && lanes.every(({ state }) => state === 'DONE');
      return outbox === undefined && waiting === 0 && done;
    },
    { within: 15_000 },
  );
}

describe('a channel that cannot be asked', () => {
  test('is held to what it last acknowledged; a value that was never sent is found and sent alone', async () => {
    const clean = await t.app.reconcile.run(channel);
    expect(clean).toMatchObject({ source: 'acknowledged', differences: [], totals: { pending: 0 } });
    expect(clean.nights).toBe(21 * 2);

    // Changed without an event, as after a restored backup: nobody tells it.
    await t.db.database.run(
      "UPDATE room_inventory i JOIN rooms r USING (room_id) SET available_rooms = 2 WHERE r.code = 'DBL' AND date = ?",
      [t.day(4)],
    );
    const { differences } = await t.app.reconcile.run(channel);
    const value = { field: 'available', class: 'stale', cause: 'never_sent', ours: 2, theirs: 5 };
    expect(differences).toMatchObject([{ ...value, room_code: '11', date: t.day(4), repairable: true }]);

    const fixed = await t.app.reconcile.fix(channel, { dryRun: false, waitMs: 10_000 });
    expect(fixed.cells).toEqual([{ room_code: '11', rate_code: null, date: t.day(4), available: 2 }]);
    expect([fixed.delivered, fixed.after?.totals.differences]).toEqual([true, 0]);
    await ask(`${sandbox.url}/control/calendar`, null);
    expect((await t.app.reconcile.run(channel)).differences).toEqual([]);
  }, 60_000);

  test('is pending, not different, while it is still to be told', async () => {
    await t.app.delivery.worker.stop();
    await t.push([{ from: t.day(7), to: t.day(8), available: 1 }]);
    await eventually(async () => {
      const lanes = await t.app.delivery.desk.list({ partner: 'chan', limit: 5 });
      return lanes.some(({ marks }) => marks > 0);
    });

    expect((await t.app.reconcile.run(channel)).totals).toMatchObject({ differences: 0, pending: 2 });

    t.app.delivery.worker.start();
    await settled();
    expect((await t.app.reconcile.run(channel)).totals).toMatchObject({ differences: 0, pending: 0 });
  }, 60_000);
});

describe('a channel that sells what we do not have', () => {
  test('on a night that nobody has priced or counted is closed there', async () => {
    await ask(`${sandbox.url}/control/calendar`, null);
    await t.app.reconcile.run(channel);
    const amounts = [{ guests: 2, amount: '50.00', currency: 'EUR', tax: 'after' }];
    const night = { room_code: '11', rate_code: '22', date: t.day(25) };
    await sandbox.control('PUT', 'calendar?hotel=H1', {
      cells: [
        { ...night, amounts, closed: false },
        { ...night, rate_code: null, available: 2 },
      ],
    });
    const { differences, totals } = await t.app.reconcile.run(channel);
    expect(differences.map(({ field, class: kind }) => [field, kind])).toEqual([
      ['available', 'extra'],
      ['amounts', 'extra'],
    ]);
    expect(totals.by_cause).toEqual({ changed_behind_us: 2 });

    const fixed = await t.app.reconcile.fix(channel, { dryRun: false, waitMs: 10_000 });

    expect(fixed.after?.differences).toEqual([]);
    const cells = await sandbox.cells();
    expect(cells.find(({ rate_code, date }) => rate_code === null && date === night.date)?.available).toBe(0);
  }, 60_000);
});

describe('bookings', () => {
  test('that the channel does not list are missing there, and those that only it lists extra', async () => {
    await ask(null, `${sandbox.url}/control/bookings`);
    const partner = await t.app.partners.get('chan');
    const stay = { checkin_date: t.day(2), checkout_date: t.day(3), room_code: '11', rate_code: '22' };
    await t.book({ hotel_id: 'H1', partner_reference: 'C-1', ...stay }, { partner });
    await t.db.database.run("UPDATE bookings SET updated_at = '2020-01-01' WHERE partner_reference = 'C-1'");

    const { bookings } = await t.app.reconcile.run(channel);

    expect(bookings).toMatchObject({ source: 'reported', compared: 1, total: 1 });
    expect(bookings?.differences).toMatchObject([{ class: 'missing', reference: 'C-1', check_in: t.day(2) }]);
    await settled();
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
      await ask(`${sandbox.url}/control/calendar`, `http://127.0.0.1:${port}/list`);
      const listed = (await t.app.reconcile.run(channel)).bookings?.differences ?? [];
      expect(listed.filter((one) => one.class === 'extra').map(({ reference }) => reference)).toEqual([
        'F-2',
        'F-3',
      ]);

      answer = 'nothing of the kind';
      const night = { room_code: '11', rate_code: null, date: t.day(9) };
      await sandbox.control('PUT', 'calendar?hotel=H1', { cells: [{ ...night, available: 9 }] });
      const fixed = await t.app.reconcile.fix(channel, { dryRun: false, waitMs: 10_000 });

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
    expect((await t.app.reconcile.run(channel)).bookings).toMatchObject({ source: 'journal', total: 0 });
    await t.db.database.run("UPDATE bookings SET updated_at = '2020-01-01'");
    await t.db.database.run(
      "UPDATE messages SET received_at = '2020-01-02' WHERE connector = 'open-channel'",
    );

    const { bookings } = await t.app.reconcile.run(channel);

    const told = bookings?.differences.map((one) => [one.reference, one.class, one.theirs, one.cause]);
    const stay = `${t.day(8)}/${t.day(9)}`;
    expect(bookings).toMatchObject({ source: 'journal', compared: 3 });
    expect(told).toEqual([
      ['C-3', 'status', 'cancelled', 'dropped_silently'],
      ['C-4', 'dates', stay, 'failed'],
      ['C-6', 'extra', 'booked', 'refused'],
      ['C-5', 'extra', 'booked', 'dropped_silently'],
    ]);
    await settled();
  });
});

const BOOKING = {
  ...{ status: 'new', provider_code: 'OpenChannel', ota_name: 'OpenChannel', currency: 'EUR' },
  ...{ payment_collect: 'property', payment_type: 'other', notes: '', services: [] },
};

function withNight(booking: Record<string, unknown>): Record<string, unknown> {
  const days = [{ date: booking['arrival_date'], price: '100.00', rate_plan_code: '22' }];
  const occupancy = { adults: 2, children: 0, infants: 0 };
  return { ...booking, rooms: [{ index: 0, room_type_code: '11', occupancy, days }] };
}

describe('a PMS', () => {
  test('whose accepted word is not what is stored is believed again', async () => {
    await t.app.partners.create({ code: 'pms-2', name: 'Two', kind: 'pms', connector: 'native' });
    await t.db.database.run(
      "UPDATE hotels SET pms_partner_id = (SELECT partner_id FROM partners WHERE code = 'pms-2'), version = version + 1",
    );
    for (const [kind, code] of [
      ['hotel', 'HV01'],
      ['room', 'DBL'],
      ['rate', 'BAR'],
    ] as const)
      await t.app.mappings.set({
        ...{ partner_code: 'pms-2', hotel_code: 'HV01', kind, our_code: code, their_code: code },
      });
    const partner = await t.app.partners.get('pms-2');
    const range = { room_code: 'DBL', from: t.day(10), to: t.day(14) };
    const body = {
      hotel_code: 'HV01',
      updates: [
        { ...range, available_rooms: 4 },
        { ...range, rate_code: 'BAR', min_stay_arrival: 2 },
      ],
    };
    const id = await t.app.journal.receive({
      ...{
        partner_id: partner.partner_id,
        connector: 'native',
        kind: 'ari',
        hotel_code: 'HV01',
        request_id: 'r-1',
      },
      ...{ content_type: 'application/json', body: Buffer.from(JSON.stringify(body)) },
    });
    const connector = t.app.connectors.get('native');
    const decoded = await connector?.decode(Buffer.from(JSON.stringify(body)), { charset: null });
    if (decoded?.content?.kind !== 'ari') throw new Error(JSON.stringify(decoded?.faults));
    await t.app.applyAri(partner, decoded.content.ari, { requestId: null });
    await t.app.journal.answer(id, { outcome: 'APPLIED', body: '{}' });
    expect(await t.app.reconcile.run(pms)).toMatchObject({ source: 'journal', nights: 10, differences: [] });

    await t.db.database.run('UPDATE room_inventory SET pms_rooms = 9, available_rooms = 9 WHERE date = ?', [
      t.day(11),
    ]);
    await t.db.database.run('UPDATE room_rates SET min_stay_arrival = NULL WHERE date = ?', [t.day(13)]);
    const { differences } = await t.app.reconcile.run(pms);
    expect(differences.map(({ date, field, ours, theirs }) => [date, field, ours, theirs])).toEqual([
      [t.day(11), 'available', 9, 4],
      [t.day(13), 'min_stay_arrival', null, 2],
    ]);

    const fixed = await t.app.reconcile.fix(pms, { dryRun: false, waitMs: 0 });
    expect([fixed.values, fixed.after?.totals.differences]).toEqual([2, 0]);
  }, 60_000);

  test('whose late word changed nothing when it came is not held to it; nor to what it said before it was replaced', async () => {
    const partner = await t.app.partners.get('pms-2');
    const say = async (available_rooms: number, sent: number) => {
      const at = new Date(Date.now() + sent).toISOString();
      const updates = [{ room_code: 'DBL', from: t.day(18), to: t.day(18), available_rooms }];
      const body = Buffer.from(JSON.stringify({ hotel_code: 'HV01', sent_at: at, updates }));
      const id = await t.app.journal.receive({
        ...{ partner_id: partner.partner_id, connector: 'native', kind: 'ari', hotel_code: 'HV01' },
        ...{ request_id: `late-${available_rooms}`, content_type: 'application/json', body },
      });
      const decoded = await t.app.connectors.get('native')?.decode(body, { charset: null });
      if (decoded?.content?.kind !== 'ari') throw new Error(JSON.stringify(decoded?.faults));
      await t.app.applyAri(partner, decoded.content.ari, { requestId: null });
      await t.app.journal.answer(id, { outcome: 'APPLIED', body: '{}' });
    };
    await say(2, -10_000);
    await say(7, -60_000);
    expect((await t.night(t.day(18))).pms_rooms).toBe(2);
    expect((await t.app.reconcile.run(pms)).differences).toEqual([]);

    // Another PMS has had the hotel meanwhile, and counted otherwise.
    await t.db.database.run('UPDATE room_inventory SET pms_rooms = 1, available_rooms = 1 WHERE date = ?', [
      t.day(18),
    ]);
    expect((await t.app.reconcile.run(pms)).differences).toHaveLength(1);
    await t.db.database.run('UPDATE hotels SET counted_since = ?', [toSqlTime(new Date(Date.now() + 1_000))]);
    expect(await t.app.reconcile.run(pms)).toMatchObject({
      ...{ differences: [], warnings: [expect.stringContaining('No accepted message')] },
    });
    await t.db.database.run('UPDATE hotels SET counted_since = NULL');
    await t.db.database.run("DELETE FROM messages WHERE request_id LIKE 'late-%'");
  }, 60_000);

  test('whose contract names the action outside the message is read again all the same', async () => {
    const { partner_id } = await t.app.partners.get('pms-2');
    const body = `<OTA_HotelInvCountNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05" Version="4"><Inventories HotelCode="HV01">
      <Inventory><StatusApplicationControl Start="${t.day(20)}" End="${t.day(20)}" InvTypeCode="DBL"/>
      <InvCounts><InvCount CountType="2" Count="3"/></InvCounts></Inventory></Inventories></OTA_HotelInvCountNotifRQ>`;
    const id = await t.app.journal.receive({
      ...{ partner_id, connector: 'alpinebits', kind: 'OTA_HotelInvCountNotifRQ', hotel_code: 'HV01' },
      ...{ request_id: 'r-3', content_type: 'text/xml', body: Buffer.from(body) },
    });
    await t.app.journal.answer(id, { outcome: 'APPLIED', body: '<ok/>' });

    const { differences, warnings } = await t.app.reconcile.run(pms);

    expect(warnings).toEqual([]);
    expect(differences.map(({ date, field, theirs }) => [date, field, theirs])).toEqual([
      [t.day(20), 'available', 3],
    ]);
    await t.db.database.run('DELETE FROM messages WHERE message_id = ?', [id]);
  }, 60_000);
});

test('what was compared is kept, and the watch compares what is due and measures it', async () => {
  const { run_id } = await t.app.reconcile.run(channel);
  expect(await t.app.reconcile.find({ hotel: 'HV01', partner: 'chan' })).toMatchObject({ run_id });
  await t.db.database.run("UPDATE reconcile_lanes SET tried_at = '2020-01-01'");

  expect(await t.app.reconcile.watch.run()).toMatchObject({ compared: 2 });

  const [status] = await t.app.reconcile.status({ partner: 'chan', limit: 5 });
  expect(status).toMatchObject({ hotel: 'HV01', kind: 'ari', compared_with: 'acknowledged', parked: 0 });
  expect(status?.last_success).not.toBeNull();
  expect(await t.app.metrics.registry.metrics()).toContain('bellhop_reconcile_age_seconds{partner="chan"}');
}, 60_000);

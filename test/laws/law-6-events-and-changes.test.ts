import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMessage, anApp, bookingOf, type TestApp } from '../builders/an-app.js';
import { loadPrices } from '../builders/prices.js';
import { anAppClient, confirmedBookings } from '../history/app-client.js';
import { checkHistory } from '../history/check-history.js';
import { dumpSystem } from '../history/dump-system.js';
import { History } from '../history/recorder.js';
import { whileLocked } from './row-locks.js';

let t: TestApp;

beforeAll(async () => {
  t = await anApp({ env: { BELLHOP_ROOM_LOCK: 'off' } });
  await t.load(4, 1, 60);
});

afterAll(() => t.close());

async function eventCount(): Promise<number> {
  const [row] = await t.db.database.rows<{ events: string }>(
    'SELECT (SELECT COUNT(*) FROM outbox) + (SELECT COUNT(*) FROM event_log) AS events',
  );
  return Number(row?.events);
}

async function eventsDuring(work: () => Promise<unknown>): Promise<number> {
  const before = await eventCount();
  await work();
  return (await eventCount()) - before;
}

const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    () => 'refused',
  );

test('what changed nothing tells nothing', async () => {
  const night = t.day(10);
  const message = aMessage('HV01', [{ from: night, to: night, available: 9 }]);
  const restOfHotel = { from: t.day(2), to: t.day(59) };

  const events = await eventsDuring(async () => {
    expect(await refused(t.push([{ from: night, to: night, available: 4 }]))).toBe('done');
    await t.app.applyAri(t.pms, message, { requestId: null, dryRun: true });
    expect(
      await refused(
        t.push([
          { from: night, to: night, available: 1 },
          { from: night, to: night, room_code: 'NOPE' },
        ]),
      ),
    ).toBe('refused');
    expect(await refused(t.push([{ ...restOfHotel, available: 0 }]))).toBe('refused');
    expect(
      await refused(t.book({ checkin_date: night, checkout_date: t.day(11), rooms: 5, guests: 5 })),
    ).toBe('done');
    expect(await refused(t.cancel('404'))).toBe('refused');
  });

  expect(events).toBe(0);
});

test('a booking that lost its night in the guarded update tells nothing', async () => {
  const events = await eventsDuring(() =>
    whileLocked(t, t.day(20), async (held) => {
      const running = t.book({ checkin_date: t.day(19), checkout_date: t.day(21) });
      await held.waiters(1);
      await held.run('UPDATE room_inventory SET closed = 1 WHERE date = ?', [t.day(20)]);
      return running;
    }),
  );

  expect(events).toBe(0);
});

test('nothing is told of a booking before it is committed, and one event of it after', async () => {
  const told: number[] = [];
  const answer = await whileLocked(t, t.day(30), async (held) => {
    const running = t.book({ checkin_date: t.day(29), checkout_date: t.day(31) });
    await held.waiters(1);
    await t.app.relay.drain();
    told.push((await readLog('BookingConfirmed')).length);
    return running;
  });
  await t.app.relay.drain();

  const events = await readLog('BookingConfirmed');
  expect(told).toEqual([0]);
  expect(events.map((event) => event.subject)).toEqual([bookingOf(answer).booking_id]);
});

async function readLog(type: 'BookingConfirmed') {
  return t.app.eventLog.read({ after: '0', limit: 1_000, type });
}

test('an acknowledgement that changes nothing for sale tells nothing; one that frees a room does', async () => {
  const night = t.day(40);
  const { booking_id } = bookingOf(await t.book({ checkin_date: night, checkout_date: t.day(41) }));
  const decide = async (): Promise<void> => {
    const feed = await t.app.handOutRevisions(t.pms, { hotel_code: null, limit: 100 });
    const verdicts = feed.map(({ revision_id }) => ({
      revision_id,
      outcome: 'accepted' as const,
      pms_reference: null,
      reason: null,
    }));
    await t.app.decideRevisions(t.pms, verdicts, { request_id: 'law-6' });
  };

  const acknowledged = await eventsDuring(decide);
  await t.cancel(booking_id);
  const freed = await eventsDuring(decide);

  expect([acknowledged, freed]).toEqual([0, 1]);
});

test('while a relay runs, every change comes through it once and in the order of the changes', async () => {
  const busy = await anApp();
  const history = new History('relayed');
  const client = await anAppClient(busy, history);
  await loadPrices(busy, 20, 26);
  busy.app.relay.start();

  await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      if (i % 6 === 0) return client.push(2 + (i % 5), busy.day(20), busy.day(26));
      const check_in = busy.day(20 + (i % 5));
      const booked = await client.bookUntilAnswered({
        check_in,
        check_out: busy.day(22 + (i % 5)),
        key: `relayed-${i}`,
      });
      return i % 2 === 0
        ? undefined
        : Promise.all(confirmedBookings([booked]).map((id) => client.cancel(id)));
    }),
  );
  await busy.app.relay.drain();

  const dumps = await dumpSystem(busy.db.database);
  const waiting = await busy.db.database.rows('SELECT outbox_id FROM outbox');
  await busy.close();
  expect(waiting).toEqual([]);
  expect(dumps.events.length).toBeGreaterThan(20);
  expect(checkHistory(history.operations, dumps)).toEqual([]);
});

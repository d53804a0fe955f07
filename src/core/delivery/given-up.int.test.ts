import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { aChannel, type ReceivedPush, type TestChannel } from '../../../test/builders/a-channel.js';
import { aDelivery, THEIRS, type TestDelivery } from '../../../test/builders/a-delivery.js';
import { eventually } from '../../../test/harness/eventually.js';
import { createClaiming } from './claim-lane.js';
import { takeWork } from './take-work.js';

/* Who comes and goes while a push of its lane is under way: a channel is never left open behind our back. */

const LAST = 20;

let d: TestDelivery;
let channel: TestChannel;

beforeAll(async () => {
  d = await aDelivery();
  await d.partner('chan', 'channex');
  await d.t.load(5, 0, LAST);
}, 60_000);
beforeEach(async () => {
  channel = await aChannel('channex');
  await d.connect('chan', channel.url);
  d.t.app.delivery.worker.start();
  await d.settled();
});
afterEach(async () => {
  await d.clear();
  await channel.close();
});
afterAll(() => d.close());

/** A night that is for sale; behind those that are stored nothing ever is. */
const closes = ({ updates }: ReceivedPush) =>
  updates.some(
    ({ room_code, from, available, set }) =>
      room_code === THEIRS.room && from <= d.t.day(LAST) && (available === 0 || set.closed === true),
  );
const attempts = () => d.t.db.database.rows('SELECT 1 FROM delivery_attempts');
const told = () => d.t.db.database.rows('SELECT room_code, rate_code FROM delivery_told');

/** Of the two requests that close a hotel, the one that is answered only when all has been told anew. */
test.each(['first', 'last'] as const)(
  'one that is given up and connected again during its %s request is told everything, and closes nothing behind that',
  async (which) => {
    const { endpoints, worker } = d.t.app.delivery;
    const before = await told();
    const [asked, tried] = [channel.received.length, (await attempts()).length];
    const closing = which === 'first' ? [true] : [true, true];
    let waiting: readonly unknown[] = [];
    const meanwhile = async () => {
      await endpoints.giveUpClosing('chan');
      await d.connect('chan', channel.url);
      waiting = await d.t.db.database.rows(
        "SELECT 1 FROM deliveries WHERE state = 'PENDING' AND lease_until > UTC_TIMESTAMP()",
      );
      // As when the lease has ended and this answer, which comes late, is still on its way.
      await d.t.db.database.run('UPDATE deliveries SET lease_until = NULL');
      worker.wake();
      await eventually(() => channel.received.length === asked + closing.length + 2);
      await d.idle();
    };
    channel.troubles.push(...closing.slice(1).map(() => ({})), { meanwhile });
    await endpoints.disconnect('chan');
    worker.wake();
    await eventually(() => channel.received.length === asked + closing.length + 2);
    // Whoever closed has his answer by now, and time for what he would do next.
    await eventually(async () => (await attempts()).length === tried + closing.length + 2);
    await d.t.push([{ from: d.t.day(4), to: d.t.day(4), available: 4 }]);
    await d.settled();
    await d.t.push([{ from: d.t.day(4), to: d.t.day(4), available: 5 }]);
    await d.settled();

    expect(waiting).toHaveLength(1);
    expect(await told()).toEqual(before);
    expect(channel.received.slice(asked).map(closes)).toEqual([...closing, false, false, false, false]);
  },
);

test('one that is disconnected before its first push begins is told nothing', async () => {
  const { database } = d.t.db;
  const { clock, nextId, openCatalogue, delivery } = d.t.app;
  const channex = d.t.app.connectors.get('channex');
  if (channex?.channel === undefined) throw new Error('no codec');
  await delivery.worker.stop();
  await d.clear();
  await d.connect('chan', channel.url);
  const claiming = createClaiming({ database, clock, nextId, leaseMs: 60_000 });
  const [lane] = await claiming.claim({ most: 1, roomOf: () => 1, busy: [], urgent: false });
  if (lane === undefined) throw new Error('nothing is due');
  const catalogue = await openCatalogue(await d.t.app.partners.get('chan'), lane.hotel_id);
  expect(await delivery.endpoints.disconnect('chan')).toBe(0);
  const work = await takeWork(database, {
    ...{ lane, catalogue, today: d.t.day(0), codec: channex.channel, dialect: channex.dialects[0] },
  });

  expect(work.marks).toEqual([]);
  expect(await told()).toEqual([]);
});

test('one whose resumption fails half-way stays paused, and is told everything by the next', async () => {
  const { endpoints } = d.t.app.delivery;
  const { database } = d.t.db;
  await endpoints.setStatus('chan', 'PAUSED');
  await d.t.push([{ from: d.t.day(4), to: d.t.day(4), available: 2 }]);
  await d.quiet();
  await database.run(
    "CREATE TRIGGER refuse BEFORE UPDATE ON deliveries FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'full'",
  );
  await expect(endpoints.setStatus('chan', 'ACTIVE')).rejects.toThrow('full');
  await database.run('DROP TRIGGER refuse');
  await endpoints.setStatus('chan', 'ACTIVE');
  await d.settled();

  expect(channel.cell(THEIRS.room, null, d.t.day(4))).toMatchObject({ available: 2 });
});

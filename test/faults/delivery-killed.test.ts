import { afterAll, beforeAll, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../builders/a-channel.js';
import { anApp, type TestApp } from '../builders/an-app.js';
import { eventually } from '../harness/eventually.js';
import { roleProcesses, type RoleProcesses } from './role-processes.js';

const ENV = {
  BELLHOP_SECRET_KEY: Buffer.alloc(32, 9).toString('base64'),
  BELLHOP_DELIVERY_LEASE_MS: '2000',
};
const ROLES = 'relay,projector,delivery';

let t: TestApp;
let channel: TestChannel;
let processes: RoleProcesses;

beforeAll(async () => {
  t = await anApp({ env: ENV });
  channel = await aChannel('channex');
  processes = roleProcesses(t.db.url);
  const partner_code = 'chan';
  await t.app.partners.create({ code: partner_code, name: 'Chan', kind: 'ota', connector: 'channex' });
  for (const [kind, our_code] of [
    ['hotel', 'HV01'],
    ['room', 'DBL'],
    ['rate', 'BAR'],
  ] as const)
    await t.app.mappings.set({ partner_code, hotel_code: 'HV01', kind, our_code, their_code: our_code });
  await t.load(5, 0, 20);
  await t.app.delivery.endpoints.connect({
    ...{ partner: 'chan', url: channel.url, username: 'bellhop', password: 's3cret' },
    ...{ requestor_id: null, dialect: null, pricing: null, los: null },
  });
}, 60_000);

afterAll(async () => {
  await processes.close();
  await channel.close();
  await t.close();
});

const allDone = async () =>
  (await t.app.delivery.desk.list({ limit: 5 })).every(({ state }) => state === 'DONE');
const told = (day: number) => channel.cell('DBL', null, t.day(day)).available;

test('killed between sending and noting it, and again before sending: another process sends it, nothing is missing', async () => {
  const first = await processes.start(ROLES, ENV);
  await eventually(() => told(3) === 5);
  await eventually(allDone);

  // The channel has taken it; the process dies before it hears so.
  channel.troubles.push({ taken: true, delayMs: 5_000 });
  const before = channel.received.length;
  await t.push([{ from: t.day(3), to: t.day(3), available: 2 }]);
  await eventually(() => channel.received.length > before);
  await first.kill();
  expect(await allDone()).toBe(false);

  const second = await processes.start(ROLES, ENV);
  await eventually(() => channel.received.length > before + 1);
  await eventually(allDone);
  expect(told(3)).toBe(2);
  expect(channel.received.slice(before).map(({ updates }) => updates[0])).toMatchObject([
    { from: t.day(3), available: 2 },
    { from: t.day(3), available: 2 },
  ]);

  // It dies with a change committed that nobody was told of.
  await second.kill();
  await t.push([{ from: t.day(4), to: t.day(4), available: 1 }]);
  await processes.start(ROLES, ENV);
  await eventually(() => told(4) === 1);
  await eventually(allDone);
}, 90_000);

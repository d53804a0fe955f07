import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../builders/a-channel.js';
import { aDelivery, THEIRS, type TestDelivery } from '../builders/a-delivery.js';
import { eventually } from '../harness/eventually.js';

/*
 * Channels that hang, and one whose port is closed, for ten minutes: the others are served as if they were not there, and when
 * they are back they are told what they missed.
 */

const SLOTS = 4;
const TEN_MINUTES_MS = 600_000;

let d: TestDelivery;
let fine: TestChannel;
let hanging: Server;
let later = 0;
const sockets = new Set<{ destroy(): void }>();

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  d = await aDelivery({
    env: { BELLHOP_DELIVERY_SLOTS: String(SLOTS), BELLHOP_DELIVERY_TIMEOUT_MS: '4000' },
    clock: { now: () => new Date(Date.now() + later) },
  });
  fine = await aChannel('channex');
  hanging = createServer(() => undefined);
  hanging.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
  await d.t.load(5, 0, 10);
  for (let index = 0; index < 2 * SLOTS; index++) {
    await d.partner(`hangs-${index}`, 'channex');
    await d.connect(`hangs-${index}`, urlOf(hanging));
  }
  await d.partner('closed', 'channex');
  await d.connect('closed', 'http://127.0.0.1:1');
  await d.partner('fine', 'channex');
  await d.connect('fine', fine.url);
}, 90_000);

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  hanging.close();
  await d.close();
  await fine.close();
});

const count = (day: number) => fine.cell(THEIRS.room, null, d.t.day(day)).available;

test('twice as many hanging channels as there are slots do not hold up the one that answers', async () => {
  d.t.app.delivery.worker.start();
  await eventually(() => count(3) === 5, { within: 15_000 });
  for (let step = 0; step < 10; step++) {
    // A minute passes, of ten; what waited for its time is due.
    later += TEN_MINUTES_MS / 10;
    await d.forgetBudgets();
    await d.t.push([{ from: d.t.day(4), to: d.t.day(4), available: step }]);
    await eventually(() => count(4) === step, { within: 8_000, what: `step ${step}` });
  }
  const away = (await d.t.app.delivery.endpoints.list()).filter(({ partner }) => partner !== 'fine');
  expect(away.every(({ failures }) => failures > 0)).toBe(true);
  expect(fine.mostAtOnce()).toBe(1);

  const back = await aChannel('channex');
  await d.t.db.database.run('UPDATE channel_endpoints SET url = ? WHERE url = ?', [
    back.url,
    'http://127.0.0.1:1',
  ]);
  later += TEN_MINUTES_MS;
  await d.due();
  await eventually(() => back.cell(THEIRS.room, null, d.t.day(4)).available === 9, { within: 20_000 });
  await back.close();
}, 120_000);

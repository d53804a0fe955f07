import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startGateway } from '../../src/cli/dev-stack/gateway-process.js';
import { freePort } from '../../src/cli/dev-stack/ports.js';
import type { PrivateServer } from '../../src/cli/dev-stack/private-server.js';
import { addDays } from '../../src/core/model/local-date.js';
import { anApp, type TestApp } from '../builders/an-app.js';
import { loadPrices } from '../builders/prices.js';
import { roomIdOf } from '../builders/room-id.js';
import { anAppClient, confirmedBookings, wronglyRefused } from '../history/app-client.js';
import { checkHistory } from '../history/check-history.js';
import { dumpSystem } from '../history/dump-system.js';
import { History } from '../history/recorder.js';
import { anHttpClient } from './http-client.js';

const CLIENTS = 120;
const STOCK = 25;

let t: TestApp;
let otaKey: string;
const directories: string[] = [];
const gateways: PrivateServer[] = [];

beforeAll(async () => {
  t = await anApp();
  await loadPrices(t, 20, 30);
  ({ key: otaKey } = await t.app.keys.create(t.ota.code, { mode: 'test' }));
});

afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  await t.close();
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** bin/gateway.js as a process of its own on the test's database. */
async function started(port?: number): Promise<PrivateServer> {
  const directory = mkdtempSync(join(tmpdir(), 'bellhop-gateway-'));
  directories.push(directory);
  const gateway = await startGateway({
    directory,
    port: port ?? (await freePort()),
    mysqlUrl: t.db.url,
    redisUrl: inject('redisUrl'),
    env: { PATH: process.env['PATH'], BELLHOP_LOG_LEVEL: 'warn' },
  });
  gateways.push(gateway);
  return gateway;
}

async function killAndRestart(gateway: PrivateServer): Promise<PrivateServer> {
  process.kill(gateway.pid, 'SIGKILL');
  await gateway.ended;
  return started(gateway.port);
}

test('a gateway that is killed in the middle of a burst and started again loses nothing and does nothing twice', async () => {
  const history = new History('sigkill');
  await (await anAppClient(t, history)).push(STOCK, t.day(20), t.day(30));
  const [one, other] = await Promise.all([started(), started()]);
  const room_id = await roomIdOf(t.db.database, { hotelCode: 'HV01', room: 'DBL' });
  const client = anHttpClient({
    gateways: [one.url, other.url],
    otaKey,
    partner_id: t.ota.partner_id,
    room_id,
    history,
  });

  const stays = Array.from({ length: CLIENTS }, (_, i) => {
    const check_in = t.day(20 + (i % 6));
    return { check_in, check_out: addDays(check_in, 1 + (i % 4)), key: `sigkill-${i}` };
  });

  let answered = 0;
  const restarts: Promise<PrivateServer>[] = [];
  const answers = await Promise.all(
    stays.map(async (stay, i) => {
      const operation = await client.book(stay, i);
      answered += 1;
      if (answered === 10) restarts.push(killAndRestart(one));
      return operation;
    }),
  );
  await Promise.all(restarts);
  const repeated = await Promise.all(stays.map((stay, i) => client.book(stay, i)));

  await t.app.relay.drain();
  const dumps = await dumpSystem(t.db.database);
  const available = new Map(dumps.room_inventory.map((row) => [row.date, row.available_rooms]));
  expect(restarts).toHaveLength(1);
  expect(history.operations.some(({ answer }) => answer.kind === 'unknown')).toBe(true);
  expect(answers.filter(({ answer }) => answer.kind === 'unknown')).toEqual([]);
  expect(repeated.map((operation) => operation.answer)).toEqual(answers.map((operation) => operation.answer));
  expect(dumps.bookings.map((row) => row.booking_id).sort()).toEqual(confirmedBookings(answers).sort());
  expect(wronglyRefused(answers, available)).toEqual([]);
  expect(checkHistory(history.operations, dumps)).toEqual([]);
});

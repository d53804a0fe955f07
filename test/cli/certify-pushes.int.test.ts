import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { aDelivery, type TestDelivery } from '../builders/a-delivery.js';
import { aSandbox, type TestSandbox } from '../builders/a-sandbox.js';
import { runCommand, runJson } from './run-command.js';

/* `adapter certify` for what is sent: relay, consumer and delivery of the gateway run in this process. */

let d: TestDelivery;
let env: Record<string, string>;
const sandboxes: TestSandbox[] = [];
beforeAll(async () => {
  d = await aDelivery();
  d.t.app.delivery.worker.start();
  env = {
    BELLHOP_MYSQL_URL: d.t.db.url,
    BELLHOP_REDIS_URL: inject('redisUrl'),
    BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    BELLHOP_DATA: '/nonexistent',
  };
}, 60_000);
afterEach(async () => {
  for (const sandbox of sandboxes.splice(0)) await sandbox.close();
});
afterAll(() => d.close());

const COUNT = ['google', '--case', 'count'];

async function against(id: string): Promise<{ sandbox: TestSandbox; flags: string[] }> {
  const sandbox = await aSandbox(id);
  sandboxes.push(sandbox);
  return { sandbox, flags: ['--against', sandbox.url, '--control', `${sandbox.url}/control`] };
}

test('lists what there is, and refuses a case that there is not', async () => {
  const listed = await runJson('adapter certify', ['google', '--dry-run'], env);
  const cases = listed.document.data['cases'] as { id: string }[];
  expect(cases.map(({ id }) => id)).toContain('full-sync');
  const unknown = await runJson('adapter certify', ['google', '--dry-run', '--case', 'none'], env);
  expect(unknown).toMatchObject({ exit: 2, document: { error: { code: 'VALIDATION' } } });
});

test('a channel of its own passes, with the messages that it got', async () => {
  const { exit, document } = await runJson('adapter certify', COUNT, env);
  expect(exit).toBe(0);
  expect(document.data).toMatchObject({ connector: 'google', passed: 1, failed: 0, gateway: null });
  const [one] = document.data['cases'] as { steps: { messages: { message: string; request: string }[] }[] }[];
  expect(one?.steps[0]?.messages[0]).toMatchObject({
    message: 'OTA_HotelInvCountNotifRQ',
    request: expect.stringContaining('CountType="2"') as string,
  });
  expect(await d.t.app.delivery.endpoints.list()).toEqual([]);
}, 60_000);

test('a channel that forgets what it says it took fails: exit code 3', async () => {
  const { sandbox, flags } = await against('google');
  await sandbox.control('PUT', 'faults', { wrong_count: 1 });
  const { exit, stdout } = await runCommand('adapter certify', [...COUNT, ...flags], env);
  expect([exit, stdout]).toEqual([3, expect.stringMatching(/FAIL {2}count[^]*available is \d+, expected/)]);
}, 60_000);

test('of a channel that nobody looks into messages and answers are judged, and codes are its own', async () => {
  const { sandbox } = await against('siteconnect');
  const codes = ['--codes', '7001,11,12,21,22'];
  const flags = ['siteconnect', '--pushes', '--case', 'ari-price', '--case', 'ari-busy', ...codes];
  const { exit, document } = await runJson('adapter certify', [...flags, '--against', sandbox.url], env);
  expect([exit, document.data]).toMatchObject([0, { passed: 1, skipped: ['ari-busy'] }]);
  expect((await sandbox.requests()).some(({ body }) => body.includes('HotelCode="7001"'))).toBe(true);
}, 60_000);

test('of a channel that never answers it says what to close there, and leaves it', async () => {
  const silent = createServer((request) => request.resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const flags = [...COUNT, '--against', `http://127.0.0.1:${port}`, '--timeout', '1'];
  const { exit, stderr } = await runCommand('adapter certify', flags, env);
  silent.closeAllConnections();
  silent.close();
  expect([exit, stderr]).toEqual([7, expect.stringMatching(/DBL, SGL of hotel P-GOOGLE: close it there/)]);
  expect(stderr).toContain('the channel has not answered yet');
  expect(await d.t.app.delivery.endpoints.list()).toEqual([]);
}, 60_000);

test('sends to another machine only where that is said', async () => {
  const flags = [...COUNT, '--against', 'https://channel.example/ari'];
  const { exit, stderr } = await runCommand('adapter certify', flags, env);
  expect([exit, stderr]).toEqual([2, expect.stringContaining('--allow-remote')]);
});

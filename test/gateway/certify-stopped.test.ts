import { afterAll, beforeAll, expect, test } from 'vitest';
import { channelControl } from '../../src/cli/certify/channel-control.js';
import { withOneCertification } from '../../src/cli/certify/one-certification.js';
import { preparePushScene } from '../../src/cli/certify/push-scene.js';
import type { PushCaseResult } from '../../src/cli/certify/push-result.js';
import { runPushCases } from '../../src/cli/certify/run-push-cases.js';
import { connectors } from '../../src/connectors/index.js';
import type { Subscription } from '../../src/core/events/event-bus.js';
import { aSandbox, type TestSandbox } from '../builders/a-sandbox.js';
import { aGateway, type TestGateway } from './a-gateway.js';

/* What is left of a certification that somebody ends in the middle, or begins twice. */

let gateway: TestGateway;
let subscription: Subscription;
let sandbox: TestSandbox;
beforeAll(async () => {
  gateway = await aGateway({ env: { BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') } });
  gateway.app.relay.start();
  subscription = gateway.app.bus.subscribe(gateway.app.delivery.consumer);
  gateway.app.delivery.worker.start();
  sandbox = await aSandbox('siteconnect');
}, 60_000);
afterAll(async () => {
  await gateway.app.delivery.worker.stop();
  await subscription.stop();
  await gateway.close();
  await sandbox.close();
});

async function certify(
  stopped: AbortSignal,
  done: (result: PushCaseResult) => void,
): Promise<PushCaseResult[]> {
  const connector = connectors.find(({ id }) => id === 'siteconnect');
  if (connector === undefined) throw new Error('siteconnect is there');
  const scene = await preparePushScene(gateway.app, connector, {
    ...{ url: sandbox.url, username: 'bellhop', password: 's3cret', requestor_id: 'BH', codes: null },
    simulated: true,
  });
  const control = channelControl(`${sandbox.url}/control`, 10);
  const cases = connector.push_certification ?? [];
  return runPushCases(scene, { cases, control }, { timeoutSeconds: 30, done, stopped });
}

test('a run that is stopped tells what it did and closes its channel', async () => {
  const stopping = new AbortController();
  const results = await certify(stopping.signal, () => stopping.abort());

  expect(results.map(({ passed }) => passed)).toEqual([true]);
  expect(await gateway.app.delivery.endpoints.list()).toEqual([]);
}, 60_000);

test('so does one that is stopped while it waits for the channel', async () => {
  const stopping = new AbortController();
  setTimeout(() => stopping.abort(), 300);
  const results = await certify(stopping.signal, () => undefined);

  expect(results.length).toBeLessThan(4);
  expect(await gateway.app.delivery.endpoints.list()).toEqual([]);
}, 60_000);

test('a second run of the same contract is refused while the first goes on, another contract is not', async () => {
  const { database } = gateway.app;
  await withOneCertification(database, 'ota', async () => {
    await expect(withOneCertification(database, 'ota', () => Promise.resolve(1))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await withOneCertification(database, 'booking-com', () => Promise.resolve(2))).toBe(2);
  });
  expect(await withOneCertification(database, 'ota', () => Promise.resolve(3))).toBe(3);
});

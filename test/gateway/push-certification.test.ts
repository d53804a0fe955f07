import { afterAll, beforeAll, expect, test } from 'vitest';
import { channelControl } from '../../src/cli/certify/channel-control.js';
import { preparePushScene } from '../../src/cli/certify/push-scene.js';
import type { PushCaseResult } from '../../src/cli/certify/push-result.js';
import { runPushCases } from '../../src/cli/certify/run-push-cases.js';
import { connectors } from '../../src/connectors/index.js';
import type { Connector } from '../../src/core/model/connector.js';
import type { Subscription } from '../../src/core/events/event-bus.js';
import { aSandbox } from '../builders/a-sandbox.js';
import { aGateway, type TestGateway } from './a-gateway.js';

/* What every contract's list of pushes is: what `bellhop adapter certify` runs for contracts that we speak to a channel. */

let gateway: TestGateway;
let subscription: Subscription;
beforeAll(async () => {
  gateway = await aGateway({ env: { BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') } });
  gateway.app.relay.start();
  subscription = gateway.app.bus.subscribe(gateway.app.delivery.consumer);
  gateway.app.delivery.worker.start();
}, 60_000);
afterAll(async () => {
  await gateway.app.delivery.worker.stop();
  await subscription.stop();
  await gateway.close();
});

async function certify(
  connector: Connector,
  options: { readonly only?: string; readonly faults?: Record<string, number> } = {},
): Promise<PushCaseResult[]> {
  const sandbox = await aSandbox(connector.id);
  const control = channelControl(`${sandbox.url}/control`, 10);
  if (options.faults !== undefined) await control.faults(options.faults);
  const scene = await preparePushScene(gateway.app, connector, {
    ...{ url: sandbox.url, username: 'bellhop', password: 's3cret', requestor_id: 'BH', codes: null },
    simulated: true,
  });
  const cases = (connector.push_certification ?? []).filter(({ id }) => (options.only ?? id) === id);
  const results = await runPushCases(
    scene,
    { cases, control },
    { timeoutSeconds: 30, done: () => undefined },
  );
  await sandbox.close();
  return results;
}

const listed = connectors.filter(({ push_certification = [] }) => push_certification.length > 0);

const each = listed.map((connector) => [connector.id, connector] as const);

// They wait for the most part: side by side they take as long as the longest of them.
test.concurrent.each(each)(
  '%s passes its list where the channel keeps the contract, and fails where it says that it took what it forgot',
  async (_id, connector) => {
    const failed = (await certify(connector)).filter(({ passed }) => !passed);
    expect(failed.map((result) => [result.id, result.skipped ?? result.steps.at(-1)?.failures])).toEqual([]);

    const count = (connector.push_certification ?? []).find((one) => one.id.endsWith('count'));
    const lied = await certify(connector, { only: count?.id ?? '', faults: { wrong_count: 1 } });
    expect(lied.map(({ passed }) => passed)).toEqual([false]);
    expect(JSON.stringify(lied[0]?.steps.at(-1)?.failures)).toContain(`at the channel`);
  },
  300_000,
);

test.each(each)('the cases of %s have names of their own', (_id, connector) => {
  const { certification = [], push_certification = [] } = connector;
  const ids = [...certification, ...push_certification].map((one) => one.id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('nothing of it is left: no channel is connected any more', async () => {
  expect(await gateway.app.delivery.endpoints.list()).toEqual([]);
});

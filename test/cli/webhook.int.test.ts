import { afterAll, beforeAll, expect, test } from 'vitest';
import { aReceiver, verifies, type TestReceiver } from '../builders/a-receiver.js';
import { aCli, type TestCli } from './a-cli.js';
import { runCommand, runJson } from './run-command.js';

let cli: TestCli;
let receiver: TestReceiver;
let env: Record<string, string>;
beforeAll(async () => {
  cli = await aCli();
  receiver = await aReceiver();
  env = { ...cli.env, BELLHOP_SECRET_KEY: Buffer.alloc(32, 5).toString('base64') };
});
afterAll(async () => {
  await receiver.close();
  await cli.close();
});

interface Endpoint {
  readonly endpoint_id: string;
  readonly status: string;
}
const endpointOf = (data: unknown) => (data as { endpoint: Endpoint }).endpoint;

test('an endpoint needs a key, a partner and a place that may be sent to', async () => {
  const to = (url: string, partner = 'ota-1') => ['--partner', partner, '--url', url];
  const noKey = await runJson('webhook endpoint create', to(receiver.url), cli.env);
  const nobody = await runJson('webhook endpoint create', to(receiver.url, 'nobody'), env);
  const inside = await runJson('webhook endpoint create', to('https://10.0.0.1/'), env);
  const type = await runJson('webhook endpoint create', [...to(receiver.url), '--event', 'Nonsense'], env);
  const hotel = await runJson('webhook endpoint create', [...to(receiver.url), '--hotel', 'HV77'], env);
  const dry = await runJson('webhook endpoint create', [...to(receiver.url), '--dry-run'], env);

  expect(noKey).toMatchObject({ exit: 2, document: { ok: false, error: { code: 'CONFIG' } } });
  expect(nobody).toMatchObject({ exit: 5, document: { error: { code: 'PARTNER_NOT_FOUND' } } });
  expect(inside).toMatchObject({ exit: 2, document: { error: { code: 'VALIDATION' } } });
  expect(type.document.error.message).toContain('BookingConfirmed');
  expect(hotel).toMatchObject({ exit: 5 });
  expect(dry).toMatchObject({ exit: 0, document: { data: { endpoint: null, secret: null, dry_run: true } } });
  expect((await runJson('webhook endpoint list', [], env)).document.data).toEqual({ endpoints: [] });
});

test('a dry run refuses what the real run refuses, in the same words', async () => {
  const flags = ['--partner', 'ota-1', '--url', receiver.url];
  const wrong: [string[], Record<string, string>][] = [
    [[...flags, '--event', 'BookingConfirmd'], env],
    [[...flags, '--description', 'x'.repeat(201)], env],
    [['--partner', 'ota-1', '--url', 'https://10.0.0.1/'], env],
    [flags, cli.env],
  ];
  for (const [args, given] of wrong) {
    const real = await runJson('webhook endpoint create', args, given);
    const dry = await runJson('webhook endpoint create', [...args, '--dry-run'], given);
    expect(real).toMatchObject({ exit: 2, document: { ok: false } });
    expect(dry).toMatchObject({ exit: real.exit, document: { error: real.document.error } });
  }
});

test('made, tried, paused, resumed, rotated, replayed, listed and deleted', async () => {
  const flags = ['--partner', 'ota-1', '--url', receiver.url, '--hotel', 'HV01', '--ordered'];
  const made = await runJson('webhook endpoint create', flags, env);
  const { endpoint_id: id } = endpointOf(made.document.data);
  const secret = String(made.document.data['secret']);
  expect(made.document.data).toMatchObject({
    endpoint: { partner: 'ota-1', ordered: true, status: 'ACTIVE' },
  });

  const tried = await runJson('webhook endpoint test', [id], env);
  expect(tried).toMatchObject({ exit: 0, document: { data: { ok: true, http_status: 204 } } });
  const [webhook] = receiver.received;
  expect(webhook === undefined ? false : verifies(webhook, secret)).toBe(true);
  receiver.troubles.push({ status: 500 });
  expect(await runJson('webhook endpoint test', [id], env)).toMatchObject({
    ...{ exit: 3, document: { ok: true, data: { ok: false, outcome: 'HTTP 500' } } },
  });

  const status = async () =>
    endpointOf((await runJson('webhook endpoint show', [id], env)).document.data).status;
  await runJson('webhook endpoint pause', [id, '--dry-run'], env);
  expect(await status()).toBe('ACTIVE');
  await runJson('webhook endpoint pause', [id], env);
  expect(await status()).toBe('PAUSED');
  await runJson('webhook endpoint resume', [id], env);
  expect(await status()).toBe('ACTIVE');

  const rotated = await runCommand('webhook rotate', [id, '--grace-hours', '2'], env);
  expect(rotated.stdout).toMatch(/^whsec_[A-Za-z0-9+/=]+\n$/);
  expect(rotated.stdout.trim()).not.toBe(secret);

  const { app } = cli.app;
  app.relay.start();
  await cli.app.push([{ from: cli.app.day(2), to: cli.app.day(2), available: 2 }]);
  let fresh = 0;
  for (let tries = 0; fresh === 0 && tries < 100; tries++) {
    const since = ['--endpoint', id, '--since', '2020-01-01T00:00:00Z'];
    const dry = await runJson('webhook resend', [...since, '--dry-run'], env);
    fresh = Number(dry.document.data['fresh']);
  }
  await app.relay.stop();
  expect(fresh).toBeGreaterThan(0);
  const replay = await runJson('webhook resend', ['--endpoint', id, '--since', '2020-01-01T00:00:00Z'], env);
  expect(Number(replay.document.data['fresh'])).toBeGreaterThanOrEqual(fresh);
  const listed = await runJson(
    'webhook deliveries',
    ['--endpoint', id, '--state', 'PENDING', '--hotel', 'HV01'],
    env,
  );
  const deliveries = listed.document.data['deliveries'] as { delivery_id: string; webhook_id: string }[];
  expect(deliveries).toHaveLength(Number(replay.document.data['fresh']));
  const quoted = await runJson('webhook resend', [deliveries[0]?.webhook_id ?? '', '--dry-run'], env);
  expect(quoted.document.data['delivery']).toMatchObject({ delivery_id: deliveries[0]?.delivery_id });
  const again = await runJson('webhook resend', [deliveries[0]?.delivery_id ?? ''], env);
  expect(again.document.data).toMatchObject({
    again: 1,
    delivery: { webhook_id: deliveries[0]?.webhook_id },
  });
  const unclear = await runJson('webhook resend', [], env);
  expect(unclear).toMatchObject({ exit: 2 });

  expect((await runCommand('webhook endpoint list', ['--partner', 'ota-1'], env)).stdout).toContain(id);
  const asked = await runJson('webhook endpoint delete', [id], env);
  expect(asked).toMatchObject({ exit: 2 });
  await runJson('webhook endpoint delete', [id, '--yes'], env);
  const gone = await runJson('webhook endpoint show', [id], env);
  expect(gone).toMatchObject({ exit: 5, document: { error: { code: 'NOT_FOUND' } } });
  expect((await runJson('webhook deliveries', [], env)).document.data).toEqual({
    deliveries: [],
    next_before: null,
  });
});

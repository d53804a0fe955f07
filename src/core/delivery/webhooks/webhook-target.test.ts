import type { lookup } from 'node:dns';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aReceiver, type TestReceiver } from '../../../../test/builders/a-receiver.js';
import { createSendWebhook } from './send-webhook.js';
import { checkWebhookTarget } from './webhook-target.js';

const partner = { origin: 'partner', allowed: [] } as const;
const operator = { origin: 'operator', allowed: [] } as const;

describe('the address of a webhook', () => {
  test.each([
    'http://hooks.example/a',
    'https://127.0.0.1/',
    'http://127.0.0.1:4100/api',
    'https://localhost/',
    'https://a.localhost/',
    'https://localhost./',
    'https://[::1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.0.1/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::ffff:10.0.0.1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://user:secret@hooks.example/',
    'ftp://hooks.example/',
    'file:///etc/passwd',
    'nonsense',
    `https://hooks.example/${'x'.repeat(1_000)}`,
  ])('%s is refused to a partner', (url) => {
    expect(() => checkWebhookTarget(url, partner)).toThrow(/./);
  });

  test.each(['https://hooks.example/a?b=c', 'https://93.184.216.34/', 'https://[2606:2800::1]/'])(
    '%s is taken from a partner',
    (url) => {
      expect(checkWebhookTarget(url, partner).href).toBe(url);
    },
  );

  test('the operator may name this machine, and hosts that the setting names are allowed to all', () => {
    expect(checkWebhookTarget('http://127.0.0.1:9/x', operator).port).toBe('9');
    expect(() => checkWebhookTarget('https://10.0.0.1/', operator)).toThrow('own network');
    const allowed = ['10.0.0.1', '127.0.0.1'];
    expect(checkWebhookTarget('http://10.0.0.1/', { origin: 'partner', allowed }).host).toBe('10.0.0.1');
    expect(checkWebhookTarget('http://127.0.0.1/', { origin: 'partner', allowed }).host).toBe('127.0.0.1');
  });
});

describe('sending', () => {
  let receiver: TestReceiver;
  beforeEach(async () => {
    receiver = await aReceiver();
  });
  afterEach(() => receiver.close());

  const lookingUp = (address: string) =>
    ((_name: string, _options: unknown, done: (error: null, found: unknown) => void) =>
      done(null, [{ address, family: address.includes(':') ? 6 : 4 }])) as unknown as typeof lookup;
  const message = { origin: 'operator', headers: {}, body: '{}' } as const;

  test.each(['10.0.0.9', '169.254.169.254', '127.0.0.1', '::1', '::ffff:10.0.0.9', '192.168.7.7'])(
    'to a name that leads to %s is refused when it is looked up',
    async (address) => {
      const send = createSendWebhook({ allowed: [], timeoutMs: 2_000, resolve: lookingUp(address) });
      for (const origin of ['operator', 'partner'] as const) {
        const url = `https://hooks.example:${new URL(receiver.url).port}/`;
        expect(await send({ ...message, origin, url })).toEqual({
          status: null,
          reason: 'ADDRESS_NOT_ALLOWED',
        });
      }
      expect(receiver.received).toEqual([]);
    },
  );

  test('goes to a name in the own network that the setting names', async () => {
    const send = createSendWebhook({
      allowed: ['hooks.example'],
      timeoutMs: 2_000,
      resolve: lookingUp('127.0.0.1'),
    });
    const url = `http://hooks.example:${new URL(receiver.url).port}/`;
    expect(await send({ ...message, origin: 'partner', url })).toMatchObject({ status: 204 });
  });

  test("a partner's address is checked again when it is used", async () => {
    const send = createSendWebhook({ allowed: [], timeoutMs: 2_000 });
    expect(await send({ ...message, origin: 'partner', url: receiver.url })).toEqual({
      status: null,
      reason: 'ADDRESS_NOT_ALLOWED',
    });
    expect(receiver.received).toEqual([]);
  });

  test('follows no redirect, cuts long answers and slow ones short', async () => {
    const send = createSendWebhook({ allowed: [], timeoutMs: 400 });
    const to = { ...message, url: receiver.url };
    receiver.troubles.push({ status: 302, headers: { location: 'https://elsewhere.example/' } });
    receiver.troubles.push({ status: 200, body: 'x'.repeat(3_000_000) });
    receiver.troubles.push({ delayMs: 1_500 });

    expect(await send(to)).toMatchObject({ status: 302 });
    expect(await send(to)).toMatchObject({ status: 200 });
    expect(await send(to)).toEqual({ status: null, reason: 'TIMEOUT' });
    expect(receiver.received).toHaveLength(3);
  });

  test('a receiver that is not there is a word, not an error', async () => {
    const { url } = receiver;
    await receiver.close();
    const send = createSendWebhook({ allowed: [], timeoutMs: 2_000 });
    expect(await send({ ...message, url })).toEqual({ status: null, reason: 'ECONNREFUSED' });
    receiver = await aReceiver();
  });
});

test.each(['https://example.com/\u0000', ' https://example.com/', 'https://example.com/4111111111111111'])(
  'an address that nobody means is refused: %j',
  (text) => {
    expect(() => checkWebhookTarget(text, { origin: 'operator', allowed: [] })).toThrow(/The URL holds/);
  },
);

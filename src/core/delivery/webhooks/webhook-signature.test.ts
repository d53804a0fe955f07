import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newWebhookSecret, webhookHeaders } from './webhook-signature.js';

// Published: the example of the reference libraries' own documentation, and one of their tests.
test.each([
  {
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    message: { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' },
    signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  },
  {
    secret: 'whsec_plJ3nmyCDGBKInavdOK15jsl',
    message: {
      id: 'msg_loFOjxBNrRLzqYUf',
      timestamp: 1_731_705_121,
      body: '{"event_type":"ping","data":{"success":true}}',
    },
    signature: 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
  },
])('a message is signed as Standard Webhooks publishes it', ({ secret, message, signature }) => {
  expect(webhookHeaders(message, [secret])).toEqual({
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': signature,
  });
});

test('two secrets give two signatures, the present one first', () => {
  const [one, two] = [newWebhookSecret(), newWebhookSecret()];
  const message = { id: 'msg_1', timestamp: 1, body: '{}' };
  const of = (secrets: string[]) => webhookHeaders(message, secrets)['webhook-signature'];

  expect(of([one, two])).toBe(`${of([one])} ${of([two])}`);
  expect(one).not.toBe(two);
});

test('a secret is whsec_ and 32 bytes', () => {
  const secret = newWebhookSecret();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
});

test('the receiver in docs/webhooks.md takes what we send, under either secret, and nothing else', async () => {
  const page = readFileSync('docs/webhooks.md', 'utf8');
  const code = /```js\n([^]*?)```/.exec(page)?.[1] ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-webhook-doc-'));
  const file = join(folder, 'verify.mjs');
  writeFileSync(file, code);
  try {
    type Verify = (secret: string, headers: object, body: string) => unknown;
    const { verify } = (await import(/* @vite-ignore */ file)) as { verify: Verify };
    const [present, former, other] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
    const timestamp = Math.floor(Date.now() / 1_000);
    const message = { id: 'msg_1', timestamp, body: '{"type":"Test"}' };
    const headers = webhookHeaders(message, [present, former]);

    expect(verify(present, headers, message.body)).toEqual({ type: 'Test' });
    expect(verify(former, headers, message.body)).toEqual({ type: 'Test' });
    expect(() => verify(other, headers, message.body)).toThrow('not from Bellhop');
    expect(() => verify(present, headers, '{"type":"test"}')).toThrow('not from Bellhop');
    const old = webhookHeaders({ ...message, timestamp: timestamp - 400 }, [present]);
    expect(() => verify(present, old, message.body)).toThrow('too old');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

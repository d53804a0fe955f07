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

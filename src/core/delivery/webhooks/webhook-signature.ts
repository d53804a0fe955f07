import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** "Standard Webhooks, symmetric signatures": between 24 and 64 bytes. */
const SECRET_BYTES = 32;

export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

export interface SignedMessage {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/** The three headers of a message; one signature for each secret, so that a receiver may hold either ("Standard Webhooks, headers"). */
export function webhookHeaders(
  message: SignedMessage,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': secrets.map((secret) => sign(message, secret)).join(' '),
  };
}

function sign({ id, timestamp, body }: SignedMessage, secret: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** As receivers see a message: the same for every try and every replay, so that they tell a second one apart. */
export function webhookIdOf(messageId: string): string {
  return `msg_${messageId}`;
}

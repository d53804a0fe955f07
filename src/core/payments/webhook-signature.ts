import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '../model/errors.js';

/** Seconds by which the sender's clock may differ from ours; older is a replay. Stripe's own libraries use the same. */
const TOLERANCE_S = 300;

export interface SignedBody {
  /** `t=1700000000,v1=<hex>[,v1=<hex>...]`: several v1 while the sender rotates its secret. */
  readonly header: string | undefined;
  readonly body: Uint8Array;
  /** Any of these may have signed it: two while we rotate ours. */
  readonly secrets: readonly string[];
  readonly now: Date;
}

/**
 * Checks a signature of Stripe's scheme: HMAC-SHA256 over `t.body`, the body byte for byte (docs.stripe.com/webhooks).
 * @throws AppError WEBHOOK_SIGNATURE
 */
export function verifySignature({ header, body, secrets, now }: SignedBody): void {
  const { time, signatures } = parseHeader(header ?? '');
  if (time === null || signatures.length === 0) {
    throw refused('The signature header is missing or is not of the form t=...,v1=...');
  }
  const given = signatures.map((signature) => Buffer.from(signature, 'hex'));
  const expected = secrets.map((secret) => digest(secret, { time, body }));
  // Every pair is compared, so that the time taken says nothing of which one nearly fitted.
  const fitting = expected.flatMap((one) => given.filter((other) => sameBytes(one, other)));
  if (fitting.length === 0) throw refused('The signature is not ours: check the secret of this webhook.');
  if (Math.abs(now.getTime() / 1000 - Number(time)) > TOLERANCE_S) {
    throw refused(`The signature is more than ${TOLERANCE_S} seconds old or ahead of our clock.`);
  }
}

/** The header for a body that we sign ourselves. */
export function signBody(secret: string, body: Uint8Array, now: Date): string {
  const time = String(Math.floor(now.getTime() / 1000));
  return `t=${time},v1=${digest(secret, { time, body }).toString('hex')}`;
}

function digest(secret: string, { time, body }: { time: string; body: Uint8Array }): Buffer {
  return createHmac('sha256', secret).update(`${time}.`).update(body).digest();
}

function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function parseHeader(header: string): { time: string | null; signatures: string[] } {
  let time: string | null = null;
  const signatures: string[] = [];
  // A header is short; one of a thousand entries is no provider's.
  for (const part of header.slice(0, 2_000).split(',')) {
    const [key = '', value = ''] = part.trim().split('=', 2);
    if (key === 't' && /^\d{1,12}$/.test(value)) time = value;
    else if (key === 'v1' && /^[0-9a-f]{64}$/.test(value)) signatures.push(value);
  }
  return { time, signatures };
}

function refused(message: string): AppError {
  return new AppError('WEBHOOK_SIGNATURE', message);
}

import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signBody, verifySignature } from './webhook-signature.js';

const now = new Date('2026-05-01T10:00:00.000Z');
const t = now.getTime() / 1000;
const body = Buffer.from('{"id":"evt_1", "object":"event"}');
const sign = (secret: string, at: number | string = t) =>
  createHmac('sha256', secret).update(`${at}.${body.toString()}`).digest('hex');

const verify = (header: string | undefined, secrets = ['one', 'two'], at = now) =>
  verifySignature({ header, body, secrets, now: at });

describe('a signature', () => {
  it.each([
    ['of one secret', `t=${t},v1=${sign('one')}`],
    ['of the other, while ours changes', `t=${t},v1=${sign('two')}`],
    ['among several, while theirs changes', `t=${t},v1=${sign('old')},v1=${sign('two')},v0=1234`],
    ['with spaces', `t=${t}, v1=${sign('one')}`],
    ['five minutes old', `t=${t - 300},v1=${sign('one', t - 300)}`],
  ])('%s is good', (_what, header) => {
    expect(() => verify(header)).not.toThrow();
  });

  it.each([
    ['that is missing', undefined],
    ['without time', `v1=${sign('one')}`],
    ['without a v1', `t=${t},v0=${sign('one')}`],
    ['of a stranger', `t=${t},v1=${sign('three')}`],
    ['for another time', `t=${t - 1},v1=${sign('one')}`],
    ['cut short', `t=${t},v1=${sign('one').slice(0, 32)}`],
    ['that is older', `t=${t - 301},v1=${sign('one', t - 301)}`],
    ['from the future', `t=${t + 301},v1=${sign('one', t + 301)}`],
    ['of no number', `t=now,v1=${sign('one', 'now')}`],
  ])('%s is refused', (_what, header) => {
    expect(() => verify(header)).toThrow(expect.objectContaining({ code: 'WEBHOOK_SIGNATURE' }) as Error);
  });

  it('is refused where no secret is set', () => {
    expect(() => verify(`t=${t},v1=${sign('')}`, [])).toThrow(/not ours/);
  });

  it('of ours is of the same scheme', () => {
    expect(signBody('one', body, now)).toBe(`t=${t},v1=${sign('one')}`);
  });
});

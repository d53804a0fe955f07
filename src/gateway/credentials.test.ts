import { describe, expect, it } from 'vitest';
import { readCredentials } from './credentials.js';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('readCredentials', () => {
  it('reads the three ways to send a key', () => {
    expect(readCredentials({ authorization: 'Bearer bh_test_x' })).toEqual({ key: 'bh_test_x' });
    expect(readCredentials({ 'x-api-key': 'bh_test_x' })).toEqual({ key: 'bh_test_x' });
    expect(readCredentials({ authorization: basic('demo-pms:bh_test_x:y') })).toEqual({
      partner_code: 'demo-pms',
      key: 'bh_test_x:y',
    });
  });

  it('takes schemes in any case', () => {
    expect(readCredentials({ authorization: 'bearer k' })).toEqual({ key: 'k' });
  });

  it('is null without any', () => {
    expect(readCredentials({})).toBeNull();
    expect(readCredentials({ 'x-api-key': '' })).toBeNull();
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Digest abc',
    'bh_test_x',
    basic('no-colon'),
    basic(':key'),
    basic('user:'),
    'Bearer a b',
    `Bearer ${'k'.repeat(600)}`,
  ])('refuses %j', (authorization) => {
    expect(() => readCredentials({ authorization })).toThrow('cannot be read');
  });
});

import { describe, expect, test } from 'vitest';
import type { WireRequest } from '../../core/model/channel-codec.js';
import { readExpediaAnswer } from './read-answer.js';

const ITEM = { room_code: '352546', rate_code: null, from: '2026-10-01', to: '2026-10-31' };
const REQUEST: WireRequest = {
  method: 'POST',
  path: '/eqc/ar',
  headers: {},
  body: '',
  message: 'AvailRateUpdateRQ',
  items: [{ ...ITEM, room_code: '1' }, ITEM, { ...ITEM, rate_code: '41000A' }],
  values: 1,
};
const read = (content: string, status = 200) =>
  readExpediaAnswer(REQUEST, {
    status,
    headers: {},
    body: `<AvailRateUpdateRS xmlns="http://www.expediaconnect.com/EQC/AR/2007/02">${content}</AvailRateUpdateRS>`,
  });

describe('the answer to an AvailRateUpdateRQ', () => {
  test('Success is accepted', () => {
    expect(read('<Success/>')).toEqual({ kind: 'accepted', warnings: [], reference: null });
  });

  test('Success with warnings is partial, and names the product and night', () => {
    const text =
      'Warning 1 out of 3 for this cause. Inventory date 2026-10-05; Room Type ID 352546; below the base allocation';
    expect(read(`<Success><Warning code="7013">${text}</Warning></Success>`)).toEqual({
      kind: 'partial',
      items: [{ item: { ...ITEM, from: '2026-10-05', to: '2026-10-05' }, code: '7013', message: text }],
    });
  });

  test.each([
    [1000, 'rejected', false],
    [1003, 'rejected', false],
    [2002, 'rejected', false],
    [2010, 'rejected', false],
    [3108, 'rejected', false],
    [3142, 'rejected', true],
    [3203, 'rejected', true],
    [3204, 'rejected', true],
    [4000, 'retry', undefined],
    [4099, 'retry', undefined],
    [4100, 'rejected', false],
    [4101, 'rejected', false],
    [4206, 'retry', undefined],
    [5000, 'retry', undefined],
  ])('error %i: %s', (code, kind, mapping) => {
    const outcome = read(`<Error code="${code}">why</Error>`);

    expect(outcome).toMatchObject({ kind, code: String(code), message: 'why' });
    expect(outcome.kind === 'rejected' ? outcome.mapping : undefined).toBe(mapping);
  });

  test('neither Success nor Error is no success; trouble of the server passes', () => {
    expect(read('').kind).toBe('retry');
    expect(readExpediaAnswer(REQUEST, { status: 502, headers: {}, body: 'Bad gateway' }).kind).toBe('retry');
    expect(readExpediaAnswer(REQUEST, { status: 403, headers: {}, body: '' }).kind).toBe('rejected');
  });
});

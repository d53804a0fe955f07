import { afterEach, describe, expect, it } from 'vitest';
import {
  aSandbox,
  sandboxCounts,
  sandboxDay as day,
  sandboxNights as nights,
  type TestSandbox,
} from '../../../test/builders/a-sandbox.js';

let sandbox: TestSandbox;
afterEach(() => sandbox.close());

const counts = () => sandboxCounts(sandbox);

describe('faults', () => {
  it('answers with the status that is wished and does nothing', async () => {
    sandbox = await aSandbox('booking-com');
    await sandbox.control('PUT', 'faults', { error_rate: 1, status: 429 });

    const [outcome] = await sandbox.push(nights(1, 4));

    expect(outcome).toMatchObject({ kind: 'retry', after_seconds: 1 });
    expect(await sandbox.cells()).toEqual([]);
    expect(await sandbox.requests()).toMatchObject([{ status: 429, faults: ['error_rate'] }, {}]);
  });

  it('does what it is asked and gives no answer', async () => {
    sandbox = await aSandbox('open-channel');
    await sandbox.control('PUT', 'faults', { drop_answer: 1 });

    await expect(sandbox.push(nights(3, 4))).rejects.toThrow('fetch failed');

    expect(await counts()).toEqual([4, 4, 4]);
    expect((await sandbox.requests())[0]?.status).toBeNull();
  });

  it('stores one room too many', async () => {
    sandbox = await aSandbox('open-channel');
    await sandbox.control('PUT', 'faults', { wrong_count: 1 });

    await sandbox.push([{ room_code: '10', rate_code: null, date: day(0), available: 4 }]);

    expect((await counts())[0]).toBe(5);
  });

  it('strikes the same requests for the same seed', async () => {
    const statuses = async (seed: number) => {
      sandbox = await aSandbox('open-channel', { seed });
      await sandbox.control('PUT', 'faults', { error_rate: 0.5 });
      for (let count = 0; count < 20; count++) await sandbox.push([...nights(1, count).slice(0, 1)]);
      const found = (await sandbox.requests()).map(({ status }) => status);
      if (seed === 7) await sandbox.close();
      return found;
    };

    const [first, again] = [await statuses(7), await statuses(7)];
    const other = await statuses(8);

    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import {
  aSandbox,
  connectorOf,
  sandboxCounts,
  sandboxDay as day,
  sandboxNights as nights,
  type TestSandbox,
} from '../../../test/builders/a-sandbox.js';

let sandbox: TestSandbox;
afterEach(() => sandbox.close());

const counts = () => sandboxCounts(sandbox);

describe.each(['booking-com', 'expedia', 'siteconnect', 'google', 'agoda', 'open-channel', 'channex'])(
  'a channel of %s',
  (id) => {
    it('stores night by night what it is sent, and answers so that the connector hears a success', async () => {
      sandbox = await aSandbox(id);

      const outcomes = await sandbox.push(nights(3, 4));

      expect(outcomes.length).toBeGreaterThan(0);
      expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => 'accepted'));
      expect(await counts()).toEqual([4, 4, 4]);
      const cells = await sandbox.cells();
      const rate = (offset: number) =>
        cells.find((cell) => cell.date === day(offset) && cell.rate_code === '7');
      expect(rate(0)?.amounts).toMatchObject([{ guests: 2, amount: '120.50' }]);
      expect([rate(0)?.closed ?? false, rate(1)?.closed]).toEqual([false, true]);
    });

    it('keeps what a later message does not name', async () => {
      sandbox = await aSandbox(id);
      await sandbox.push(nights(3, 4));

      await sandbox.push([{ room_code: '10', rate_code: null, date: day(1), available: 0 }]);

      expect(await counts()).toEqual([4, 0, 4]);
    });

    it('forgets one value silently when told to, and says which', async () => {
      sandbox = await aSandbox(id);
      await sandbox.push(nights(3, 4));
      await sandbox.control('PUT', 'faults', { silent_drop: 1 });

      const outcomes = await sandbox.push([
        { room_code: '10', rate_code: null, date: day(0), available: 1 },
        { room_code: '10', rate_code: null, date: day(1), available: 1 },
      ]);

      expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => 'accepted'));
      expect((await counts()).slice(0, 2).sort()).toEqual([1, 4]);
      const silent = (await sandbox.requests()).flatMap((request) => request.silent);
      const lost = (await counts())[0] === 4 ? day(0) : day(1);
      expect(silent).toMatchObject([{ fault: 'silent_drop', field: 'available', date: lost }]);
    });

    it('says in its own grammar that a part was not taken', async () => {
      sandbox = await aSandbox(id);
      await sandbox.control('PUT', 'faults', { partial: 1 });

      const [outcome] = await sandbox.push(nights(3, 4));

      const itemwise = connectorOf(id).dialects[0].failure_unit === 'item';
      expect(['partial', 'rejected']).toContain(outcome?.kind);
      if (itemwise) expect((await sandbox.requests())[0]?.faults).toEqual(['partial']);
    });
  },
);

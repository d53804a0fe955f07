import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { aDelivery, THEIRS, type TestDelivery } from '../../../test/builders/a-delivery.js';
import type { CalendarCell } from '../../connectors/shared/calendar.js';
import type { RunRequest } from './run-reconcile.js';

/* Calendars that nobody would write, and nights that no contract has words for: no false difference, and no fault of ours. */

let d: TestDelivery;
let channel: TestChannel;
let server: Server;
let cells: readonly unknown[] = [];
const request: RunRequest = { hotel: 'HV01', partner: 'odd', side: 'channel' };

beforeAll(async () => {
  d = await aDelivery();
  channel = await aChannel('siteconnect');
  server = createServer((_request, response) => response.end(JSON.stringify({ cells })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await d.partner('odd', 'siteconnect');
  await d.t.load(5, 0, 10);
  await d.connect('odd', channel.url);
  d.t.app.delivery.worker.start();
  await d.settled();
  const calendar_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await d.t.app.reconcile.copies.set(await d.t.app.partners.get('odd'), { calendar_url });
}, 60_000);

afterAll(async () => {
  await d.close();
  await channel.close();
  server.close();
});

const right = (): CalendarCell[] => channel.calendar();
const night = (cell: CalendarCell, day: number, rate: string | null) =>
  cell.room_code === THEIRS.room && cell.rate_code === rate && cell.date === d.t.day(day);

describe('a calendar', () => {
  test('that names nights twice says each once, and the last word counts', async () => {
    cells = [...right(), ...right()];
    const twice = await d.t.app.reconcile.run(request);
    expect(twice.differences).toEqual([]);
    expect(twice.warnings.join()).toContain('more than once');

    cells = [...right().map((cell) => (night(cell, 3, null) ? { ...cell, available: 1 } : cell)), ...right()];
    expect((await d.t.app.reconcile.run(request)).differences).toEqual([]);
    cells = [
      ...right(),
      ...right().flatMap((cell) => (night(cell, 3, null) ? { ...cell, available: 1 } : [])),
    ];
    expect((await d.t.app.reconcile.run(request)).differences).toMatchObject([
      { field: 'available', date: d.t.day(3), ours: 5, theirs: 1 },
    ]);
  });

  test('with more prices than a person reads is kept as far as it can be', async () => {
    const amounts = Array.from({ length: 500 }, (_, at) => ({
      ...{ guests: 1 + (at % 99), amount: `10.${at}`, currency: '\u0001"E' },
    }));
    cells = right().map((cell) => (night(cell, 3, THEIRS.rate) ? { ...cell, amounts } : cell));
    const { run_id, differences } = await d.t.app.reconcile.run(request);
    expect(differences).toMatchObject([{ field: 'amounts', class: 'conflicting' }]);
    const found = await d.t.app.reconcile.find({ run_id });
    expect(String(found.differences[0]?.theirs)).toMatch(/^10: 10\.108 .*…$/s);
  });

  test('is compared no further than the channel is told, whatever nights are asked for', async () => {
    cells = right();
    const far = await d.t.app.reconcile.run({ ...request, to: '2199-12-31' });
    expect(far.differences).toEqual([]);
    expect(far.to < d.t.day(740)).toBe(true);
    expect(far.warnings.join()).toContain('told of no night behind');
    const behind = await d.t.app.reconcile.run({ ...request, from: '2199-01-01' });
    expect(behind).toMatchObject({ nights: 0, differences: [] });
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectors } from '../../connectors/index.js';
import {
  aComparedHotel,
  type ComparedChannel,
  type ComparedHotel,
} from '../../../test/builders/a-compared-hotel.js';
import { aHotel } from '../../../test/builders/a-hotel.js';
import { byNight, differing } from '../../../test/builders/told-calendar.js';
import type { CalendarCell } from '../../connectors/shared/calendar.js';

/* A hotel that takes no bookings is for sale nowhere, in the words of every contract, and is as it was when it takes some again. */

const CHANNELS = connectors.filter(({ channel }) => channel !== undefined).map(({ id }) => id);

let hotel: ComparedHotel;
const channels = new Map<string, ComparedChannel>();
const before = new Map<string, CalendarCell[]>();

beforeAll(async () => {
  hotel = await aComparedHotel(22);
  for (const id of CHANNELS) {
    const channel = await hotel.connect(id);
    channels.set(id, channel);
    before.set(id, await cellsOf(channel));
  }
}, 120_000);

afterAll(async () => {
  for (const channel of channels.values()) await channel.close();
  await hotel.close();
});

async function cellsOf({ sandbox }: ComparedChannel): Promise<CalendarCell[]> {
  return (await sandbox.cells()).filter(({ date }) => date >= hotel.t.day(0));
}

async function status(value: 'ACTIVE' | 'INACTIVE'): Promise<void> {
  const { pms, ota, app } = hotel.t;
  const file = { ...aHotel({ pms: pms.code, otas: [ota.code] }), status: value };
  await app.onboardHotel(file, { dryRun: false, requestId: null });
  for (const channel of channels.values()) await channel.settled();
}

/** Nights of rooms that a guest could book: there is a room, and a rate plan that is not closed. */
function forSale(cells: readonly CalendarCell[]): string[] {
  return [...byNight(cells)].flatMap(([night, of]) => {
    const room = of.find(({ rate_code }) => rate_code === null);
    const rates = of.filter(({ rate_code }) => rate_code !== null);
    const counts = of.flatMap(({ available }) => (available === undefined ? [] : [available]));
    const isClosed = room?.closed === true || rates.every(({ closed }) => closed === true);
    return isClosed || counts.every((count) => count === 0) ? [] : [night];
  });
}

test('INACTIVE: no channel sells a night of it, and none differs from what it is to have', async () => {
  for (const [id, cells] of before) expect(forSale(cells).length, id).toBeGreaterThan(30);
  await status('INACTIVE');
  for (const [id, channel] of channels) {
    expect(forSale(await cellsOf(channel)), id).toEqual([]);
    const { differences, totals } = await hotel.t.app.reconcile.run(channel.request);
    expect([differences, totals.pending], id).toEqual([[], 0]);
  }
}, 120_000);

test('ACTIVE again: each has what it had before', async () => {
  await status('ACTIVE');
  for (const [id, channel] of channels) {
    const [now, then] = [await cellsOf(channel), before.get(id) ?? []];
    expect([...differing(now, then).keys(), ...differing(then, now).keys()], id).toEqual([]);
    const { differences, totals } = await hotel.t.app.reconcile.run(channel.request);
    expect([differences, totals.pending], id).toEqual([[], 0]);
  }
}, 120_000);

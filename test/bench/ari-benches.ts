import { timeHistogram, percentiles } from './closed-loop.js';
import type { Connector } from '../../src/core/model/connector.js';
import { addDays, todayIn } from '../../src/core/model/local-date.js';
import { onboardRooms, type BenchApp } from './bench-app.js';
import { benchLine, median, type BenchLine, type Measured } from './bench-line.js';
import { interleave } from './interleave.js';
import { rateMessage } from './rate-message.js';
import { openSmallestAri } from './smallest-ari.js';

const ROOMS = 14;
const NIGHTS = 365;
/** Rooms x rate plans x nights of one message. */
const CELLS = ROOMS * 2 * NIGHTS;
/** A gateway runs code for weeks that the compiler has finished with; here it takes some tens of thousands of nights. */
const ROUNDS = { warmUps: 8, rounds: 9 };

/** A year of a hotel's prices from the bytes to the COMMIT, every amount another than before. */
export async function ariFull(bench: BenchApp): Promise<BenchLine[]> {
  const hotel = await prepareHotel(bench, 'ARI-FULL');
  const smallest = await openSmallestAri(bench.stores.mysqlUrl, hotel.ids);
  const messages = new Map<number, Buffer>();
  // Made outside of the time that is measured; both sides get the same one.
  const messageOf = (round: number): Buffer => {
    const known = messages.get(round);
    if (known !== undefined) return known;
    const made = hotel.message(round);
    messages.clear();
    messages.set(round, made);
    return made;
  };
  const ours = (round: number) => {
    const body = messageOf(round);
    return timed(() => hotel.push(body, { changed: CELLS }));
  };
  const least = (round: number) => {
    const body = messageOf(round);
    return timed(() => smallest.write(body));
  };
  const [ourTimes = [], leastTimes = []] = await interleave([ours, least], ROUNDS);
  await smallest.close();
  const name = { bench: 'ari-full', unit: 'nights/s', limit_of: 'plain scanner + text upsert' };
  return [
    benchLine({ ...name, case: `${CELLS} nights, all changed` }, summarise(ourTimes), summarise(leastTimes)),
  ];
}

/** The same message once more: nothing to write, no event. */
export async function ariUnchanged(bench: BenchApp): Promise<BenchLine[]> {
  const hotel = await prepareHotel(bench, 'ARI-SAME');
  const smallest = await openSmallestAri(bench.stores.mysqlUrl, hotel.ids);
  const body = hotel.message(0);
  await hotel.push(body, { changed: CELLS });
  await smallest.write(body);
  const sides = [
    () => timed(() => hotel.push(body, { changed: 0 })),
    () => timed(() => smallest.compare(body)),
  ];
  const [ourTimes = [], leastTimes = []] = await interleave(sides, ROUNDS);
  await smallest.close();
  const name = { bench: 'ari-unchanged', unit: 'nights/s', limit_of: 'plain scanner + read and compare' };
  return [
    benchLine({ ...name, case: `${CELLS} nights, none changed` }, summarise(ourTimes), summarise(leastTimes)),
  ];
}

export interface BenchHotel {
  readonly ids: ReadonlyMap<string, string>;
  message(variant: number): Buffer;
  /** Decodes and applies. @throws Error when not exactly `changed` nights were written: a bench must do its work. */
  push(body: Buffer, expected: { readonly changed: number }): Promise<void>;
}

export async function prepareHotel(bench: BenchApp, code: string): Promise<BenchHotel> {
  const { app, pms } = bench;
  await onboardRooms(bench, { code, rooms: ROOMS });
  const catalogue = await app.openCatalogue(pms, code);
  const connector = requireConnector(bench);
  const from = addDays(todayIn(catalogue.hotel.time_zone, app.clock.now()), 1);
  return {
    ids: new Map([
      ...catalogue.rooms.map((room): [string, string] => [room.code, room.room_id]),
      ...catalogue.ratePlans.map((plan): [string, string] => [plan.code, plan.rate_plan_id]),
    ]),
    message: (variant) => rateMessage({ hotelCode: code, rooms: ROOMS, from, nights: NIGHTS, variant }),
    push: async (body, { changed }) => {
      const { content, faults } = await connector.decode(body, { charset: null });
      if (content?.kind !== 'ari')
        throw new Error(`the message was refused: ${faults[0]?.message ?? 'no reason'}`);
      const result = await app.applyAri(pms, content.ari, { requestId: null });
      if (result.rates_changed !== changed)
        throw new Error(`${result.rates_changed} nights changed, not ${changed}`);
      if (changed === 0 && result.events !== 0) throw new Error(`${result.events} events for no change`);
    },
  };
}

function requireConnector({ app }: BenchApp): Connector {
  const connector = app.connectors.get('ota');
  if (connector === undefined) throw new Error('there is no connector "ota"');
  return connector;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Milliseconds of single messages. */
function summarise(times: readonly number[]): Measured {
  const histogram = timeHistogram();
  for (const time of times) histogram.recordValue(Math.round(time * 1_000));
  return { figure: (CELLS * 1_000) / median(times), ...percentiles(histogram) };
}

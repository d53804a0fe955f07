import { createRandom, wholeFrom } from '../../src/cli/load/random.js';
import type { StormHotel } from './cast.js';
import { guestActs, type GuestCounts } from './guest-life.js';
import { attend, randomChange, setCells, type DeskCounts } from './pms-life.js';
import type { Channel, Pms, Stage } from './stage.js';
import { setWeather, type Weather } from './weather.js';

/** Of each PMS and each channel that sells. */
const ACTORS = 3;

export interface StormCounts {
  readonly desks: DeskCounts;
  readonly guests: GuestCounts;
}

export interface StormOptions {
  readonly seconds: number;
  /** Of each actor between two things that it does, at most. */
  readonly pauseMs: number;
  readonly weather: Weather;
  readonly kill: boolean;
}

export const noCounts = (): StormCounts => ({
  desks: { changes: 0, pushes: 0, refused: [] },
  guests: { new: 0, modify: 0, cancel: 0, turnedDown: 0 },
});

/** PMSs and guests at work at random for some time, each with its own numbers; a gateway dies in the middle of it. */
export async function storm(stage: Stage, options: StormOptions, counts: StormCounts): Promise<void> {
  const until = performance.now() + options.seconds * 1_000;
  const { seed } = stage.options;
  const going = (): boolean => performance.now() < until;
  const sellers = stage.channels.filter(({ role }) => role.sells.length > 0);
  const actors = Array.from({ length: ACTORS }).flatMap((_, actor) => [
    ...stage.pmss.map((pms, index) => desk(stage, pms, { stream: 100 + actor * 10 + index, counts })),
    ...sellers.map((channel, index) => guests(stage, channel, { stream: 200 + actor * 10 + index, counts })),
  ]);
  const skies = createRandom(seed, 1);
  await setWeather(stage, options.weather, skies);
  const done = Promise.all(
    actors.map(async (act, index) => {
      const random = createRandom(seed, 300 + index);
      while (going()) {
        await act();
        await pause(wholeFrom(random, 0, options.pauseMs));
      }
    }),
  );
  const turning = changeWeather(stage, options, going);
  const dying = options.kill ? pause(options.seconds * 400).then(() => stage.killAndRestart(1)) : undefined;
  await Promise.all([done, turning, dying]);
  await setWeather(stage, 'calm', skies);
}

async function changeWeather(stage: Stage, { weather }: StormOptions, going: () => boolean): Promise<void> {
  const random = createRandom(stage.options.seed, 2);
  while (going()) {
    await pause(1_500);
    if (going()) await setWeather(stage, random() < 0.25 ? 'calm' : weather, random);
  }
}

interface Part {
  readonly stream: number;
  readonly counts: StormCounts;
}

function desk(stage: Stage, pms: Pms, { stream, counts }: Part): () => Promise<void> {
  const random = createRandom(stage.options.seed, stream);
  const mine = stage.hotels.filter((hotel) => hotel.pms === pms.role);
  return async () => {
    const hotel = pick(mine, random());
    if (random() < 0.75) {
      await setCells(pms, hotel, randomChange(stage, hotel, random));
      counts.desks.changes += 1;
    }
    if (random() < 0.7) await attend(pms, hotel, counts.desks);
  };
}

function guests(stage: Stage, channel: Channel, { stream, counts }: Part): () => Promise<void> {
  const random = createRandom(stage.options.seed, stream);
  return () =>
    guestActs(stage, channel, { hotel: pick(stage.hotels, random()), random, counts: counts.guests });
}

function pick(hotels: readonly StormHotel[], share: number): StormHotel {
  const hotel = hotels[Math.floor(share * hotels.length)];
  if (hotel === undefined) throw new Error('no hotel');
  return hotel;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

import type { App } from '../../src/core/app.js';
import type { Catalogue } from '../../src/core/hotels/catalogue.js';
import { addDays, todayIn, type LocalDate } from '../../src/core/model/local-date.js';
import type { Partner } from '../../src/core/partners/partner.js';
import type { Database } from '../../src/core/platform/database.js';
import { onboardRooms, type BenchApp } from './bench-app.js';

export const STAY_NIGHTS = 3;
/** First arrival, in days from today. */
const FIRST = 1;
const NIGHTS = 180;
/** More than any run can sell. */
const STOCK = 1_000_000;
const ROWS_A_STATEMENT = 2_000;
/** Of a look; all of them end with the last night that has a price. */
const LOOK_NIGHTS = 30;

export interface BenchRoom {
  readonly hotel_code: string;
  readonly hotel_id: string;
  readonly room_id: string;
  readonly room_code: string;
}

export interface Stay {
  readonly room: BenchRoom;
  /** The three nights. */
  readonly dates: readonly LocalDate[];
  readonly check_out: LocalDate;
}

export interface Stock {
  /** A random room on random nights. */
  anywhere(): Stay;
  /** The same room on the same nights, every time. */
  hot(): Stay;
  /** Prices every night once in this application, as guests do who look before they book: it remembers them then. */
  lookThrough(app: App, viewer: Partner): Promise<void>;
}

/** Ten hotels of so many rooms together, half a year of rates and plenty of rooms each night. */
export async function loadStock(bench: BenchApp, code: string, rooms: number): Promise<Stock> {
  const hotels = Math.ceil(rooms / 50);
  const stocked: BenchRoom[] = [];
  const today = todayIn('Europe/Lisbon', bench.app.clock.now());
  for (let hotel = 0; hotel < hotels; hotel += 1) {
    const hotelCode = `${code}-${hotel}`;
    await onboardRooms(bench, { code: hotelCode, rooms: Math.min(50, rooms - stocked.length) });
    const catalogue = await bench.app.openCatalogue(bench.ota, hotelCode);
    const hotelId = catalogue.hotel.hotel_id;
    for (const { room_id, code: room_code } of catalogue.rooms) {
      stocked.push({ hotel_code: hotelCode, hotel_id: hotelId, room_id, room_code });
    }
    await fill(bench.app.database, {
      hotelId,
      rooms: catalogue.rooms,
      plan: catalogue.ratePlan('BAR')?.rate_plan_id ?? '',
      today,
    });
  }
  const random = seededRandom(20_27);
  const stayAt = (room: BenchRoom, night: number): Stay => {
    const arrival = addDays(today, FIRST + night);
    const dates = Array.from({ length: STAY_NIGHTS }, (_, index) => addDays(arrival, index));
    return { room, dates, check_out: addDays(arrival, STAY_NIGHTS) };
  };
  const pick = (index: number): BenchRoom => {
    const room = stocked[index];
    if (room === undefined) throw new Error(`there is no room ${index}`);
    return room;
  };
  return {
    anywhere: () =>
      stayAt(pick(Math.floor(random() * stocked.length)), Math.floor(random() * (NIGHTS - STAY_NIGHTS))),
    hot: () => stayAt(pick(0), 30),
    lookThrough: async (app, viewer) => {
      for (const hotelCode of new Set(stocked.map(({ hotel_code }) => hotel_code)))
        await lookAtHotel(app, await app.openCatalogue(viewer, hotelCode), today);
    },
  };
}

async function lookAtHotel(app: App, catalogue: Catalogue, today: LocalDate): Promise<void> {
  const ratePlan = catalogue.ratePlan('BAR') ?? null;
  for (const room of catalogue.rooms) {
    const lines = [{ room, ratePlan, quantity: 1, guests: 2 }];
    for (let from = FIRST; from < FIRST + NIGHTS; from += LOOK_NIGHTS) {
      const check_in = addDays(today, from);
      await app.quoteStay({ catalogue, check_in, check_out: addDays(check_in, LOOK_NIGHTS), lines });
    }
  }
}

async function fill(
  database: Database,
  hotel: { hotelId: string; rooms: readonly { readonly room_id: string }[]; plan: string; today: LocalDate },
): Promise<void> {
  const nights = Array.from({ length: NIGHTS + 1 }, (_, index) => addDays(hotel.today, FIRST + index));
  const cells = hotel.rooms.flatMap(({ room_id }) => nights.map((date) => ({ room_id, date })));
  for (let start = 0; start < cells.length; start += ROWS_A_STATEMENT) {
    const part = cells.slice(start, start + ROWS_A_STATEMENT);
    await database.run(
      'INSERT INTO room_inventory (room_id, date, hotel_id, available_rooms, pms_rooms) VALUES ?',
      [part.map(({ room_id, date }) => [room_id, date, hotel.hotelId, STOCK, STOCK])],
    );
    await database.run('INSERT INTO room_rates (room_id, rate_plan_id, date, occupancy_amounts) VALUES ?', [
      part.map(({ room_id, date }) => [room_id, hotel.plan, date, '{"1":"95.00","2":"110.50"}']),
    ]);
  }
}

/** The same stays in every run (mulberry32). @returns numbers from 0 up to, not including, 1 */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

import { addDays, type LocalDate } from '../../core/model/local-date.js';
import { hotelCode, LOAD_CURRENCY, NIGHTS, RATE_CODES, roomCode } from './load-hotels.js';
import { wholeFrom, type Random } from './random.js';

const FEWEST_ROOMS = 5;
const MOST_ROOMS = 20;
const MOST_DELTA_NIGHTS = 30;
const MOST_DELTA_UPDATES = 10;
/** A full refresh alternates between so many contents, so that each one changes every cell that the last one wrote. */
export const VARIANTS = 2;

interface Span {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** Counts and prices for every night, in as few updates as there are room types and rate plans. */
export function stockMessage(options: {
  readonly hotel: number;
  readonly rooms: readonly number[];
  readonly stock: number;
  readonly nights: Span;
}): string {
  const { hotel, rooms, stock, nights } = options;
  const updates = rooms.flatMap((room) => [
    { room_code: roomCode(room), ...nights, available_rooms: stock },
    ...RATE_CODES.map((rate_code, plan) => ({
      ...{ room_code: roomCode(room), rate_code, ...nights },
      amounts: amountOf(100 + 10 * room + 15 * plan),
    })),
  ]);
  return JSON.stringify({ hotel_code: hotelCode(hotel), updates });
}

/**
 * Writes the full refreshes of a run: a year, night by night. The updates are built once, for a message of megabytes
 * written in the moment it is due would make the generator late.
 */
export function createFullMessages(rooms: number, first: LocalDate): (hotel: number, turn: number) => Buffer {
  const bodies = Array.from({ length: VARIANTS }, (_, variant) =>
    Buffer.from(`${JSON.stringify(everyNight({ rooms, first, variant }))}}`),
  );
  return (hotel, turn) => {
    const body = bodies[turn % VARIANTS] ?? Buffer.alloc(0);
    return Buffer.concat([Buffer.from(`{"hotel_code":${JSON.stringify(hotelCode(hotel))},"updates":`), body]);
  };
}

function everyNight({ rooms, first, variant }: { rooms: number; first: LocalDate; variant: number }) {
  const updates: object[] = [];
  for (let room = 0; room < rooms; room += 1) {
    for (let night = 0; night < NIGHTS; night += 1) {
      const cell = { room_code: roomCode(room), date: addDays(first, night) };
      updates.push({ ...cell, available_rooms: FEWEST_ROOMS + ((night + variant) % FEWEST_ROOMS) });
      for (const [plan, rate_code] of RATE_CODES.entries()) {
        updates.push({ ...cell, rate_code, amounts: amountOf(100 + room + plan + variant + (night % 7)) });
      }
    }
  }
  return updates;
}

/** A few ranges of nights of one hotel: counts, prices and restrictions as they change all day. */
export function deltaMessage(
  random: Random,
  { hotel, rooms, first }: { hotel: number; rooms: number; first: LocalDate },
) {
  const updates = Array.from({ length: wholeFrom(random, 1, MOST_DELTA_UPDATES) }, () => {
    const from = addDays(first, wholeFrom(random, 0, NIGHTS - MOST_DELTA_NIGHTS));
    const range = {
      room_code: roomCode(wholeFrom(random, 0, rooms - 1)),
      ...{ from, to: addDays(from, wholeFrom(random, 0, MOST_DELTA_NIGHTS - 1)) },
    };
    const kind = random();
    if (kind < 0.5) return { ...range, available_rooms: wholeFrom(random, FEWEST_ROOMS, MOST_ROOMS) };
    const rate_code = RATE_CODES[wholeFrom(random, 0, RATE_CODES.length - 1)];
    if (kind < 0.9) return { ...range, rate_code, amounts: amountOf(wholeFrom(random, 80, 300)) };
    return { ...range, rate_code, min_stay_through: wholeFrom(random, 1, 2) };
  });
  return JSON.stringify({ hotel_code: hotelCode(hotel), updates });
}

function amountOf(euros: number) {
  return [{ guests: 2, amount: `${euros}.00`, currency: LOAD_CURRENCY }];
}

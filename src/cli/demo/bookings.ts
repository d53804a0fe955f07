import { bookingBody, send, type BookingOutcome, type Stay } from './booking-client.js';
import { createNotary, timeFigures, type Claim } from './claim.js';
import type { Stage } from './stage.js';
import { countBookings, countEvents, unitsSold } from './tables.js';

/** Days from today of the night that everybody wants. */
export const HOT_NIGHT = 40;
const HOT_ROOM = 'FAM';
const HOT_STOCK = 5;
const CLIENTS = 200;
const COPIES = 50;
const CALM = { bookings: 300, clients: 30 };

/** 200 clients at once, 5 rooms, stays that differ but all include one night: 5 are sold and nobody else is promised one. */
export async function sellLastRooms(stage: Stage, claims: Claim[]): Promise<void> {
  const notary = createNotary('the last 5 rooms', claims);
  const before = await countBookings(stage);
  const outcomes = await Promise.all(
    Array.from({ length: CLIENTS }, (_, client) =>
      send(stage.ota, bookingBody(hotStay(stage, client)), `last-${client}`),
    ),
  );
  const night = stage.day(HOT_NIGHT);
  const [left] = await stage.app.database.rows<{ available_rooms: number }>(
    'SELECT i.available_rooms FROM room_inventory i JOIN rooms r ON r.room_id = i.room_id WHERE r.code = ? AND i.date = ?',
    [HOT_ROOM, night],
  );
  notary.equal(
    `${CLIENTS} clients, ${HOT_STOCK} rooms: ${HOT_STOCK} booked, ${CLIENTS - HOT_STOCK} told it is sold out`,
    { found: tally(outcomes), expected: { CONFIRMED: HOT_STOCK, SOLD_OUT: CLIENTS - HOT_STOCK } },
    ...timeFigures(outcomes.map((outcome) => outcome.milliseconds)),
  );
  notary.equal(`in the tables: ${HOT_STOCK} sold, 0 left`, {
    found: [
      await unitsSold(stage, HOT_ROOM, night),
      left?.available_rooms,
      (await countBookings(stage)) - before,
    ],
    expected: [HOT_STOCK, 0, HOT_STOCK],
  });
}

/** One to three nights around the hot one, always including it. */
function hotStay(stage: Stage, client: number): Stay {
  const early = client % 3;
  const late = 1 + (client % 2);
  return { room: HOT_ROOM, arrival: stage.day(HOT_NIGHT - early), departure: stage.day(HOT_NIGHT + late) };
}

/** One request sent 50 times at once under one key. */
export async function sendCopies(stage: Stage, claims: Claim[]): Promise<void> {
  const notary = createNotary('one request, 50 copies', claims);
  const [before, events] = [await countBookings(stage), await countEvents(stage, 'BookingConfirmed')];
  const body = bookingBody({ room: 'SUP', arrival: stage.day(70), departure: stage.day(73) });
  const outcomes = await Promise.all(Array.from({ length: COPIES }, () => send(stage.ota, body, 'copied')));
  notary.equal(
    `${COPIES} copies at once: 1 booking, ${COPIES} identical answers`,
    {
      found: {
        answers: new Set(outcomes.map((outcome) => outcome.body)).size,
        created: outcomes.filter((outcome) => outcome.status === 201).length,
        replayed: outcomes.filter((outcome) => outcome.replayed).length,
        bookings: (await countBookings(stage)) - before,
        events: (await countEvents(stage, 'BookingConfirmed')) - events,
      },
      expected: { answers: 1, created: COPIES, replayed: COPIES - 1, bookings: 1, events: 1 },
    },
    ...timeFigures(outcomes.map((outcome) => outcome.milliseconds)),
  );
}

/** An ordinary rush, for the figures. */
export async function bookAroundTheHouse(stage: Stage, claims: Claim[]): Promise<void> {
  const notary = createNotary('an ordinary rush', claims);
  const before = await countBookings(stage);
  const stays = Array.from({ length: CALM.bookings }, (_, index) => calmStay(stage, index));
  const start = performance.now();
  const outcomes = await sendAll(stage, { stays, clients: CALM.clients, prefix: 'rush' });
  const seconds = (performance.now() - start) / 1_000;
  notary.equal(
    `${CALM.bookings} bookings by ${CALM.clients} clients: all confirmed and stored`,
    {
      found: [tally(outcomes), (await countBookings(stage)) - before],
      expected: [{ CONFIRMED: CALM.bookings }, CALM.bookings],
    },
    { value: CALM.bookings / seconds, unit: 'bookings/s' },
    ...timeFigures(outcomes.map((outcome) => outcome.milliseconds)),
  );
}

const CALM_ROOMS = ['DBL', 'TWN', 'SUP', 'SGL', 'DBLR'] as const;

function calmStay(stage: Stage, index: number): Stay {
  const arrival = 90 + ((index * 7) % 180);
  return {
    room: CALM_ROOMS[index % CALM_ROOMS.length] ?? 'DBL',
    arrival: stage.day(arrival),
    departure: stage.day(arrival + 1 + (index % 3)),
  };
}

/** Each client sends its next booking when its last is answered. @returns the outcomes in the order of the stays */
export async function sendAll(
  stage: Stage,
  load: { stays: readonly Stay[]; clients: number; prefix: string; answered?: (index: number) => void },
): Promise<BookingOutcome[]> {
  const waiting = load.stays.map((stay, index) => ({ body: bookingBody(stay), index }));
  const outcomes: BookingOutcome[] = [];
  const client = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const outcome = await send(stage.ota, next.body, `${load.prefix}-${next.index}`);
      outcomes[next.index] = outcome;
      load.answered?.(next.index);
    }
  };
  await Promise.all(Array.from({ length: load.clients }, client));
  return outcomes;
}

/** How many had which outcome, sorted by its name. */
export function tally(outcomes: readonly BookingOutcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of outcomes.map((outcome) => outcome.code).sort()) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

import type { Clock } from '../model/clock.js';
import { createTodayIn } from '../model/local-date.js';
import type { LocalDate } from '../model/local-date.js';
import type { KnownNights } from './known-nights.js';
import type { Products } from './products.js';
import { nightsToLoad } from './quote-stay-nights.js';
import { quoteLines, toStay, type LinesToQuote, type Quote, type StayRequest } from './quote-stay.js';
import type { StayNight } from './stay-rules.js';

/** A price that is right if the hotel's rates are still of this version; whether there are rooms is not certain. */
export interface Guess {
  readonly quote: Quote;
  /** To be told when it has proved right. */
  readonly held: () => void;
}

/**
 * Prices a stay as createQuoteStay does, from what this process remembers and without asking anybody.
 * @returns null unless it remembers all of the nights, and where rooms that may be free by now are cheaper than what is
 * free by memory. @throws AppError as createQuoteStay
 */
export type GuessStay = (request: StayRequest) => Guess | null;

export function createGuessStay({
  clock,
  knownNights,
}: {
  readonly clock: Clock;
  readonly knownNights: KnownNights;
}): GuessStay {
  const todayIn = createTodayIn();
  return ({ catalogue, check_in, check_out, lines }) => {
    const { hotel_id, time_zone } = catalogue.hotel;
    const stay = toStay({ check_in, check_out, today: todayIn(time_zone, clock.now()) });
    const known = knownNights.recall({ hotel_id, ...nightsToLoad({ catalogue, stay, lines }) });
    if (known === null) return null;
    const asked = { catalogue, stay, lines };
    const { rates_version } = known;
    const quote = { ...quoteLines(known.products, asked), rates_version };
    if (hangsOnCounts(known.products, quote, asked)) return null;
    return { quote, held: () => knownNights.held(hotel_id, rates_version) };
  };
}

/**
 * Whether another room was chosen if all were free: how many are left is only remembered, nothing proves it of the rooms
 * that were not chosen, and a guest who asks for the cheapest would pay for that.
 */
function hangsOnCounts(products: Products, quote: Quote, asked: LinesToQuote): boolean {
  if (asked.lines.every(({ room }) => room !== null)) return false;
  const free = asIfFree(products, asked);
  if (free === null) return false;
  return quoteLines(free, asked).lines.some(({ room }, index) => room !== quote.lines[index]?.room);
}

/** Null where by memory all are free. */
function asIfFree(products: Products, { lines }: LinesToQuote): Products | null {
  const most = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const isFree = ({ available_rooms, room_closed }: StayNight) =>
    room_closed !== 1 && (available_rooms ?? 0) >= most;
  const free = new Map<string, ReadonlyMap<LocalDate, StayNight>>();
  let filledAny = false;
  for (const [key, nights] of products) {
    const lacks = [...nights.values()].some((night) => !isFree(night));
    free.set(key, lacks ? fill(nights, most) : nights);
    filledAny ||= lacks;
  }
  return filledAny ? free : null;
}

function fill(nights: ReadonlyMap<LocalDate, StayNight>, rooms: number): Map<LocalDate, StayNight> {
  return new Map(
    [...nights].map(([date, night]) => [date, { ...night, available_rooms: rooms, room_closed: 0 }]),
  );
}

import type { Catalogue } from '../hotels/catalogue.js';
import type { Hotel, RatePlan, Room } from '../hotels/hotel.js';
import type { Clock } from '../model/clock.js';
import { AppError, type Fault } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { createTodayIn, nightsOf, type LocalDate } from '../model/local-date.js';
import type { MinorUnits } from '../model/money.js';
import type { Database } from '../platform/database.js';
import type { KnownNights } from './known-nights.js';
import { productKey, toProducts, type Products } from './products.js';
import { loadNights, nightsToLoad } from './quote-stay-nights.js';
import { judgeStay, type Stay, type StayNight, type Verdict } from './stay-rules.js';

/** So many rooms for so many adults each; without room or rate plan the cheapest that fits is taken. */
export interface StayLine {
  readonly room: Room | null;
  readonly ratePlan: RatePlan | null;
  readonly quantity: number;
  readonly guests: number;
}

export interface StayRequest {
  readonly catalogue: Catalogue;
  readonly check_in: LocalDate;
  /** The departure date; the last night is the one before. */
  readonly check_out: LocalDate;
  readonly lines: readonly StayLine[];
}

export interface QuotedLine {
  readonly room: Room;
  readonly ratePlan: RatePlan;
  readonly quantity: number;
  readonly guests: number;
  /** Price of one room by night. */
  readonly nights: readonly { readonly date: LocalDate; readonly price: MinorUnits }[];
}

export interface PricedStay {
  readonly lines: readonly QuotedLine[];
  /** All rooms, all nights, in the hotel's currency. */
  readonly total: MinorUnits;
  readonly dates: readonly LocalDate[];
}

export interface Quote extends PricedStay {
  /** The version of the hotel's rates that it is right for. */
  readonly rates_version: number;
}

export type QuoteStay = (request: StayRequest) => Promise<Quote>;

/**
 * Prices a stay from stored rates and checks every restriction. Takes no lock: the guarded update decides later.
 * @throws AppError SOLD_OUT when only rooms are lacking, STAY_RESTRICTED with the rules that forbid the stay.
 */
export function createQuoteStay({
  database,
  clock,
  knownNights,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly knownNights: KnownNights;
}): QuoteStay {
  const todayIn = createTodayIn();
  return async ({ catalogue, check_in, check_out, lines }) => {
    const { hotel } = catalogue;
    const stay = toStay({ check_in, check_out, today: todayIn(hotel.time_zone, clock.now()) });
    const asked = nightsToLoad({ catalogue, stay, lines });
    const rows = await loadNights(database, asked);
    const rates_version = rows.find((row) => row.rates_version !== null)?.rates_version ?? null;
    if (rates_version !== null)
      knownNights.learn({ ...asked, hotel_id: hotel.hotel_id, rates_version, rows });
    const priced = quoteLines(toProducts(rows), { catalogue, stay, lines });
    if (rates_version === null) throw new Error('a night that was never counted cannot be sold');
    return { ...priced, rates_version };
  };
}

/** @throws AppError VALIDATION when its arrival is past where the hotel stands. */
export function toStay({ check_in, check_out, today }: Omit<Stay, 'dates'>): Stay {
  if (check_in < today) {
    throw new AppError('VALIDATION', `Arrival ${check_in} is past; today is ${today} at the hotel.`, {
      faults: [{ pointer: '/checkin_date', code: 'VALIDATION', message: 'is past' }],
    });
  }
  return { check_in, check_out, today, dates: nightsOf(check_in, check_out) };
}

export interface LinesToQuote {
  readonly catalogue: Sold;
  readonly stay: Stay;
  readonly lines: readonly StayLine[];
}

/**
 * Chooses a product for each line and prices it. Earlier lines come first: what they take is gone for the later ones.
 * @throws AppError SOLD_OUT, STAY_RESTRICTED (see createQuoteStay)
 */
export function quoteLines(products: Products, { catalogue, stay, lines }: LinesToQuote): PricedStay {
  const taken = new Map<Id, number>();
  const quoted = lines.map((line) => {
    const chosen = chooseProduct(products, { catalogue, stay, line, taken });
    taken.set(chosen.room.room_id, (taken.get(chosen.room.room_id) ?? 0) + line.quantity);
    return chosen;
  });
  const total = quoted.reduce(
    (sum, line) => sum + line.quantity * line.nights.reduce((nights, night) => nights + night.price, 0),
    0,
  );
  return { lines: quoted, total, dates: stay.dates };
}

/** What of a hotel decides which products a stay can have. */
export interface Sold {
  readonly hotel: Pick<Hotel, 'currency'>;
  readonly rooms: readonly Room[];
  readonly ratePlans: readonly RatePlan[];
}

interface Choice {
  readonly catalogue: Sold;
  readonly stay: Stay;
  readonly line: StayLine;
  /** Rooms that earlier lines of the same request have taken. */
  readonly taken: ReadonlyMap<Id, number>;
}

function chooseProduct(products: Products, { catalogue, stay, line, taken }: Choice): QuotedLine {
  const rooms = line.room === null ? catalogue.rooms : [line.room];
  const plans = line.ratePlan === null ? catalogue.ratePlans : [line.ratePlan];
  let best: { verdict: Extract<Verdict, { sellable: true }>; room: Room; ratePlan: RatePlan } | null = null;
  let refusal: Extract<Verdict, { sellable: false }> | null = null;
  for (const room of rooms) {
    if (room.capacity < line.guests) continue;
    const quantity = line.quantity + (taken.get(room.room_id) ?? 0);
    for (const ratePlan of plans) {
      const nights =
        products.get(productKey(room.room_id, ratePlan.rate_plan_id)) ?? new Map<LocalDate, StayNight>();
      const verdict = judgeStay(nights, stay, {
        quantity,
        guests: line.guests,
        currency: catalogue.hotel.currency,
      });
      if (!verdict.sellable) {
        if (refusal === null || (verdict.soldOut && !refusal.soldOut)) refusal = verdict;
      } else if (best === null || verdict.total < best.verdict.total) best = { verdict, room, ratePlan };
    }
  }
  if (best === null) throw refuse(refusal, line);
  const { verdict, room, ratePlan } = best;
  const nights = stay.dates.map((date, index) => ({ date, price: verdict.prices[index] ?? 0 }));
  return { room, ratePlan, quantity: line.quantity, guests: line.guests, nights };
}

function refuse(refusal: Extract<Verdict, { sellable: false }> | null, line: StayLine): AppError {
  if (refusal === null) {
    const faults: Fault[] = [
      { pointer: '/guests', code: 'OCCUPANCY', message: `no room of the hotel takes ${line.guests} guests` },
    ];
    return new AppError('STAY_RESTRICTED', `No room takes ${line.guests} guests; ask for more rooms.`, {
      faults,
    });
  }
  const [first] = refusal.faults;
  if (refusal.soldOut) {
    return new AppError('SOLD_OUT', `Not enough rooms: ${first?.message ?? 'sold out'}.`, {
      faults: refusal.faults,
    });
  }
  return new AppError('STAY_RESTRICTED', `The stay is not allowed: ${first?.message ?? 'restricted'}.`, {
    faults: refusal.faults,
  });
}

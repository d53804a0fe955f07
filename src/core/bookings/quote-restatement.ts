import { productKey, toProducts, type Products } from '../ari/products.js';
import { loadNights, nightsToLoad } from '../ari/quote-stay-nights.js';
import { quoteLines, type StayLine } from '../ari/quote-stay.js';
import type { Stay, StayNight } from '../ari/stay-rules.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { RatePlan, Room } from '../hotels/hotel.js';
import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import { createTodayIn, nightsOf, type LocalDate } from '../model/local-date.js';
import { parseAmount } from '../model/money.js';
import type { Database } from '../platform/database.js';
import type { BookedRoom, BookingRecord } from './booking-record.js';
import { toLines } from './booking-request.js';
import { keptNights } from './kept-nights.js';
import { mergeLines, type PricedLine } from './priced-line.js';
import type { Restatement } from './restatement.js';

/** Rooms of a restated line that come from one line of the booking, or from none. */
interface Part {
  readonly room: Room;
  /** null: the cheapest. */
  readonly ratePlan: RatePlan | null;
  readonly guests: number;
  readonly quantity: number;
  readonly from: BookedRoom | null;
}

/** What a booking was before; a reservation that is new has no rooms. */
export type StateBefore = Pick<BookingRecord, 'check_in_date' | 'check_out_date' | 'currency' | 'rooms'>;

export type QuoteRestatement = (
  before: StateBefore,
  wanted: Pick<Restatement, 'checkin_date' | 'checkout_date' | 'lines'>,
  catalogue: Catalogue,
) => Promise<PricedLine[]>;

/**
 * Prices the state that a booking is to have. Nights that rooms keep under the same room type, rate plan and party cost
 * what they were sold for; every other night is quoted now. What the booking has already is not judged again: see
 * keptNights. Counts no rooms: restateNights does, under their locks.
 * @throws AppError STAY_RESTRICTED; ROOM_NOT_FOUND, RATE_NOT_FOUND; VALIDATION when a night before today is
 * added; HOTEL_INACTIVE when anything is.
 */
export function createQuoteRestatement(deps: {
  readonly database: Database;
  readonly clock: Clock;
}): QuoteRestatement {
  const todayIn = createTodayIn();
  return async (before, wanted, catalogue) => {
    const { checkin_date: check_in, checkout_date: check_out } = wanted;
    const today = todayIn(catalogue.hotel.time_zone, deps.clock.now());
    const stay: Stay = { check_in, check_out, today, dates: nightsOf(check_in, check_out) };
    const parts = allot(toLines({ lines: wanted.lines, rooms: 1 }, catalogue), before.rooms, catalogue);
    const sameDates = before.check_in_date === check_in && before.check_out_date === check_out;
    const open = parts.filter((part) => part.from === null || !sameDates);
    if (open.length === 0) return mergeLines(parts.map((part) => priceKept(part, before)));
    refuseAdded(open, stay, catalogue);
    const asked = nightsToLoad({ catalogue, stay, lines: open });
    const products = toProducts(await loadNights(deps.database, asked));
    const scene = { products, before, stay, catalogue };
    return mergeLines(
      parts.map((part) => (open.includes(part) ? priceOpen(part, scene) : priceKept(part, before))),
    );
  };
}

/** Gives each restated line rooms that the booking has of the same product, before new ones. */
function allot(lines: readonly StayLine[], rooms: readonly BookedRoom[], catalogue: Catalogue): Part[] {
  const left = rooms.map((from) => ({ from, quantity: from.quantity }));
  return lines.flatMap(({ room, ratePlan, guests, quantity }): Part[] => {
    if (room === null) throw new Error('a restated line names its room');
    // Without a rate code the one that the booking has for this room type.
    const planId = ratePlan?.rate_plan_id ?? rooms.find((had) => had.room_id === room.room_id)?.rate_plan_id;
    const plan = catalogue.ratePlans.find((known) => known.rate_plan_id === planId) ?? ratePlan;
    const parts: Part[] = [];
    let missing = quantity;
    for (const had of left) {
      const { from } = had;
      if (from.room_id !== room.room_id || from.rate_plan_id !== planId || from.guests !== guests) continue;
      const kept = Math.min(missing, had.quantity);
      if (kept > 0) parts.push({ room, ratePlan: plan, guests, quantity: kept, from });
      had.quantity -= kept;
      missing -= kept;
    }
    return missing === 0
      ? parts
      : [...parts, { room, ratePlan: plan, guests, quantity: missing, from: null }];
  });
}

function refuseAdded(open: readonly Part[], stay: Stay, { hotel, hotel_code }: Catalogue): void {
  const added = open.flatMap(({ from }) => {
    const kept = new Set(from?.nights.map((night) => night.date));
    return stay.dates.filter((date) => !kept.has(date));
  });
  const past = added.find((date) => date < stay.today);
  if (past !== undefined) {
    throw new AppError('VALIDATION', `The night of ${past} is past; today is ${stay.today} at the hotel.`, {
      faults: [{ pointer: '/checkin_date', code: 'VALIDATION', message: 'adds a night that is past' }],
    });
  }
  if (added.length > 0 && hotel.status !== 'ACTIVE')
    throw new AppError(
      'HOTEL_INACTIVE',
      `Hotel "${hotel_code}" takes no bookings; rooms can only be given up.`,
    );
}

function priceKept({ room, from, quantity, guests }: Part, { currency }: StateBefore): PricedLine {
  if (from === null) throw new Error('what is kept comes from a line of the booking');
  const nights = from.nights.map(({ date, price }) => ({ date, price: parseAmount(price, currency) }));
  return { room_id: room.room_id, rate_plan_id: from.rate_plan_id, quantity, guests, nights };
}

interface Scene {
  readonly products: Products;
  readonly before: StateBefore;
  readonly stay: Stay;
  readonly catalogue: Catalogue;
}

/** The rooms are counted under their locks, where those that the booking has are known to be its own. */
const UNCOUNTED = 1_000_000;

function priceOpen(part: Part, { products, before, stay, catalogue }: Scene): PricedLine {
  const { room, ratePlan, quantity, guests, from } = part;
  const { room_id } = room;
  const plans = ratePlan === null ? catalogue.ratePlans : [ratePlan];
  const nights = plans.map(({ rate_plan_id }): [string, Map<LocalDate, StayNight>] => {
    const key = productKey(room_id, rate_plan_id);
    const loaded = new Map<LocalDate, StayNight>();
    for (const [date, night] of products.get(key) ?? [])
      loaded.set(date, { ...night, available_rooms: UNCOUNTED });
    return [
      key,
      from === null ? loaded : keptNights(loaded, { room_id, rate_plan_id }, { from, before, stay }),
    ];
  });
  const lines = [{ room, ratePlan, quantity, guests }];
  const [line] = quoteLines(new Map(nights), { catalogue, stay, lines }).lines;
  if (line === undefined) throw new Error('a quote has its line');
  return { room_id, rate_plan_id: line.ratePlan.rate_plan_id, quantity, guests, nights: line.nights };
}

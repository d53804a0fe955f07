import { quoteLines, type PricedStay, type StayLine } from '../ari/quote-stay.js';
import { toProducts, type Products } from '../ari/products.js';
import { STAY_NIGHT_COLUMNS } from '../ari/quote-stay-nights.js';
import type { StayNight } from '../ari/stay-rules.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { addDays, nightsOf, type LocalDate } from '../model/local-date.js';
import type { MinorUnits } from '../model/money.js';
import type { Queryable } from '../platform/database.js';
import type { FoundHotel } from './found-hotel.js';

export interface StayDates {
  readonly check_in: LocalDate;
  /** The departure date. */
  readonly check_out: LocalDate;
}

/** The cheapest way to have the stay. */
export interface Offer {
  /** Of the first room, where a party is spread over several types. */
  readonly room_id: Id;
  /** Average of a room and night, rounded half up to the currency's smallest unit. */
  readonly price_per_night: MinorUnits;
  /** All rooms, all nights. */
  readonly total: MinorUnits;
  /** The least that any of its rooms has left on any night. */
  readonly available_rooms: number;
  /** Of the room types that it takes. */
  readonly total_rooms: number;
}

/**
 * The stay's nights and departure date of all products of these hotels, in one statement. Each night is found by the
 * whole primary key: a range of dates below (room, rate plan) would read a product's whole year.
 */
export async function readStayProducts(
  database: Queryable,
  hotelIds: readonly Id[],
  { check_in, check_out }: StayDates,
): Promise<Products> {
  if (hotelIds.length === 0) return new Map();
  const dates = nightsOf(check_in, addDays(check_out, 1));
  const rows = await database.rows<StayNight>(
    `SELECT STRAIGHT_JOIN ${STAY_NIGHT_COLUMNS}
     FROM rooms m JOIN rate_plans p ON p.hotel_id = m.hotel_id
       JOIN (${dates.map(() => 'SELECT CAST(? AS DATE) AS date').join(' UNION ALL ')}) d
       JOIN room_rates r ON r.room_id = m.room_id AND r.rate_plan_id = p.rate_plan_id AND r.date = d.date
       LEFT JOIN room_inventory i ON i.room_id = r.room_id AND i.date = r.date
     WHERE m.hotel_id IN (?)`,
    [...dates, hotelIds],
  );
  return toProducts(rows);
}

/**
 * What the stay costs at a hotel by the very rules of a booking, or null where it cannot be booked.
 * @param today where the hotel stands
 */
export function offerStay(
  products: Products,
  found: FoundHotel,
  {
    dates,
    lines,
    today,
  }: { dates: StayDates; lines: readonly Pick<StayLine, 'quantity' | 'guests'>[]; today: LocalDate },
): Offer | null {
  if (dates.check_in < today) return null;
  const stay = { ...dates, today, dates: nightsOf(dates.check_in, dates.check_out) };
  try {
    const quote = quoteLines(products, {
      catalogue: found,
      stay,
      lines: lines.map((line) => ({ ...line, room: null, ratePlan: null })),
    });
    return toOffer(quote, products);
  } catch (error) {
    if (error instanceof AppError && (error.code === 'SOLD_OUT' || error.code === 'STAY_RESTRICTED'))
      return null;
    throw error;
  }
}

function toOffer({ lines, total, dates }: PricedStay, products: Products): Offer | null {
  const [first] = lines;
  if (first === undefined) return null;
  const rooms = lines.reduce((sum, line) => sum + line.quantity, 0);
  const types = new Map(lines.map(({ room }) => [room.room_id, room]));
  const left = lines.flatMap(({ room, ratePlan }) => {
    const nights = products.get(`${room.room_id}:${ratePlan.rate_plan_id}`);
    return dates.map((date) => nights?.get(date)?.available_rooms ?? 0);
  });
  return {
    room_id: first.room.room_id,
    price_per_night: Math.round(total / (rooms * dates.length)),
    total,
    available_rooms: Math.min(...left),
    total_rooms: [...types.values()].reduce((sum, room) => sum + room.total_rooms, 0),
  };
}

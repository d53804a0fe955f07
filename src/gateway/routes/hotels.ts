import type { Quote } from '../../core/ari/quote-stay.js';
import { bookingRequest, toLines } from '../../core/bookings/booking-request.js';
import { OPERATOR_VIEW, type Catalogue } from '../../core/hotels/catalogue.js';
import type { HotelDetails } from '../../core/hotels/hotels.js';
import { AppError } from '../../core/model/errors.js';
import { formatAmount } from '../../core/model/money.js';
import { validate } from '../../core/model/validation.js';
import { jsonAnswer } from '../answer.js';
import type { App } from '../../core/app.js';
import type { GuestExchange } from '../exchange.js';
import type { GuestRoute, Route } from '../route.js';
import {
  hotelPath,
  hotelView,
  quoteQuery,
  quoteView,
  type HotelView,
  type QuoteView,
} from '../schemas/hotel.js';
import { jsonContent, problems } from '../schemas/problem.js';

export type HotelRouteDeps = Pick<App, 'hotels' | 'openCatalogue' | 'quoteStay'>;

const GUEST_ERRORS = [
  'VALIDATION',
  'HOTEL_NOT_FOUND',
  'UNAUTHENTICATED',
  'RATE_LIMITED',
  'UNAVAILABLE',
] as const;

export function createHotelRoutes(deps: HotelRouteDeps): Route[] {
  return [showRoute(deps), quoteRoute(deps)];
}

function showRoute(deps: HotelRouteDeps): GuestRoute {
  return {
    method: 'get',
    path: '/api/hotels/{hotel_id}',
    access: 'guest',
    operation: {
      operationId: 'getHotel',
      tags: ['Guests', 'OTA'],
      summary: 'Read one hotel with its rooms and rate plans',
      request: { params: hotelPath },
      responses: {
        200: { description: 'The hotel', content: jsonContent(hotelView) },
        ...problems(...GUEST_ERRORS),
      },
    },
    handle: async (exchange) => {
      const catalogue = await openFor(deps, exchange);
      return jsonAnswer(200, await describeHotel(deps, catalogue));
    },
  };
}

/**
 * A partner sees its own hotels under its own codes; guests see what is for sale, under ours.
 * @throws AppError HOTEL_NOT_FOUND
 */
async function openFor(
  { openCatalogue }: HotelRouteDeps,
  { partner, params }: GuestExchange,
): Promise<Catalogue> {
  const { hotel_id } = validate(hotelPath, params, 'path');
  if (partner !== null) return openCatalogue(partner, hotel_id);
  const missing = new AppError('HOTEL_NOT_FOUND', `There is no hotel "${hotel_id}".`);
  try {
    const catalogue = await openCatalogue(OPERATOR_VIEW, hotel_id);
    if (catalogue.hotel.status === 'ACTIVE') return catalogue;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'HOTEL_NOT_FOUND') throw error;
  }
  throw missing;
}

/** Without what is between the hotel and its operator: partners, inventory mode, versions. */
async function describeHotel({ hotels }: HotelRouteDeps, catalogue: Catalogue): Promise<HotelView> {
  const hotel = await hotels.show(catalogue.hotel.code);
  const { hotel_id, name, description, address, city, country, latitude, longitude, time_zone, currency } =
    hotel;
  return {
    ...{ hotel_id, hotel_code: catalogue.hotel_code, name, description, address, city, country },
    ...{ latitude, longitude, time_zone, currency },
    amenities: [...hotel.amenities],
    images: hotel.images.map(({ url, primary }) => ({ url, primary })),
    rooms: hotel.rooms
      .filter((room) => catalogue.rooms.some(({ room_id }) => room_id === room.room_id))
      .map((room) => describeRoom(room, catalogue)),
    rate_plans: catalogue.ratePlans.map(
      ({ rate_plan_id, name: planName, meal_plan, cancellation_policy }) => ({
        rate_code: catalogue.rateCode(rate_plan_id),
        name: planName,
        meal_plan,
        cancellation_policy,
      }),
    ),
  };
}

function describeRoom(room: HotelDetails['rooms'][number], catalogue: Catalogue): HotelView['rooms'][number] {
  const { room_id, room_type, name, capacity, max_adults, max_children, total_rooms, base_price } = room;
  const room_code = catalogue.roomCode(room_id);
  return { room_id, room_code, room_type, name, capacity, max_adults, max_children, total_rooms, base_price };
}

function quoteRoute(deps: HotelRouteDeps): GuestRoute {
  return {
    method: 'get',
    path: '/api/hotels/{hotel_id}/quote',
    access: 'guest',
    operation: {
      operationId: 'quoteStay',
      tags: ['Guests', 'OTA'],
      summary: 'Price a stay and check its restrictions',
      description: 'Holds nothing: only a booking decides.',
      request: { params: hotelPath, query: quoteQuery },
      responses: {
        200: { description: 'What the stay costs', content: jsonContent(quoteView) },
        ...problems(
          ...GUEST_ERRORS,
          'ROOM_NOT_FOUND',
          'RATE_NOT_FOUND',
          'SOLD_OUT',
          'STAY_RESTRICTED',
          'HOTEL_INACTIVE',
        ),
      },
    },
    handle: async (exchange) => {
      const query = validate(quoteQuery, exchange.query, 'query');
      const catalogue = await openFor(deps, exchange);
      if (catalogue.hotel.status !== 'ACTIVE') {
        throw new AppError('HOTEL_INACTIVE', `Hotel "${catalogue.hotel_code}" takes no bookings.`);
      }
      // Checked by the very rules of a booking, so that what can be quoted can be asked for.
      const request = validate(bookingRequest, { hotel_id: catalogue.hotel_code, ...query }, 'query');
      const { checkin_date, checkout_date } = request;
      const lines = toLines(request, catalogue);
      const quote = await deps.quoteStay({
        catalogue,
        check_in: checkin_date,
        check_out: checkout_date,
        lines,
      });
      return jsonAnswer(200, describeQuote(quote, catalogue, { checkin_date, checkout_date }));
    },
  };
}

function describeQuote(
  quote: Quote,
  catalogue: Catalogue,
  { checkin_date, checkout_date }: { checkin_date: string; checkout_date: string },
): QuoteView {
  const { hotel, hotel_code } = catalogue;
  return {
    hotel_id: hotel.hotel_id,
    hotel_code,
    check_in_date: checkin_date,
    check_out_date: checkout_date,
    rooms: quote.lines.map(({ room, ratePlan, quantity, guests, nights }) => ({
      room_id: room.room_id,
      room_code: catalogue.roomCode(room.room_id),
      rate_code: catalogue.rateCode(ratePlan.rate_plan_id),
      quantity,
      guests,
      nights: nights.map(({ date, price }) => ({ date, price: formatAmount(price, hotel.currency) })),
    })),
    total_price: formatAmount(quote.total, hotel.currency),
    currency: hotel.currency,
  };
}

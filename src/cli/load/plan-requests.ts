import { addDays, daysBetween, type LocalDate } from '../../core/model/local-date.js';
import { drawGuest } from './guests.js';
import { holdRequest } from './guest-requests.js';
import { createFullMessages, deltaMessage } from './ari-messages.js';
import { hotelCode, NIGHTS, RATE_CODES, roomCode, type LoadSize } from './load-hotels.js';
import { bookingBody, type LoadRequest, type LoadStay } from './load-request.js';
import { createRandom, wholeFrom, type Random } from './random.js';
import type { Scenario } from './scenarios.js';
import { createZipf } from './zipf.js';

export interface RequestPlan extends LoadSize {
  readonly scenario: Scenario;
  readonly seed: number;
  /** The first night on sale. */
  readonly first: LocalDate;
  /** How many looks come to one booking in `mixed`. */
  readonly lookToBook: number;
  /** Of this run alone: its bookings must not be answered with those of an earlier run of the same seed. */
  readonly run: string;
}

/** The nights that everybody wants, from the first one that is on sale for them. */
export const HOT_NIGHTS = 14;
const HOT_FROM = 30;
const LONGEST_HOT_STAY = 4;
const LONGEST_STAY = 7;
const WEEK = 7;
/** Of the looks; the others read a week of the calendar. */
const QUOTES = 0.7;

type Draw = (random: Random, index: number) => LoadRequest;

/** The request of each arrival by its number, the same for the same plan, in whatever order they are asked for. */
export function createRequestPlan(plan: RequestPlan): (index: number) => LoadRequest {
  const draw = drawOf(plan);
  // Stream 0 is that of the arrivals.
  return (index) => draw(createRandom(plan.seed, index + 1), index);
}

/** How many rooms of the type in demand so many requests ask for on one of the hot nights, on average. */
export function hotDemand(plan: RequestPlan, starts: number): number {
  const request = createRequestPlan(plan);
  let nights = 0;
  for (let index = 0; index < starts; index += 1) {
    const stay = request(index).booking?.stay;
    if (stay?.hotel === 0 && stay.room === 0) nights += daysBetween(stay.check_in, stay.check_out);
  }
  return nights / HOT_NIGHTS;
}

export function hotSpan(first: LocalDate): { readonly from: LocalDate; readonly to: LocalDate } {
  const from = addDays(first, HOT_FROM);
  return { from, to: addDays(from, HOT_NIGHTS - 1) };
}

function drawOf(plan: RequestPlan): Draw {
  const { rooms, first } = plan;
  const hotel = createZipf(plan.hotels);
  const anyStay = (random: Random): LoadStay => {
    const nights = wholeFrom(random, 1, LONGEST_STAY);
    const check_in = addDays(first, wholeFrom(random, 0, NIGHTS - nights));
    const place = { hotel: hotel(random), room: wholeFrom(random, 0, rooms - 1) };
    return { ...place, check_in, check_out: addDays(check_in, nights) };
  };
  switch (plan.scenario) {
    case 'booking-spread':
      return (random, index) => booking(anyStay(random), referenceOf(plan, index));
    case 'booking-hot':
      return (random, index) => booking(hotStay(random, first), referenceOf(plan, index));
    case 'booking-saga':
      return (random, index) => {
        const place = { hotel: hotel(random), room: wholeFrom(random, 0, rooms - 1) };
        const nights = { from: hotSpan(first).from, count: HOT_NIGHTS };
        return holdRequest(drawGuest(random, { reference: referenceOf(plan, index), place, nights }));
      };
    case 'ari-full': {
      const message = createFullMessages(rooms, first);
      // Each hotel in its turn: a refresh that overtook the last one of the same hotel would change nothing.
      return (_random, index) => push(message(index % plan.hotels, Math.floor(index / plan.hotels)));
    }
    case 'ari-delta':
      return (random) => push(deltaMessage(random, { hotel: hotel(random), rooms, first }));
    case 'mixed':
      return (random, index) => {
        if (random() < 1 / (plan.lookToBook + 1)) return booking(anyStay(random), referenceOf(plan, index));
        return random() < QUOTES ? quote(anyStay(random)) : week(anyStay(random));
      };
  }
}

function hotStay(random: Random, first: LocalDate): LoadStay {
  const { from } = hotSpan(first);
  const nights = wholeFrom(random, 1, LONGEST_HOT_STAY);
  const check_in = addDays(from, wholeFrom(random, 0, HOT_NIGHTS - nights));
  return { hotel: 0, room: 0, check_in, check_out: addDays(check_in, nights) };
}

/** The partner's own number of a booking, and the idempotency key of its request. */
export function referenceOf({ run }: Pick<RequestPlan, 'run'>, index: number): string {
  return `load-${run}-${index}`;
}

function booking(stay: LoadStay, reference: string): LoadRequest {
  return {
    operation: 'booking',
    role: 'ota',
    method: 'POST',
    path: '/api/bookings/create',
    body: JSON.stringify(bookingBody({ stay, reference, rate_code: RATE_CODES[0] })),
    booking: { reference, stay },
  };
}

function quote({ hotel, room, check_in, check_out }: LoadStay): LoadRequest {
  const query = `checkin_date=${check_in}&checkout_date=${check_out}&guests=2&room_code=${roomCode(room)}`;
  return {
    operation: 'quote',
    role: 'ota',
    method: 'GET',
    path: `/api/hotels/${hotelCode(hotel)}/quote?${query}`,
  };
}

function week({ hotel, room, check_in }: LoadStay): LoadRequest {
  const query = `hotel_id=${hotelCode(hotel)}&room_code=${roomCode(room)}&from=${check_in}&to=${addDays(check_in, WEEK - 1)}`;
  return { operation: 'ari_read', role: 'ota', method: 'GET', path: `/api/ari?${query}` };
}

function push(body: string | Buffer): LoadRequest {
  return { operation: 'ari_push', role: 'pms', method: 'POST', path: '/api/ari', body };
}

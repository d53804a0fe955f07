import { AppError } from '../../core/model/errors.js';
import type { LocalDate } from '../../core/model/local-date.js';
import type { GatewayAnswer, GatewayClient } from '../gateway-client.js';

export interface Stay {
  readonly room: string;
  readonly arrival: LocalDate;
  readonly departure: LocalDate;
}

/** What became of a booking request in the end. */
export interface BookingOutcome {
  readonly status: number;
  readonly body: string;
  readonly replayed: boolean;
  /** CONFIRMED, or the code of the refusal. */
  readonly code: string;
  readonly booking_id: string | null;
  /** From the first attempt to the answer. */
  readonly milliseconds: number;
  /** Attempts that got no answer at all, because the gateway was gone. */
  readonly cutOff: number;
  /** Attempts that were told to come again. */
  readonly busy: number;
}

const HOTEL = 'LIS01';
/** Long enough for a gateway that is started again on a busy machine. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 150;

/** The seed's own body of POST /api/bookings/create. */
export function bookingBody({ room, arrival, departure }: Stay): string {
  return JSON.stringify({
    hotel_id: HOTEL,
    checkin_date: arrival,
    checkout_date: departure,
    guests: 1,
    rooms: 1,
    room_code: room,
    rate_code: 'BAR',
    guest: { first_name: 'Demo', last_name: 'Guest' },
  });
}

/**
 * One request under one key, sent again as long as it has no definitive answer: that is what makes a retry safe.
 * @throws AppError UNAVAILABLE when none came within a minute.
 */
export async function send(client: GatewayClient, body: string, key: string): Promise<BookingOutcome> {
  const start = performance.now();
  let cutOff = 0;
  let busy = 0;
  while (performance.now() - start < PATIENCE_MS) {
    const answer = await attempt(client, body, key);
    if (answer !== null && !mayComeAgain(answer)) {
      return { ...describe(answer), milliseconds: performance.now() - start, cutOff, busy };
    }
    if (answer === null) cutOff += 1;
    else busy += 1;
    // Spread, so that those who were turned away together do not all come back together.
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random())));
  }
  throw new AppError('UNAVAILABLE', `Booking ${key} had no answer within a minute.`);
}

async function attempt(client: GatewayClient, body: string, key: string): Promise<GatewayAnswer | null> {
  try {
    return await client.send({
      method: 'POST',
      path: '/api/bookings/create',
      body,
      contentType: 'application/json',
      headers: { 'Idempotency-Key': key },
    });
  } catch (error) {
    if (error instanceof AppError && error.code === 'UNAVAILABLE') return null;
    throw error;
  }
}

function mayComeAgain({ status, headers }: GatewayAnswer): boolean {
  return status === 503 || status === 429 || (status === 409 && headers['retry-after'] !== undefined);
}

function describe(
  answer: GatewayAnswer,
): Pick<BookingOutcome, 'status' | 'body' | 'replayed' | 'code' | 'booking_id'> {
  const parsed = JSON.parse(answer.body) as Readonly<Record<string, unknown>>;
  const confirmed = answer.status === 201;
  return {
    status: answer.status,
    body: answer.body,
    replayed: answer.headers['idempotent-replayed'] === 'true',
    code: String(confirmed ? parsed['status'] : parsed['code']),
    booking_id: confirmed ? String(parsed['booking_id']) : null,
  };
}

import type { LocalDate } from '../../core/model/local-date.js';
import type { GuestTurn } from './guest-requests.js';
import { hotelCode, roomCode, type RateCode } from './load-hotels.js';
import type { Operation } from './scenarios.js';

/** A stay that a booking or a quote asks for: one room for two. */
export interface LoadStay {
  /** Places from 0, see load-hotels.ts. */
  readonly hotel: number;
  readonly room: number;
  readonly check_in: LocalDate;
  /** The last night is the one before. */
  readonly check_out: LocalDate;
}

/** One request; what is planned of it follows from the seed, and what a guest does next also from the answers. */
export interface LoadRequest {
  readonly operation: Operation;
  /** As whom it is sent. */
  readonly role: 'pms' | 'ota';
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: string | Buffer;
  /** Of a request that makes a booking; the reference is its idempotency key. */
  readonly booking?: { readonly reference: string; readonly stay: LoadStay };
  /** The idempotency key of one that changes a booking. */
  readonly key?: string;
  /** Of a guest's, in `booking-saga`. */
  readonly turn?: GuestTurn;
}

export function bookingBody({
  stay,
  reference,
  rate_code,
}: {
  readonly stay: LoadStay;
  readonly reference: string;
  readonly rate_code: RateCode;
}) {
  return {
    hotel_id: hotelCode(stay.hotel),
    checkin_date: stay.check_in,
    checkout_date: stay.check_out,
    guests: 2,
    room_code: roomCode(stay.room),
    rate_code,
    partner_reference: reference,
  };
}

import type { Guest, GuestStep } from './guests.js';
import { roomCode } from './load-hotels.js';
import type { LoadAnswer } from './load-client.js';
import { bookingBody, type LoadRequest } from './load-request.js';

/** Where a guest is: what was asked with this request, and what is left to do after it. */
export interface GuestTurn {
  readonly guest: Guest;
  /** null: the hold itself. */
  readonly step: GuestStep | null;
  readonly rest: readonly GuestStep[];
  /** How often an open payment was asked for again. */
  readonly retries: number;
}

export interface NextRequest {
  readonly pauseMs: number;
  readonly request: LoadRequest;
}

/** An open payment is asked for again after 2, 4, 8 seconds, and then every 15. */
const FIRST_RETRY_MS = 2_000;
const MOST_RETRY_MS = 15_000;
/** About four minutes: who has not heard by then gives up, and the proof finds the payment open. */
const MOST_RETRIES = 18;

export function holdRequest(guest: Guest): LoadRequest {
  const { reference, stay, rate_code, steps } = guest;
  return {
    operation: 'hold',
    role: 'ota',
    method: 'POST',
    path: '/api/bookings/create',
    body: JSON.stringify({ ...bookingBody({ stay, reference, rate_code }), hold: true }),
    booking: { reference, stay },
    turn: { guest, step: null, rest: steps, retries: 0 },
  };
}

/** What the guest of a request does next; null: nothing, for it was the last, or its answer was no success. */
export function nextRequest({ turn, ...asked }: LoadRequest, answer: LoadAnswer): NextRequest | null {
  if (turn === undefined) return null;
  if (answer.open === true) {
    if (turn.retries >= MOST_RETRIES) return null;
    const pauseMs = Math.min(FIRST_RETRY_MS * 2 ** turn.retries, MOST_RETRY_MS);
    // The very same request, under its key: nothing is charged twice.
    return {
      pauseMs,
      request: { ...asked, operation: 'pay_retry', turn: { ...turn, retries: turn.retries + 1 } },
    };
  }
  const [step, ...rest] = turn.rest;
  const booking_id = answer.booking_id ?? stayedAsItWas(asked, answer);
  if (step === undefined || booking_id === null) return null;
  return { pauseMs: step.pauseMs, request: stepRequest({ ...turn, step, rest, retries: 0 }, booking_id) };
}

/** A guest who could not have the longer stay goes on with the one that is held. */
function stayedAsItWas({ operation, path }: LoadRequest, { code }: LoadAnswer): string | null {
  return operation === 'modify' && code === 'SOLD_OUT' ? (path.split('/').at(-1) ?? null) : null;
}

function stepRequest(turn: GuestTurn & { readonly step: GuestStep }, booking_id: string): LoadRequest {
  const { guest, step } = turn;
  const { operation } = step;
  const path = `/api/bookings/${booking_id}`;
  const common = { operation, role: 'ota', key: `${guest.reference}-${operation}`, turn } as const;
  switch (operation) {
    case 'confirm':
    case 'cancel':
      return { ...common, method: 'POST', path: `${path}/${operation}`, body: '{}' };
    case 'pay': {
      const body = JSON.stringify({ payment: { method: 'CARD', token: step.token } });
      return { ...common, method: 'POST', path: `${path}/confirm`, body };
    }
    case 'modify':
      return { ...common, method: 'PUT', path, body: restatement(guest, step) };
  }
}

function restatement({ stay, rate_code }: Guest, { check_out }: GuestStep): string {
  return JSON.stringify({
    checkin_date: stay.check_in,
    checkout_date: check_out,
    lines: [{ room_code: roomCode(stay.room), rate_code, quantity: 1, guests: 2 }],
  });
}

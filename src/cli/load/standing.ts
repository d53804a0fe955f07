import type { LocalDate } from '../../core/model/local-date.js';
import type { BookingStatus } from '../../core/model/reservation.js';
import type { GuestStep } from './guests.js';
import type { LoadAnswer } from './load-client.js';
import type { LoadRequest } from './load-request.js';

/** What a booking may be once all its payments have an end, by the answers that its guest has got. */
export interface Standing {
  readonly statuses: readonly BookingStatus[];
  /** Departures: two where a modification had no answer that decides. */
  readonly check_outs: readonly LocalDate[];
}

/** Of a booking that was just made; a hold that nobody does anything about ends by itself. */
export function standingOf({ operation, booking }: LoadRequest): Standing {
  const statuses = [operation === 'hold' ? ('FAILED' as const) : ('CONFIRMED' as const)];
  return { statuses, check_outs: booking === undefined ? [] : [booking.stay.check_out] };
}

/** Refusals of a modification after which the booking is what it was. */
const UNCHANGED: ReadonlySet<string> = new Set(['NOT_MODIFIABLE', 'STALE_REVISION']);

/** Any answer that decides nothing leaves open whether it was done. */
export function afterStep(
  before: Standing,
  { operation, check_out }: GuestStep,
  { code, open, booking_id }: LoadAnswer,
  refused: boolean,
): Standing {
  const done = booking_id !== null && open !== true;
  switch (operation) {
    case 'confirm':
    case 'pay':
      return { ...before, statuses: statusesAfterConfirm(code, done) };
    case 'modify': {
      if (check_out === undefined || refused || UNCHANGED.has(code)) return before;
      return { ...before, check_outs: done ? [check_out] : [...before.check_outs, check_out] };
    }
    case 'cancel':
      if (code === 'CANCELLED') return { ...before, statuses: ['CANCELLED'] };
      // Only a booking that failed cannot be cancelled.
      if (code === 'CONFLICT') return { ...before, statuses: ['FAILED'] };
      return refused ? before : { ...before, statuses: [...before.statuses, 'CANCELLED'] };
  }
}

/** A payment that is open, a cut connection, a 5xx: it may have been confirmed, or end with the hold. */
function statusesAfterConfirm(code: string, done: boolean): readonly BookingStatus[] {
  if (done && code === 'CONFIRMED') return ['CONFIRMED'];
  return code === 'PAYMENT_DECLINED' || code === 'HOLD_EXPIRED' ? ['FAILED'] : ['CONFIRMED', 'FAILED'];
}

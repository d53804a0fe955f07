import type { ChangeAnswer } from '../core/bookings/change-answer.js';
import { JSON_TYPE } from './answer.js';
import { renderBooking, REPLAYED } from './booking-exchange.js';
import type { Verdict } from './journalled.js';

/** What every change of a booking may answer besides its own refusals. */
export const CHANGE_ERRORS = ['IDEMPOTENCY_MISMATCH', 'IN_PROGRESS', 'ROOM_BUSY'] as const;

/** The refusals of a restatement, under our id or the channel's own number. */
export const RESTATE_ERRORS = [
  'ROOM_NOT_FOUND',
  'RATE_NOT_FOUND',
  'CURRENCY_MISMATCH',
  'HOTEL_INACTIVE',
  'NOT_MODIFIABLE',
  'STALE_REVISION',
  'SOLD_OUT',
  'PRICE_CHANGED',
  'STAY_RESTRICTED',
] as const;

export function renderChange(answer: ChangeAnswer): Verdict {
  if (answer.kind === 'refused') return renderBooking(answer, 200);
  const { body, created, replayed } = answer;
  return renderBooking({ kind: 'confirmed', body, replayed }, created ? 201 : 200);
}

export function renderCancelled({ body, replayed }: { body: string; replayed: boolean }): Verdict {
  const answer = { status: 200, contentType: JSON_TYPE, body, headers: replayed ? REPLAYED : {} };
  return { answer, outcome: replayed ? 'ANSWERED' : 'APPLIED' };
}

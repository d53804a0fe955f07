import { AppError } from '../../src/core/model/errors.js';
import type { EncodedAnswer, MessageFault, MessageOutcome } from '../../src/core/model/connector.js';
import type { ReservationResult } from '../../src/core/model/incoming-reservation.js';

export const BOOKED: ReservationResult = {
  ...{ kind: 'booked', reference: 'R-1', booking_id: '4711', oversold: false },
};
const REFUSED: Extract<ReservationResult, { kind: 'refused' }> = {
  ...{ kind: 'refused', reference: 'R-2', code: 'SOLD_OUT', message: 'No room is left for R-2' },
  ...{ at: '', subject: null, retryable: false },
};
export const WARNED: MessageFault = {
  ...{ pointer: '', code: 'UNSUPPORTED_UPDATE', message: 'A price for children was left out' },
  ota: { type: 3, code: 450 },
};
/** An answer of Mews is a success or a list of errors, by which Mews disables mappings; the journal has what was left out. */
export const NO_PLACE_FOR_WARNINGS: ReadonlySet<string> = new Set(['mews']);
/** Nothing of it, or not all of it, was done. */
export const REFUSALS: readonly MessageOutcome[] = [
  { kind: 'received', results: [REFUSED] },
  { kind: 'received', results: [{ ...REFUSED, retryable: true, code: 'ROOM_BUSY' }] },
  { kind: 'received', results: [BOOKED, REFUSED] },
  { kind: 'received', results: [REFUSED, BOOKED] },
  { kind: 'received', results: [{ ...REFUSED, code: 'UNSUPPORTED_UPDATE' }] },
  { kind: 'refused', faults: [WARNED] },
  { kind: 'refused', faults: [] },
  { kind: 'failed', error: new AppError('SOLD_OUT', 'No room is left.') },
];

const SUCCESS = /<success\b|<ok\b|"(?:success|ok)":true|"message":"Success"/i;

/** Beside the reservations that were taken, the others may be warnings that name them (AlpineBits, GuestRequests; OTA, 1.6). */
export function claimsSuccess({ status, body }: EncodedAnswer): boolean {
  return status < 400 && SUCCESS.test(body) && !/<warning\b|"warnings":\[\{|status="warning"/i.test(body);
}

/** Answers are stamped with the time at which they are written. */
export function timeless(answer: EncodedAnswer): EncodedAnswer {
  return { ...answer, body: answer.body.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '') };
}

import { hideCardNumbers } from '../model/card-number.js';
import { AppError } from '../model/errors.js';
import type { IncomingReservation, ReservationResult } from '../model/incoming-reservation.js';

/**
 * A refusal as a result, in the place of its reservation.
 * @param subject the code that is not known, where that is the reason
 * @throws what is no AppError: nobody refused anything
 */
export function refusedResult(
  { reference, at }: IncomingReservation,
  error: unknown,
  subject: string | null = null,
): Extract<ReservationResult, { kind: 'refused' }> {
  if (!(error instanceof AppError)) throw error;
  const { code, message, retryable } = error;
  const said = {
    message: hideCardNumbers(message),
    subject: subject === null ? null : hideCardNumbers(subject),
  };
  return { kind: 'refused', reference, code, at, retryable, ...said };
}

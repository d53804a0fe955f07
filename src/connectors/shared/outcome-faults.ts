import type { MessageFault, MessageOutcome } from '../../core/model/connector.js';
import type { ReservationResult } from '../../core/model/incoming-reservation.js';

/** A refusal is never without a fault: an empty list of errors would be read as a success. */
const NO_REASON: MessageFault = { pointer: '', code: 'VALIDATION', message: 'The message was refused' };

type Refused = Extract<ReservationResult, { kind: 'refused' }>;

/**
 * What was not done of what a message asked for, and is no success to anybody ("Traps", 7): all of a message that was refused or
 * failed, and each reservation that was refused, by the sender's number of it. An error without faults is one by itself.
 */
export function faultsOf(outcome: MessageOutcome): readonly MessageFault[] {
  switch (outcome.kind) {
    case 'refused':
      return outcome.faults.length > 0 ? outcome.faults : [NO_REASON];
    case 'failed': {
      const { faults, code, message } = outcome.error;
      return faults.length > 0 ? faults : [{ pointer: '', code, message }];
    }
    case 'received':
      return refusedOf(outcome.results).map(toFault);
    case 'applied':
    case 'pong':
    case 'reservations':
    case 'room_list':
    case 'document':
      return [];
  }
}

/** What was left out of a message whose rest was done. */
export function warningsOf(outcome: MessageOutcome): readonly MessageFault[] {
  return outcome.kind === 'applied' || outcome.kind === 'received' ? (outcome.warnings ?? []) : [];
}

export function refusedOf(results: readonly ReservationResult[]): readonly Refused[] {
  return results.flatMap((result) => (result.kind === 'refused' ? result : []));
}

/**
 * Faults and warnings for grammars where a success has warnings beside it: where some reservations of several were taken, those that
 * were not are warnings ("OTA, response grammar": Success and a Warning for each record that failed).
 */
export function verdictOf(outcome: MessageOutcome): {
  readonly errors: readonly MessageFault[];
  readonly warnings: readonly MessageFault[];
} {
  const faults = faultsOf(outcome);
  const some = outcome.kind === 'received' && faults.length < outcome.results.length;
  return some
    ? { errors: [], warnings: [...faults, ...warningsOf(outcome)] }
    : { errors: faults, warnings: warningsOf(outcome) };
}

/** Whether a reservation was refused that may be taken when the same message comes again. */
export function mayPassLater(outcome: MessageOutcome): boolean {
  if (outcome.kind === 'failed') return outcome.error.retryable;
  return outcome.kind === 'received' && refusedOf(outcome.results).some(({ retryable }) => retryable);
}

function toFault({ reference, code, message, at, subject }: Refused): MessageFault {
  return { pointer: at, code, message, record_id: reference, ...(subject === null ? {} : { subject }) };
}

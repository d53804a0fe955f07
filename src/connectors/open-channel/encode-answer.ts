import type {
  EncodedAnswer,
  Envelope,
  JsonValue,
  MessageFault,
  MessageOutcome,
} from '../../core/model/connector.js';
import { ERROR_TRAITS, type ErrorKind } from '../../core/model/errors.js';
import type { ReservationResult } from '../../core/model/incoming-reservation.js';
import { faultsOf, refusedOf, warningsOf } from '../shared/outcome-faults.js';
import { OPEN_CHANNEL_DIALECTS } from './profile.js';

const CONTENT_TYPE = 'application/json; charset=utf-8';
const { errors: ERRORS } = OPEN_CHANNEL_DIALECTS[0];

/** HTTP status and the profile's error, by kind of what went wrong. */
const FORMS: Readonly<Record<ErrorKind, readonly [number, string]>> = {
  invalid: [422, 'VALIDATION'],
  too_large: [413, 'MALFORMED'],
  unsupported: [415, 'MALFORMED'],
  unauthenticated: [401, 'UNAUTHENTICATED'],
  forbidden: [403, 'FORBIDDEN'],
  not_found: [404, 'HOTEL_NOT_FOUND'],
  wrong_method: [405, 'MALFORMED'],
  refused: [422, 'VALIDATION'],
  conflict: [422, 'VALIDATION'],
  unpaid: [422, 'VALIDATION'],
  rate_limited: [429, 'RATE_LIMITED'],
  unavailable: [503, 'UNAVAILABLE'],
  misconfigured: [503, 'UNAVAILABLE'],
  bug: [500, 'UNAVAILABLE'],
};

/** The answer to a channel: `success` with our number of the booking, or `errors` with the status of what went wrong. */
export function encodeOpenChannel({ echo_token }: Envelope, outcome: MessageOutcome): EncodedAnswer {
  switch (outcome.kind) {
    case 'received':
      return receivedAnswer(outcome.results, warningsIn(outcome));
    case 'applied':
    case 'pong':
    case 'reservations': {
      const unique_id = echo_token === null ? {} : { unique_id: echo_token };
      return json(200, { success: true, ...unique_id, ...warningsIn(outcome) });
    }
    case 'room_list':
      return json(200, { success: true });
    case 'document':
      return json(200, outcome.document);
    case 'refused': {
      const malformed = outcome.faults.some(({ code }) => code === 'MALFORMED');
      return malformed
        ? errorAnswer([400, 'MALFORMED'], outcome.faults)
        : errorAnswer([422, 'VALIDATION'], outcome.faults);
    }
    case 'failed':
      return errorAnswer(FORMS[outcome.error.kind], faultsOf(outcome));
  }
}

/** What was left out of a message that was taken. */
function warningsIn(outcome: MessageOutcome): { readonly warnings?: JsonValue } {
  const warnings = warningsOf(outcome);
  return warnings.length === 0 ? {} : { warnings: warnings.map(detailOf) };
}

function detailOf({ pointer, code, message }: MessageFault): JsonValue {
  return { at: pointer, code, message };
}

/** A message holds one booking. Our number is the same for every delivery of it. */
function receivedAnswer(
  results: readonly ReservationResult[],
  warnings: { readonly warnings?: JsonValue },
): EncodedAnswer {
  const result = refusedOf(results)[0] ?? results[0];
  if (result === undefined) return json(200, { success: true, ...warnings });
  if (result.kind === 'refused') {
    const { code, message, at, retryable } = result;
    const kind = retryable ? 'unavailable' : (kindOf(code) ?? 'refused');
    return errorAnswer(FORMS[kind === 'not_found' ? 'refused' : kind], [{ pointer: at, code, message }]);
  }
  const { reference } = result;
  const unique_id = result.kind === 'buried' ? null : result.booking_id;
  const oversold = result.kind === 'buried' ? {} : { oversold: result.oversold };
  const attributes = { reservation_id: reference, status: result.kind, ...oversold };
  return json(200, {
    success: true,
    unique_id,
    data: { type: 'booking', id: unique_id, attributes },
    ...warnings,
  });
}

function kindOf(code: string): ErrorKind | null {
  return Object.entries(ERROR_TRAITS).find(([known]) => known === code)?.[1].kind ?? null;
}

/** `details` by the place of what is wrong, each with our code, so that a program can tell a full house from a wrong code. */
function errorAnswer(
  [status, name]: readonly [number, string],
  faults: readonly MessageFault[],
): EncodedAnswer {
  const { code = 'internal_server_error', text = '' } = ERRORS[name] ?? {};
  const details = faults.map(detailOf);
  return json(status, { success: false, errors: { code, title: text, details } });
}

function json(status: number, document: JsonValue): EncodedAnswer {
  return { status, contentType: CONTENT_TYPE, body: JSON.stringify(document) };
}

import type { EncodedAnswer, Envelope, MessageOutcome } from '../../core/model/connector.js';
import type { ErrorKind } from '../../core/model/errors.js';
import { encodePlainAnswer } from '../shared/opentravel/plain-answer.js';
import { xmlAnswer } from '../shared/opentravel/soap-answer.js';
import { mayPassLater, verdictOf } from '../shared/outcome-faults.js';
import { element, type XmlElement } from '../shared/xml-writer.js';

const STATUS: Partial<Record<ErrorKind, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  rate_limited: 429,
  bug: 500,
  misconfigured: 500,
  unavailable: 500,
};

/** The answer of Booking.com, as its sandbox gives it: 400 when nothing could be taken, 200 with warnings when something was. */
export function encodeBookingComAnswer(
  envelope: Envelope,
  outcome: MessageOutcome,
  now: string,
): EncodedAnswer {
  if ((envelope.message ?? '').startsWith('OTA_'))
    return encodePlainAnswer(envelope, outcome, { now, statusOf });
  const { errors, warnings } = verdictOf(outcome);
  if (errors.length > 0) {
    return xmlAnswer(
      statusOf(outcome),
      element('errors', {}, ...errors.map((fault) => trouble('error', fault))),
    );
  }
  return xmlAnswer(200, element('ok', {}, ...warnings.map((fault) => trouble('warning', fault))));
}

function trouble(
  name: string,
  { code, message }: { readonly code: string; readonly message: string },
): XmlElement {
  return element(name, { code }, element('message', {}, message));
}

function statusOf(outcome: MessageOutcome): number {
  if (outcome.kind === 'refused') return 400;
  if (outcome.kind === 'received' && verdictOf(outcome).errors.length > 0)
    return mayPassLater(outcome) ? 500 : 400;
  return outcome.kind === 'failed' ? (STATUS[outcome.error.kind] ?? 400) : 200;
}

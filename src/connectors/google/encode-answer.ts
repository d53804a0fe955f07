import type { EncodedAnswer, Envelope, MessageOutcome } from '../../core/model/connector.js';
import { encodePlainAnswer } from '../shared/opentravel/plain-answer.js';
import { xmlAnswer } from '../shared/opentravel/soap-answer.js';
import { mayPassLater, verdictOf } from '../shared/outcome-faults.js';
import { element } from '../shared/xml-writer.js';
import { DOCUMENTS } from './documents.js';

/** The answer of Google, as its sandbox gives it: HTTP 200 with Success, or Errors; Issues for its own messages. */
export function encodeGoogleAnswer(envelope: Envelope, outcome: MessageOutcome, now: string): EncodedAnswer {
  const { message, echo_token } = envelope;
  if (message === null || !DOCUMENTS.has(message))
    return encodePlainAnswer(envelope, outcome, { now, statusOf });
  const { errors, warnings } = verdictOf(outcome);
  const issues = [
    ...errors.map(({ code, message: text }) => element('Issue', { code, status: 'error' }, text)),
    ...warnings.map(({ code, message: text }) => element('Issue', { code, status: 'warning' }, text)),
  ];
  const content = [
    errors.length === 0 ? element('Success') : undefined,
    issues.length === 0 ? undefined : element('Issues', {}, ...issues),
  ];
  return xmlAnswer(
    statusOf(outcome),
    element(`${message}Response`, { timestamp: now, id: echo_token ?? undefined }, ...content),
  );
}

/** Trouble of the system alone has an HTTP status of its own. */
function statusOf(outcome: MessageOutcome): number {
  return mayPassLater(outcome) ? 503 : 200;
}

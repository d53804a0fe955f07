import type { Clock } from '../../core/model/clock.js';
import type { EncodedAnswer, Envelope, MessageFault, MessageOutcome } from '../../core/model/connector.js';
import { element, type XmlElement } from '../shared/xml-writer.js';
import { faultsOf, verdictOf } from '../shared/outcome-faults.js';
import { otaNumbersOf } from '../shared/opentravel/ota-numbers.js';
import { reservationElement } from './res-retrieve.js';
import { inSoap, OTA_NAMESPACE, soapFault, xmlAnswer } from '../shared/opentravel/soap-answer.js';
import { OTA_DIALECTS } from './profile.js';

const REQUEST = /^OTA_\w{1,60}RQ$/;
const SHORT_TEXT = 64;
/** The contract's own words, which senders look for. */
const TOO_LARGE = OTA_DIALECTS[0].errors['TOO_LARGE']?.text;

/**
 * The answer in OpenTravel's grammar: Success xor Errors, HTTP 200 also for errors ("pmsXchange, errors"): a fault or
 * 5xx for a business error sets off retries. Only where not even the message's name is known it is HTTP 400 or 413,
 * and in SOAP a Fault with HTTP 500, as SOAP 1.1 demands.
 */
export function encodeOta(clock: Clock, envelope: Envelope, outcome: MessageOutcome): EncodedAnswer {
  const name = answerName(envelope.message);
  if (name === null && envelope.soap) return faultAnswer(outcome);
  const attributes = {
    xmlns: OTA_NAMESPACE,
    Version: envelope.version ?? '1.0',
    TimeStamp: clock.now().toISOString(),
    EchoToken: envelope.echo_token ?? undefined,
  };
  const root = element(name ?? 'OTA_ErrorRS', attributes, ...answerContent(outcome));
  const status = name === null ? (isTooLarge(outcome) ? 413 : 400) : 200;
  return xmlAnswer(status, envelope.soap ? inSoap(root) : root);
}

function answerName(message: string | null): string | null {
  if (message === null || !REQUEST.test(message)) return null;
  return message === 'OTA_ReadRQ' ? 'OTA_ResRetrieveRS' : `${message.slice(0, -2)}RS`;
}

function answerContent(outcome: MessageOutcome): readonly XmlElement[] {
  switch (outcome.kind) {
    case 'applied':
    case 'received':
    case 'refused':
    case 'failed':
      return verdictElements(outcome);
    case 'room_list':
    case 'document':
      return [element('Success')];
    case 'pong':
      return [element('Success'), element('EchoData', {}, outcome.echo)];
    case 'reservations':
      return [
        element('Success'),
        element('ReservationsList', {}, ...outcome.reservations.map(reservationElement)),
      ];
  }
}

/** "OTA, response grammar": Errors, or Success with what was not processed beside it. */
function verdictElements(outcome: MessageOutcome): readonly XmlElement[] {
  const { errors, warnings } = verdictOf(outcome);
  if (errors.length > 0)
    return [element('Errors', {}, ...errors.map((fault) => faultElement('Error', fault)))];
  if (warnings.length === 0) return [element('Success')];
  const elements = warnings.map((fault) => faultElement('Warning', fault));
  return [element('Success'), element('Warnings', {}, ...elements)];
}

function faultElement(
  name: 'Error' | 'Warning',
  { pointer, code, message, line, ota, record_id }: MessageFault,
): XmlElement {
  const numbers = ota ?? otaNumbersOf(code);
  return element(
    name,
    {
      Type: numbers.type,
      Code: numbers.code,
      ShortText: shorten(message),
      Tag: pointer === '' ? undefined : pointer,
      RecordID: record_id,
    },
    line === undefined ? message : `${message} (line ${line})`,
  );
}

/** At most 64 characters, ending after a word where there is one. */
function shorten(message: string): string {
  if (message.length <= SHORT_TEXT) return message;
  const cut = message.slice(0, SHORT_TEXT + 1);
  const lastBlank = cut.lastIndexOf(' ');
  return cut.slice(0, lastBlank > 0 ? lastBlank : SHORT_TEXT).replace(/[;,:]$/, '');
}

function faultAnswer(outcome: MessageOutcome): EncodedAnswer {
  const [fault] = faultsOf(outcome);
  const oursToMend = outcome.kind === 'failed' && (outcome.error.retryable || outcome.error.kind === 'bug');
  const tooLarge = isTooLarge(outcome);
  const text = (tooLarge ? TOO_LARGE : fault?.message) ?? 'Unable to process message';
  return xmlAnswer(500, inSoap(soapFault(oursToMend || tooLarge ? 'Server' : 'Client', { text })));
}

function isTooLarge(outcome: MessageOutcome): boolean {
  if (outcome.kind === 'failed') return outcome.error.code === 'TOO_LARGE';
  return outcome.kind === 'refused' && outcome.faults.some((fault) => fault.code === 'TOO_LARGE');
}

import type { Clock } from '../../core/model/clock.js';
import type { EncodedAnswer, Envelope, MessageFault, MessageOutcome } from '../../core/model/connector.js';
import type { AppError } from '../../core/model/errors.js';
import { element, writeXml, type XmlElement } from '../shared/xml-writer.js';
import { otaNumbersOf } from './ota-numbers.js';
import { reservationElement } from './res-retrieve.js';
import { SOAP_11 } from './soap-envelope.js';

const OTA_NAMESPACE = 'http://www.opentravel.org/OTA/2003/05';
const CONTENT_TYPE = 'text/xml; charset=utf-8';
const REQUEST = /^OTA_\w{1,60}RQ$/;
const SHORT_TEXT = 64;

/**
 * The answer in OpenTravel's grammar: Success xor Errors, HTTP 200 also for errors ("pmsXchange, errors"): a fault or
 * 5xx for a business error sets off retries. Only where not even the message's name is known it is HTTP 400 or 413,
 * and in SOAP a Fault with HTTP 500, as SOAP 1.1 demands.
 */
export function encodeOta(clock: Clock, envelope: Envelope, outcome: MessageOutcome): EncodedAnswer {
  const name = answerName(envelope.message);
  if (name === null && envelope.soap) return soapFault(outcome);
  const attributes = {
    xmlns: OTA_NAMESPACE,
    Version: envelope.version ?? '1.0',
    TimeStamp: clock.now().toISOString(),
    EchoToken: envelope.echo_token ?? undefined,
  };
  const root = element(name ?? 'OTA_ErrorRS', attributes, ...answerContent(outcome));
  const status = name === null ? (isTooLarge(outcome) ? 413 : 400) : 200;
  return answer(status, envelope.soap ? inSoap(root) : root);
}

function answerName(message: string | null): string | null {
  if (message === null || !REQUEST.test(message)) return null;
  return message === 'OTA_ReadRQ' ? 'OTA_ResRetrieveRS' : `${message.slice(0, -2)}RS`;
}

function answerContent(outcome: MessageOutcome): readonly XmlElement[] {
  switch (outcome.kind) {
    case 'applied':
    case 'received':
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
    case 'refused':
      return [element('Errors', {}, ...outcome.faults.map(faultElement))];
    case 'failed':
      return [element('Errors', {}, ...faultsOf(outcome.error).map(faultElement))];
  }
}

/** Each fault of an error on its own; an error without faults is one by itself. */
function faultsOf(error: AppError): readonly MessageFault[] {
  return error.faults.length > 0 ? error.faults : [{ pointer: '', code: error.code, message: error.message }];
}

function faultElement({ pointer, code, message, line, ota }: MessageFault): XmlElement {
  const numbers = ota ?? otaNumbersOf(code);
  return element(
    'Error',
    {
      Type: numbers.type,
      Code: numbers.code,
      ShortText: shorten(message),
      Tag: pointer === '' ? undefined : pointer,
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

/** "pmsXchange, transport": responses carry an empty SOAP header. */
function inSoap(content: XmlElement): XmlElement {
  return element(
    'SOAP-ENV:Envelope',
    { 'xmlns:SOAP-ENV': SOAP_11 },
    element('SOAP-ENV:Header'),
    element('SOAP-ENV:Body', {}, content),
  );
}

function soapFault(outcome: MessageOutcome): EncodedAnswer {
  const [fault] =
    outcome.kind === 'refused' ? outcome.faults : outcome.kind === 'failed' ? faultsOf(outcome.error) : [];
  const oursToMend = outcome.kind === 'failed' && (outcome.error.retryable || outcome.error.kind === 'bug');
  const tooLarge = isTooLarge(outcome);
  const text = tooLarge
    ? 'Unable to process message. Payload too large'
    : (fault?.message ?? 'Unable to process message');
  const content = element(
    'SOAP-ENV:Fault',
    {},
    element('faultcode', {}, oursToMend || tooLarge ? 'SOAP-ENV:Server' : 'SOAP-ENV:Client'),
    element('faultstring', {}, text),
  );
  return answer(500, inSoap(content));
}

function isTooLarge(outcome: MessageOutcome): boolean {
  if (outcome.kind === 'failed') return outcome.error.code === 'TOO_LARGE';
  return outcome.kind === 'refused' && outcome.faults.some((fault) => fault.code === 'TOO_LARGE');
}

function answer(status: number, root: XmlElement): EncodedAnswer {
  return { status, contentType: CONTENT_TYPE, body: writeXml(root) };
}

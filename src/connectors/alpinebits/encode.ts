import type { Clock } from '../../core/model/clock.js';
import type {
  DecodedContent,
  EncodedAnswer,
  Envelope,
  MessageFault,
  MessageOutcome,
} from '../../core/model/connector.js';
import type { AppError } from '../../core/model/errors.js';
import { element, writeXml, type XmlElement } from '../shared/xml-writer.js';
import { DOCUMENTS } from './actions.js';
import { answerReceived } from './guest-requests/guest-answers.js';
import { answerHousekeeping } from './housekeeping.js';
import { ADVISORY_TYPE, alpineBitsNumbers } from './numbers.js';
import { OTA_ROOT } from './ota-root.js';
import { newestWithin, wireVersionOf } from './versions.js';

const XML = 'text/xml; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';
const STATUS = /^ALPINEBITS_[A-Z]+(?:_[A-Z]+)*$/;

/**
 * The answer in the contract's grammar, HTTP 200 also for errors ("AlpineBits, outcomes"). Where not even the kind of
 * document is known it is plain text that begins with ERROR, and HTTP 400.
 */
export function encodeAlpineBits(clock: Clock, envelope: Envelope, outcome: MessageOutcome): EncodedAnswer {
  const housekeeping = answerHousekeeping(envelope.message);
  if (housekeeping !== null) return housekeeping;
  const name = answerName(envelope.message);
  if (name === null) return plainError(outcome);
  const document = DOCUMENTS.find(
    ({ message, answer }) => message === envelope.message && answer !== undefined,
  );
  const content = document?.answer?.(outcome, envelope) ?? answerContent(outcome);
  const attributes = {
    ...OTA_ROOT,
    Version: envelope.version ?? '1.0',
    TimeStamp: clock.now().toISOString(),
    EchoToken: envelope.echo_token ?? undefined,
  };
  return { status: 200, contentType: XML, body: writeXml(element(name, attributes, ...content)) };
}

/** The request that says what was decoded: for round trips, and for partners that are played. null where none does. */
export function writeRequest(
  content: DecodedContent,
  { message, wireVersion }: { message: string; wireVersion?: string },
): string | null {
  const document = DOCUMENTS.find((each) => each.message === message && each.write !== undefined);
  if (document === undefined) return null;
  const version = (wireVersion === undefined ? null : wireVersionOf(wireVersion)) ?? newestWithin(document);
  const root = document.write?.(content, version) ?? null;
  return root === null ? null : writeXml(root);
}

function answerName(message: string | null): string | null {
  if (message === null || !DOCUMENTS.some((document) => document.message === message)) return null;
  if (message === 'OTA_ReadRQ') return 'OTA_ResRetrieveRS';
  return message.replace(/RQ$/, 'RS');
}

function answerContent(outcome: MessageOutcome): readonly XmlElement[] {
  switch (outcome.kind) {
    case 'applied':
      return successWith(outcome.warnings ?? []);
    case 'refused':
      return [element('Errors', {}, ...outcome.faults.map(errorElement))];
    case 'failed':
      return [element('Errors', {}, ...faultsOf(outcome.error).map(errorElement))];
    case 'received':
      return answerReceived(outcome);
    case 'pong':
    case 'reservations':
    case 'room_list':
    case 'document':
      return [element('Success')];
  }
}

/** Success; a warning of type 11 is an advisory, any other says what was not processed as sent. */
export function successWith(warnings: readonly MessageFault[]): readonly XmlElement[] {
  if (warnings.length === 0) return [element('Success')];
  return [element('Success'), element('Warnings', {}, ...warnings.map(warningElement))];
}

function warningElement({ code, message, ota }: MessageFault): XmlElement {
  const status = STATUS.test(code) ? code : undefined;
  return element('Warning', { Type: ota?.type ?? ADVISORY_TYPE, Code: ota?.code, Status: status }, message);
}

function faultsOf(error: AppError): readonly MessageFault[] {
  return error.faults.length > 0 ? error.faults : [{ pointer: '', code: error.code, message: error.message }];
}

/** The place stands in the text: the contract's Error has Type and Code alone. */
function errorElement({ pointer, code, message, line, ota }: MessageFault): XmlElement {
  const { type, code: number } = alpineBitsNumbers(code, ota);
  const place = [pointer === '' ? '' : `at ${pointer}`, line === undefined ? '' : `line ${line}`].filter(
    (part) => part !== '',
  );
  const text = place.length === 0 ? message : `${message} (${place.join(', ')})`;
  return element('Error', { Type: type, Code: number }, text);
}

function plainError(outcome: MessageOutcome): EncodedAnswer {
  const [fault] =
    outcome.kind === 'refused' ? outcome.faults : outcome.kind === 'failed' ? faultsOf(outcome.error) : [];
  const large = fault?.code === 'TOO_LARGE';
  return {
    status: large ? 413 : 400,
    contentType: TEXT,
    body: `ERROR:${fault?.message ?? 'the document cannot be read'}`,
  };
}

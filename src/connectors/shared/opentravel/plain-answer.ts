import type { EncodedAnswer, Envelope, MessageFault, MessageOutcome } from '../../../core/model/connector.js';
import { verdictOf } from '../outcome-faults.js';
import { element, type XmlElement } from '../xml-writer.js';
import { otaNumbersOf } from './ota-numbers.js';
import { OTA_NAMESPACE, xmlAnswer } from './soap-answer.js';

const SHORT_TEXT = 64;

/**
 * The answer of a channel that speaks OpenTravel without SOAP: Success, with Warnings for items that were not taken, or Errors.
 * `statusOf` gives the HTTP status, where the contract has one for what went wrong.
 */
export function encodePlainAnswer(
  envelope: Envelope,
  outcome: MessageOutcome,
  { now, statusOf }: { readonly now: string; readonly statusOf: (outcome: MessageOutcome) => number },
): EncodedAnswer {
  const { message, version, echo_token } = envelope;
  const name =
    message !== null && /^OTA_\w{1,60}RQ$/.test(message) ? `${message.slice(0, -2)}RS` : 'OTA_ErrorRS';
  const root = element(
    name,
    { xmlns: OTA_NAMESPACE, Version: version ?? '1.0', TimeStamp: now, EchoToken: echo_token ?? undefined },
    ...contentOf(outcome),
  );
  return xmlAnswer(statusOf(outcome), root);
}

function contentOf(outcome: MessageOutcome): readonly XmlElement[] {
  const { errors, warnings } = verdictOf(outcome);
  if (errors.length > 0) return [element('Errors', {}, ...errors.map((fault) => verdict('Error', fault)))];
  return [
    element('Success'),
    ...(warnings.length === 0
      ? []
      : [element('Warnings', {}, ...warnings.map((fault) => verdict('Warning', fault)))]),
  ];
}

function verdict(
  name: 'Error' | 'Warning',
  { code, message, ota, pointer, record_id }: MessageFault,
): XmlElement {
  const numbers = ota ?? otaNumbersOf(code);
  return element(
    name,
    {
      Type: numbers.type,
      Code: numbers.code,
      ShortText: message.slice(0, SHORT_TEXT),
      Tag: pointer === '' ? undefined : pointer,
      RecordID: record_id,
    },
    message,
  );
}

import type { EncodedAnswer, Envelope, MessageFault, MessageOutcome } from '../../core/model/connector.js';
import { verdictOf } from '../shared/outcome-faults.js';
import { element, writeXml, type XmlElement } from '../shared/xml-writer.js';

const NAMESPACE = 'http://www.opentravel.org/OTA/2003/05';
/** "Application error", and "Invalid value" of OpenTravel's lists. */
const OTA_ERROR = { type: 3, code: 320 } as const;

/** What the channel answers, for who plays it: HTTP 200 also for a request that is refused. */
export function encodeAgoda({ message, echo_token }: Envelope, outcome: MessageOutcome): EncodedAnswer {
  const { errors, warnings } = verdictOf(outcome);
  const ota = message?.startsWith('OTA_') === true;
  const root = ota
    ? element(
        message.replace(/RQ$/, 'RS'),
        { xmlns: NAMESPACE, Version: '1.0', EchoToken: echo_token ?? undefined },
        ...(errors.length === 0
          ? [element('Success'), ...listOf('Warnings', 'Warning', warnings, otaTrouble)]
          : listOf('Errors', 'Error', errors, otaTrouble)),
      )
    : element(
        'response',
        {},
        ...(errors.length === 0
          ? [element('success'), ...listOf('warnings', 'warning', warnings, ycsTrouble)]
          : listOf('errors', 'error', errors, ycsTrouble)),
      );
  return { status: 200, contentType: 'text/xml; charset=utf-8', body: writeXml(root) };
}

/** No list where there is nothing to say. */
function listOf(
  list: string,
  item: string,
  faults: readonly MessageFault[],
  write: (item: string, fault: MessageFault) => XmlElement,
): XmlElement[] {
  return faults.length === 0 ? [] : [element(list, {}, ...faults.map((fault) => write(item, fault)))];
}

function otaTrouble(item: string, { message, pointer, ota, record_id }: MessageFault): XmlElement {
  const { type, code } = ota ?? OTA_ERROR;
  const Tag = pointer === '' ? undefined : pointer;
  return element(item, { Type: type, Code: code, Tag, RecordID: record_id }, message);
}

function ycsTrouble(item: string, { code, message, pointer }: MessageFault): XmlElement {
  return element(item, { code, description: pointer === '' ? message : `${message} (${pointer})` });
}

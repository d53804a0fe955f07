import type { EncodedAnswer, Envelope, MessageFault, MessageOutcome } from '../../core/model/connector.js';
import { element, writeXml, type XmlElement } from '../shared/xml-writer.js';

const NAMESPACE = 'http://www.opentravel.org/OTA/2003/05';
/** "Application error", and "Invalid value" of OpenTravel's lists. */
const OTA_ERROR = { type: 3, code: 320 } as const;

/** What the channel answers, for who plays it: HTTP 200 also for a request that is refused. */
export function encodeAgoda({ message, echo_token }: Envelope, outcome: MessageOutcome): EncodedAnswer {
  const faults = faultsOf(outcome);
  const ota = message?.startsWith('OTA_') === true;
  const root = ota
    ? element(
        message.replace(/RQ$/, 'RS'),
        { xmlns: NAMESPACE, Version: '1.0', EchoToken: echo_token ?? undefined },
        faults.length === 0 ? element('Success') : element('Errors', {}, ...faults.map(otaError)),
      )
    : element(
        'response',
        {},
        faults.length === 0 ? element('success') : element('errors', {}, ...faults.map(ycsError)),
      );
  return { status: 200, contentType: 'text/xml; charset=utf-8', body: writeXml(root) };
}

function faultsOf(outcome: MessageOutcome): readonly MessageFault[] {
  if (outcome.kind === 'refused') return outcome.faults;
  if (outcome.kind !== 'failed') return [];
  const { code, message, faults } = outcome.error;
  return faults.length > 0 ? faults : [{ pointer: '', code, message }];
}

function otaError({ message, pointer, ota }: MessageFault): XmlElement {
  const { type, code } = ota ?? OTA_ERROR;
  return element('Error', { Type: type, Code: code, Tag: pointer === '' ? undefined : pointer }, message);
}

function ycsError({ code, message, pointer }: MessageFault): XmlElement {
  return element('error', { code, description: pointer === '' ? message : `${message} (${pointer})` });
}

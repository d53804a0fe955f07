import { childOf } from '../../shared/xml-tree.js';
import type { DecodedContent, MessageOutcome } from '../../../core/model/connector.js';
import { refuse } from '../../shared/opentravel/message-decoder.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import { readRemarks } from '../answers/answer.js';
import type { CreateDocumentDecoder } from '../document-decoder.js';
import { treeDecoder } from '../document-tree.js';
import { NodeCheck } from '../node-check.js';
import { AB, ADVISORY_TYPE } from '../numbers.js';
import { OTA_ROOT } from '../ota-root.js';
import { handshakeJson, intersect, parseHandshake } from './handshake.js';

const ROOT = { ...OTA_ROOT, Version: '8.000' };
export const HANDSHAKE_STATUS = 'ALPINEBITS_HANDSHAKE';

/** OTA_PingRQ: what the other side speaks. Its text comes back as it is, so it is kept as it is. */
export const createPingRequest: CreateDocumentDecoder = (context) => {
  let echo: string | undefined;
  return {
    open(name) {
      if (name !== 'EchoData') return false;
      context.captureText((text) => (echo = text));
      return true;
    },
    close: () => undefined,
    finish() {
      const place = { at: '/OTA_PingRQ' };
      if (echo === undefined) {
        refuse(context, AB.missing, 'EchoData is missing; send what you speak', { place });
        return null;
      }
      const handshake = parseHandshake(echo);
      if (typeof handshake === 'string') {
        refuse(context, AB.invalidValue, handshake, { place: { at: '/OTA_PingRQ/EchoData' } });
        return null;
      }
      return { kind: 'ping', echo, handshake: handshakeJson(handshake) };
    },
  };
};

export function writePingRequest(content: DecodedContent): XmlElement | null {
  return content.kind === 'ping' ? element('OTA_PingRQ', ROOT, element('EchoData', {}, content.echo)) : null;
}

/** Success, the intersection as JSON in a Warning, and EchoData verbatim. */
export function answerPing(outcome: MessageOutcome): readonly XmlElement[] | null {
  if (outcome.kind !== 'pong') return null;
  const handshake = parseHandshake(outcome.echo);
  const common = intersect(typeof handshake === 'string' ? { versions: [] } : handshake);
  const attributes = { Type: ADVISORY_TYPE, Status: HANDSHAKE_STATUS };
  return [
    element('Success'),
    element('Warnings', {}, element('Warning', attributes, JSON.stringify(common))),
    element('EchoData', {}, outcome.echo),
  ];
}

/** OTA_PingRS: what both sides speak. */
export const createPingResponse: CreateDocumentDecoder = treeDecoder('OTA_PingRS', (root, context) => {
  const check = new NodeCheck(context);
  const answer = readRemarks(root, check);
  const agreed = answer.warnings.find(({ status }) => status === HANDSHAKE_STATUS);
  const handshake = agreed === undefined ? null : parseHandshake(agreed.text);
  if (typeof handshake === 'string') check.invalid(root, handshake);
  if (handshake === null && answer.outcome !== 'error')
    check.missing(
      root,
      `A Warning with Status ${HANDSHAKE_STATUS} is missing; it holds what both sides speak`,
    );
  const echo = childOf(root, 'EchoData')?.text ?? null;
  const spoken = handshake === null || typeof handshake === 'string' ? null : handshakeJson(handshake);
  return {
    kind: 'document',
    topic: 'handshake',
    hotel_code: null,
    document: { ...answer, agreed: spoken, echo },
  };
});

import { childOf, childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import type { DecodedContent, MessageOutcome } from '../../../core/model/connector.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import { readAnswer } from '../answers/answer.js';
import type { AlpineBitsContext, CreateDocumentDecoder } from '../document-decoder.js';
import { treeDecoder } from '../document-tree.js';
import { readHotel } from '../hotel-identity.js';
import { NodeCheck } from '../node-check.js';
import { OTA_ROOT } from '../ota-root.js';
import { writeHotel, type KnownHotel } from '../info/known-hotel.js';
import { readContent } from './descriptive-content.js';
import { toInventory } from './mapped-rooms.js';
import { writeInventory } from './write-inventory.js';

const INFO = 'OTA_HotelDescriptiveInfo:Info';

/** OTA_HotelDescriptiveInfoRQ: asks for the room categories of a hotel, or for what describes it. */
export const createDescriptiveInfoRequest: CreateDocumentDecoder = treeDecoder(
  'OTA_HotelDescriptiveInfoRQ',
  readRequest,
);

function readRequest(root: XmlNode, context: AlpineBitsContext): DecodedContent | null {
  const check = new NodeCheck(context);
  const [asked, second] = childrenOf(root, 'HotelDescriptiveInfos', 'HotelDescriptiveInfo');
  if (asked === undefined) {
    check.missing(root, 'HotelDescriptiveInfo is missing; name the hotel that is asked for');
    return null;
  }
  if (second !== undefined)
    check.invalid(second, 'A second HotelDescriptiveInfo; ask for one hotel per message');
  const hotel_code = readHotel(asked.attributes, context, asked.place);
  if (hotel_code === null) return null;
  return context.variant.action === INFO
    ? { kind: 'document', topic: 'info_request', hotel_code, document: {} }
    : { kind: 'room_list', hotel_code };
}

export function writeDescriptiveInfoRequest(content: DecodedContent): XmlElement | null {
  const isRequest = content.kind === 'document' && content.topic === 'info_request';
  if (content.kind !== 'room_list' && !isRequest) return null;
  const asked = { HotelCode: content.hotel_code ?? undefined };
  const list = element('HotelDescriptiveInfos', {}, element('HotelDescriptiveInfo', asked));
  return element('OTA_HotelDescriptiveInfoRQ', { ...OTA_ROOT, Version: '3.000' }, list);
}

/** The answer to a pull, from the rooms that are mapped to the sender or from what is known of the hotel. */
export function answerDescriptiveInfo(outcome: MessageOutcome): readonly XmlElement[] | null {
  const written =
    outcome.kind === 'room_list'
      ? writeInventory(outcome.hotel_code, toInventory(outcome.room_rates))
      : outcome.kind === 'document'
        ? writeHotel(outcome.document as KnownHotel)
        : null;
  return written === null ? null : [element('Success'), element('HotelDescriptiveContents', {}, written)];
}

/** OTA_HotelDescriptiveInfoRS: the same content as is pushed, or why there is none. */
export const createDescriptiveInfoResponse: CreateDocumentDecoder = treeDecoder(
  'OTA_HotelDescriptiveInfoRS',
  (root, context) =>
    childOf(root, 'Errors') === undefined ? readContent(root, context) : readAnswer(root, context),
);

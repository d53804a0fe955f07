import { childOf, childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import type { DecodedContent, JsonValue } from '../../../core/model/connector.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import type { AlpineBitsContext, CreateDocumentDecoder } from '../document-decoder.js';
import { treeDecoder } from '../document-tree.js';
import { readHotel } from '../hotel-identity.js';
import { readHotelInfo, writeHotelInfo, type HotelInfo } from '../info/hotel-info.js';
import { NodeCheck } from '../node-check.js';
import { OTA_ROOT } from '../ota-root.js';
import type { Inventory } from './inventory.js';
import { readInventory } from './read-inventory.js';
import { writeInventory } from './write-inventory.js';

const INFO = ':Info';
const OF_INFO = ['HotelInfo', 'Policies', 'AffiliationInfo', 'ContactInfos'] as const;
const OF_HEADINGS = ['MinOccupancy', 'MaxOccupancy', 'MaxChildOccupancy'] as const;

/** OTA_HotelDescriptiveContentNotifRQ: room categories (action Inventory) or what describes the hotel (action Info). */
export const createDescriptiveContent: CreateDocumentDecoder = treeDecoder(
  'OTA_HotelDescriptiveContentNotifRQ',
  readContent,
);

/** The one HotelDescriptiveContent of a request or a response. */
export function readContent(root: XmlNode, context: AlpineBitsContext): DecodedContent | null {
  const check = new NodeCheck(context);
  const contents = childrenOf(root, 'HotelDescriptiveContents', 'HotelDescriptiveContent');
  const [content, second] = contents;
  if (content === undefined) {
    check.missing(root, 'HotelDescriptiveContent is missing; send one, for one hotel');
    return null;
  }
  if (second !== undefined)
    check.invalid(second, 'A second HotelDescriptiveContent; send one hotel per message');
  const hotel_code = readHotel(content.attributes, context, content.place);
  const { action } = context.variant;
  const isInfo = action === null ? looksLikeInfo(content) : action.endsWith(INFO);
  return isInfo
    ? { kind: 'document', topic: 'info', hotel_code, document: readHotelInfo(content, check) }
    : { kind: 'document', topic: 'inventory', hotel_code, document: readInventory(content, check) };
}

/** Where nobody told the action, the content does: what describes the hotel, or rooms that are no category. */
function looksLikeInfo(content: XmlNode): boolean {
  if (OF_INFO.some((name) => childOf(content, name) !== undefined)) return true;
  const list = childOf(content, 'FacilityInfo', 'GuestRooms');
  if (list === undefined) return true;
  const rooms = childrenOf(list, 'GuestRoom');
  return rooms.length > 0 && !rooms.some(isOfCategory);
}

function isOfCategory(room: XmlNode): boolean {
  if (OF_HEADINGS.some((name) => room.attributes[name] !== undefined)) return true;
  const type = childOf(room, 'TypeRoom')?.attributes ?? {};
  return type['RoomID'] !== undefined || type['StandardOccupancy'] !== undefined;
}

/** The request again, from what was read of it. */
export function writeDescriptiveContent(content: DecodedContent): XmlElement | null {
  const written = writeContent(content);
  if (written === null) return null;
  const attributes = { ...OTA_ROOT, Version: '8.000' };
  return element(
    'OTA_HotelDescriptiveContentNotifRQ',
    attributes,
    element('HotelDescriptiveContents', {}, written),
  );
}

/** A HotelDescriptiveContent, from a document of either topic. */
export function writeContent(content: DecodedContent): XmlElement | null {
  if (content.kind !== 'document') return null;
  const { topic, hotel_code, document } = content;
  if (topic === 'inventory') return writeInventory(hotel_code, document as JsonValue & Inventory);
  if (topic === 'info') return writeHotelInfo(hotel_code, document as JsonValue & HotelInfo);
  return null;
}

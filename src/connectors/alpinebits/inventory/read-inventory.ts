import { childOf, childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import { quote } from '../../shared/opentravel/message-decoder.js';
import type { NodeCheck } from '../node-check.js';
import { INFORMATION_TYPES, ROOM_AMENITIES, ROOM_CLASSES } from './code-lists.js';
import type { Category, Inventory } from './inventory.js';
import { optional, readPictures, readTextItems } from './media.js';

const NOT_BASIC = ['HotelInfo', 'Policies', 'AffiliationInfo', 'ContactInfos'] as const;
const OCCUPANCY = ['MinOccupancy', 'MaxOccupancy', 'MaxChildOccupancy'] as const;
const OF_CATEGORIES = ['StandardOccupancy', 'RoomClassificationCode', 'Size', 'RoomType'] as const;
const NAME = '25';
const DESCRIPTION = '1';
const PICTURES = '23';
const MOST_DESCRIPTIONS = 3;
const LONGEST_CODE = 16;

/**
 * Action Inventory ("AlpineBits, inventory"): each category with its heading GuestRoom, then one GuestRoom of the same Code
 * for each of its rooms.
 */
export function readInventory(content: XmlNode, check: NodeCheck): Inventory {
  check.forbid(content, { children: NOT_BASIC }, 'belongs to the action Info');
  const list = childOf(content, 'FacilityInfo', 'GuestRooms');
  if (list === undefined)
    check.missing(content, 'FacilityInfo with GuestRooms is missing; send it empty to delete all categories');
  const categories: (Category & { rooms: string[] })[] = [];
  const codes = new Set<string>();
  const rooms = new Set<string>();
  for (const node of childrenOf(list, 'GuestRoom')) {
    const code = readCode(node, check);
    const current = categories.at(-1);
    if (current !== undefined && code === current.code) {
      const room = readRoom(node, rooms, check);
      if (room !== undefined) current.rooms.push(room);
      continue;
    }
    if (codes.has(code))
      check.invalid(node, `The category ${quote(code)} stands in two places; keep its rooms right behind it`);
    codes.add(code);
    categories.push({ ...readHeading(node, code, check), rooms: [] });
  }
  return { ...optional('hotel_name', content.attributes['HotelName']), categories };
}

function readCode(node: XmlNode, check: NodeCheck): string {
  const code = node.attributes['Code'];
  if (code === undefined || code.trim() === '')
    check.missing(node, 'Code is missing on GuestRoom; write the code of the category');
  else if (code.length > LONGEST_CODE)
    check.invalid(node, `Code ${quote(code)} has more than ${LONGEST_CODE} characters`);
  return code ?? '';
}

function readHeading(node: XmlNode, code: string, check: NodeCheck): Omit<Category, 'rooms'> {
  const type = childOf(node, 'TypeRoom');
  if (type === undefined)
    check.missing(
      node,
      `TypeRoom is missing; the category ${quote(code)} needs StandardOccupancy and RoomClassificationCode`,
    );
  const occupancy = readOccupancy(node, type, check);
  const classification =
    type === undefined ? undefined : check.code(type, 'RoomClassificationCode', { list: ROOM_CLASSES });
  const amenities = childrenOf(node, 'Amenities', 'Amenity').map(
    (amenity) => check.code(amenity, 'RoomAmenityCode', { list: ROOM_AMENITIES }) ?? '',
  );
  return {
    code,
    ...optional('id', node.attributes['ID']),
    ...occupancy,
    classification: classification ?? '',
    ...optional('room_type', type?.attributes['RoomType']),
    ...optional('size', type?.attributes['Size']),
    amenities,
    ...readMedia(node, code, check),
  };
}

function readOccupancy(node: XmlNode, type: XmlNode | undefined, check: NodeCheck) {
  const min = check.count(node, 'MinOccupancy', { required: true });
  const max = check.count(node, 'MaxOccupancy', { required: true });
  const children = check.count(node, 'MaxChildOccupancy', { required: false });
  const standard =
    type === undefined ? undefined : check.count(type, 'StandardOccupancy', { required: true });
  if (max !== undefined) {
    if (min !== undefined && min > max)
      check.invalid(node, `MinOccupancy ${min} is above MaxOccupancy ${max}`);
    if (children !== undefined && children > max)
      check.invalid(node, `MaxChildOccupancy ${children} is above MaxOccupancy ${max}`);
    if (standard !== undefined && standard > max)
      check.invalid(node, `StandardOccupancy ${standard} is above MaxOccupancy ${max}`);
  }
  if (min !== undefined && standard !== undefined && standard < min)
    check.invalid(node, `StandardOccupancy ${standard} is below MinOccupancy ${min}`);
  return {
    min_occupancy: min ?? 0,
    max_occupancy: max ?? 0,
    standard_occupancy: standard ?? 0,
    ...(children === undefined ? {} : { max_child_occupancy: children }),
  };
}

/** At most three MultimediaDescription, each kind once; the name (25) must be there. */
function readMedia(
  node: XmlNode,
  code: string,
  check: NodeCheck,
): Pick<Category, 'names' | 'descriptions' | 'pictures' | 'other_texts'> {
  const list = childrenOf(node, 'MultimediaDescriptions', 'MultimediaDescription');
  if (list.length > MOST_DESCRIPTIONS)
    check.invalid(
      node,
      `More than ${MOST_DESCRIPTIONS} MultimediaDescription; send name, description and pictures`,
    );
  const seen = new Map<string, XmlNode>();
  for (const description of list) {
    const kind = check.code(description, 'InfoCode', { list: INFORMATION_TYPES });
    if (kind === undefined) continue;
    if (seen.has(kind)) check.invalid(description, `InfoCode ${kind} stands twice; send it once`);
    else seen.set(kind, description);
  }
  if (!seen.has(NAME))
    check.missing(
      node,
      `The name of the category ${quote(code)} is missing; send a MultimediaDescription with InfoCode 25`,
    );
  const texts = (kind: string) => {
    const description = seen.get(kind);
    return description === undefined ? undefined : readTextItems(description, check);
  };
  const pictures = seen.get(PICTURES);
  const others = [...seen.keys()].filter(
    (kind) => kind !== NAME && kind !== DESCRIPTION && kind !== PICTURES,
  );
  return {
    names: texts(NAME) ?? [],
    descriptions: texts(DESCRIPTION) ?? [],
    pictures: pictures === undefined ? [] : readPictures(pictures, check),
    ...(others.length === 0
      ? {}
      : { other_texts: others.map((kind) => ({ info_code: kind, items: texts(kind) ?? [] })) }),
  };
}

/** A GuestRoom behind the heading of its category: its RoomID and nothing else. */
function readRoom(node: XmlNode, rooms: Set<string>, check: NodeCheck): string | undefined {
  const ofHeading = 'belongs to the heading GuestRoom of the category';
  check.forbid(
    node,
    { attributes: [...OCCUPANCY, 'ID'], children: ['Amenities', 'MultimediaDescriptions'] },
    ofHeading,
  );
  const type = childOf(node, 'TypeRoom');
  if (type !== undefined) check.forbid(type, { attributes: OF_CATEGORIES }, ofHeading);
  const room = type?.attributes['RoomID'];
  if (room === undefined || room.trim() === '') {
    check.missing(node, 'RoomID is missing on TypeRoom; write the number of the room');
    return undefined;
  }
  if (rooms.has(room)) check.invalid(node, `The room ${quote(room)} stands twice; send it once`);
  rooms.add(room);
  return room;
}

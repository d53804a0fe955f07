import { childOf, childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import { quote } from '../../shared/opentravel/message-decoder.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import {
  HOTEL_AMENITIES,
  INFORMATION_TYPES,
  PICTURE_CATEGORIES,
  PROXIMITIES,
} from '../inventory/code-lists.js';
import { optional, readPictures, readTexts, writePictures, type Picture } from '../inventory/media.js';
import { attributesOf, toJsonTree, writeJsonTree, type JsonTree } from '../json-tree.js';
import type { NodeCheck } from '../node-check.js';

/** What the action Info says of a hotel. A type, not an interface: it is JSON. */
export type HotelInfo = {
  readonly hotel_name?: string;
  readonly area_id?: string;
  /** Further pictures of room categories. */
  readonly categories: readonly {
    readonly code: string;
    /** The attributes of TypeRoom, which is there since 2024-10. */
    readonly type_room?: Readonly<Record<string, string>>;
    readonly pictures: readonly Picture[];
  }[];
  /** Whether there was a FacilityInfo, be it empty. */
  readonly facilities: boolean;
  /** HotelInfo, Policies, AffiliationInfo and ContactInfos, in the order of the message. */
  readonly sections: readonly JsonTree[];
};

const SECTIONS: ReadonlySet<string> = new Set(['HotelInfo', 'Policies', 'AffiliationInfo', 'ContactInfos']);
/** "Hotel direct contact" of the code list CON. */
const DIRECT_CONTACT = '6';

/** Action Info ("AlpineBits, inventory"): the descriptive parts only, nothing that a category consists of. */
export function readHotelInfo(content: XmlNode, check: NodeCheck): HotelInfo {
  const sections = content.children.filter(({ name }) => SECTIONS.has(name));
  for (const section of sections) checkSection(section, check);
  const facilities = childOf(content, 'FacilityInfo');
  const rooms = childrenOf(facilities, 'GuestRooms', 'GuestRoom');
  return {
    ...optional('hotel_name', content.attributes['HotelName']),
    ...optional('area_id', content.attributes['AreaID']),
    categories: rooms.map((room) => readRoom(room, check)),
    facilities: facilities !== undefined,
    sections: sections.map(toJsonTree),
  };
}

function readRoom(node: XmlNode, check: NodeCheck): HotelInfo['categories'][number] {
  const code = node.attributes['Code'] ?? '';
  if (code.trim() === '') check.missing(node, 'Code is missing on GuestRoom; write the code of the category');
  const why = 'belongs to the action Inventory';
  const attributes = ['MinOccupancy', 'MaxOccupancy', 'MaxChildOccupancy', 'ID'];
  check.forbid(node, { attributes, children: ['Amenities'] }, why);
  const type = childOf(node, 'TypeRoom');
  // Forbidden until 2022-10, and demanded since: where no version was told, it may be either.
  if (check.context.variant.requires('2024-10')) {
    if (type === undefined) check.missing(node, 'TypeRoom is missing on GuestRoom; 2024-10 demands it');
  } else if (!check.context.variant.offers({ since: '2024-10' }))
    check.forbid(node, { children: ['TypeRoom'] }, why);
  const pictures: Picture[] = [];
  for (const description of childrenOf(node, 'MultimediaDescriptions', 'MultimediaDescription')) {
    check.forbid(description, { attributes: ['InfoCode'], children: ['TextItems'] }, why);
    if (childOf(description, 'ImageItems') !== undefined) pictures.push(...readPictures(description, check));
  }
  return { code, ...(type === undefined ? {} : { type_room: attributesOf(type) }), pictures };
}

/** Codes and languages, wherever they stand in a section; the rest is kept as it is. */
function checkSection(section: XmlNode, check: NodeCheck): void {
  const { variant } = check.context;
  const visit = (node: XmlNode): void => {
    const rule = RULES.get(node.name);
    rule?.(node, check);
    node.children.forEach(visit);
  };
  visit(section);
  if (variant.requires('2024-10') && section.name === 'Policies') forbidTimes(section, check);
}

function forbidTimes(section: XmlNode, check: NodeCheck): void {
  for (const info of childrenOf(section, 'Policy').flatMap((policy) => childrenOf(policy, 'PolicyInfo')))
    check.forbid(
      info,
      { attributes: ['CheckInTime', 'CheckOutTime'] },
      'is no longer part of PolicyInfo; use StayRequirements',
    );
}

const RULES: ReadonlyMap<string, (node: XmlNode, check: NodeCheck) => void> = new Map([
  [
    'MultimediaDescription',
    (node, check) => void check.code(node, 'InfoCode', { list: INFORMATION_TYPES, required: false }),
  ],
  ['TextItem', (node, check) => void readTexts(node, 'Description', check)],
  [
    'ImageItem',
    (node, check) => {
      check.code(node, 'Category', { list: PICTURE_CATEGORIES });
      readTexts(node, 'Description', check);
    },
  ],
  [
    'Service',
    (node, check) => {
      check.code(node, 'Code', {
        list: HOTEL_AMENITIES,
        required: check.context.variant.requires('2024-10'),
      });
      check.code(node, 'ProximityCode', { list: PROXIMITIES, required: false });
    },
  ],
  [
    'ContactInfo',
    (node, check) => {
      const location = node.attributes['Location'];
      if (location !== undefined && location !== DIRECT_CONTACT)
        check.invalid(
          node,
          `Location ${quote(location)} is not ${DIRECT_CONTACT}, the direct contact of the hotel`,
        );
    },
  ],
]);

/** The HotelDescriptiveContent of the action Info. */
export function writeHotelInfo(hotelCode: string | null, info: HotelInfo): XmlElement {
  const rooms = info.categories.map(({ code, type_room, pictures }) =>
    element(
      'GuestRoom',
      { Code: code },
      type_room === undefined ? undefined : element('TypeRoom', type_room),
      pictures.length === 0
        ? undefined
        : element(
            'MultimediaDescriptions',
            {},
            element('MultimediaDescription', {}, writePictures(pictures)),
          ),
    ),
  );
  const facilities = element('FacilityInfo', {}, element('GuestRooms', {}, ...rooms));
  return element(
    'HotelDescriptiveContent',
    { HotelCode: hotelCode ?? undefined, HotelName: info.hotel_name, AreaID: info.area_id },
    info.facilities ? facilities : undefined,
    ...info.sections.map(writeJsonTree),
  );
}

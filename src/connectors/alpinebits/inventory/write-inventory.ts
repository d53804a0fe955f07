import { element, type XmlElement } from '../../shared/xml-writer.js';
import type { Category, Inventory } from './inventory.js';
import { writePictures, writeTextItems, type TextItem } from './media.js';

/** The HotelDescriptiveContent of the action Inventory. */
export function writeInventory(hotelCode: string | null, { hotel_name, categories }: Inventory): XmlElement {
  const rooms = categories.flatMap((category) => [
    writeHeading(category),
    ...category.rooms.map((room) => writeRoom(category.code, room)),
  ]);
  return element(
    'HotelDescriptiveContent',
    { HotelCode: hotelCode ?? undefined, HotelName: hotel_name },
    element('FacilityInfo', {}, element('GuestRooms', {}, ...rooms)),
  );
}

function writeRoom(code: string, room: string): XmlElement {
  return element('GuestRoom', { Code: code }, element('TypeRoom', { RoomID: room }));
}

function writeHeading(category: Category): XmlElement {
  const attributes = {
    Code: category.code,
    MinOccupancy: category.min_occupancy,
    MaxOccupancy: category.max_occupancy,
    MaxChildOccupancy: category.max_child_occupancy,
    ID: category.id,
  };
  const type = {
    StandardOccupancy: category.standard_occupancy,
    RoomClassificationCode: category.classification,
    RoomType: category.room_type,
    Size: category.size,
  };
  const amenities = category.amenities.map((code) => element('Amenity', { RoomAmenityCode: code }));
  return element(
    'GuestRoom',
    attributes,
    element('TypeRoom', type),
    amenities.length === 0 ? undefined : element('Amenities', {}, ...amenities),
    element('MultimediaDescriptions', {}, ...writeMedia(category)),
  );
}

function writeMedia({
  names,
  descriptions,
  pictures,
  other_texts = [],
}: Category): (XmlElement | undefined)[] {
  const texts = (code: string, items: readonly TextItem[]): XmlElement | undefined =>
    items.length === 0
      ? undefined
      : element('MultimediaDescription', { InfoCode: code }, writeTextItems(items));
  return [
    texts('25', names),
    texts('1', descriptions),
    ...other_texts.map(({ info_code, items }) => texts(info_code, items)),
    pictures.length === 0
      ? undefined
      : element('MultimediaDescription', { InfoCode: '23' }, writePictures(pictures)),
  ];
}

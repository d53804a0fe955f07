import { quote, refuse, type Place } from '../../shared/opentravel/message-decoder.js';
import { readRoomCount } from '../../shared/opentravel/room-count.js';
import type { XmlAttributes } from '../../shared/xml-reader.js';
import type { AlpineBitsContext, CreateDocumentDecoder } from '../document-decoder.js';
import { AB } from '../numbers.js';
import type { Application } from './applications.js';
import { FreeRooms } from './free-rooms.js';

/** The AvailStatusMessage being read. */
interface Item {
  readonly place: Place;
  readonly attributes: XmlAttributes;
  empty: boolean;
  /** undefined until its StatusApplicationControl is read, null where that was refused. */
  application: Application | null | undefined;
}

/**
 * FreeRooms up to 2018-10: OTA_HotelAvailNotifRQ. BookingLimit is the number of free rooms, BookingThreshold how many of
 * them are free but cannot be booked: the rest is for sale.
 */
export const createHotelAvailNotif: CreateDocumentDecoder = (context, root) => {
  const set = new FreeRooms(context, root, {
    message: 'OTA_HotelAvailNotifRQ',
    list: 'AvailStatusMessages',
    item: 'AvailStatusMessage',
    closingSeasons: false,
  });
  let item: Item | null = null;
  return {
    open(name, attributes) {
      if (item !== null) return openInItem(item, name, attributes, { context, set });
      if (name === 'AvailStatusMessages') set.openList(attributes);
      else if (name === 'UniqueID') set.uniqueId(attributes);
      else if (name === 'AvailStatusMessage') item = newItem(set.openItem(), attributes);
      else return false;
      return true;
    },
    close(name) {
      if (name !== 'AvailStatusMessage' || item === null) return;
      closeItem(item, set, context);
      item = null;
    },
    finish: () => set.finish(),
  };
};

function newItem(place: Place, attributes: XmlAttributes): Item {
  return { place, attributes, empty: Object.keys(attributes).length === 0, application: undefined };
}

interface Around {
  readonly context: AlpineBitsContext;
  readonly set: FreeRooms;
}

function openInItem(item: Item, name: string, attributes: XmlAttributes, { context, set }: Around): boolean {
  item.empty = false;
  if (name !== 'StatusApplicationControl') return false;
  if (item.application !== undefined)
    refuse(
      context,
      AB.invalidValue,
      'A second StatusApplicationControl in one AvailStatusMessage; send one each',
    );
  item.application = set.readApplication(attributes);
  return true;
}

function closeItem(item: Item, set: FreeRooms, context: AlpineBitsContext): void {
  const { place, empty, application, attributes } = item;
  if (empty) {
    set.addEmpty(place);
    return;
  }
  if (application === undefined)
    refuse(context, AB.missing, 'StatusApplicationControl is missing: no room and no dates', { place });
  const free = readLimit(attributes, { context, place });
  const held = readThreshold(attributes, { context, place, free });
  if (application === undefined || application === null || free === undefined || held === undefined) return;
  const { codes, range } = application;
  if (codes === null) return;
  if (codes.unit_code !== null && free > 1) {
    const message = `BookingLimit ${free} for the room ${quote(codes.unit_code)}; a distinct room is free (1) or not (0)`;
    refuse(context, AB.invalidValue, message, { place });
    return;
  }
  set.addCount({ codes, range }, free - held, place);
}

interface Limits {
  readonly context: AlpineBitsContext;
  readonly place: Place;
}

function readLimit(attributes: XmlAttributes, { context, place }: Limits): number | undefined {
  const { BookingLimit: limit, BookingLimitMessageType: kind } = attributes;
  if (kind === undefined) {
    refuse(context, AB.missing, 'BookingLimitMessageType is missing; write SetLimit', { place });
  } else if (kind !== 'SetLimit') {
    refuse(
      context,
      AB.unsupported,
      `BookingLimitMessageType ${quote(kind)} is not part of this contract; write SetLimit`,
      {
        place,
        code: 'UNSUPPORTED_UPDATE',
      },
    );
  }
  if (limit !== undefined) return readRoomCount('BookingLimit', limit, context);
  refuse(context, AB.missing, 'BookingLimit is missing; write the number of free rooms', { place });
  return undefined;
}

/** Demanded once it was agreed on, forbidden where it was not; taken either way where nobody told what was agreed on. */
function readThreshold(
  attributes: XmlAttributes,
  { context, place, free }: Limits & { readonly free: number | undefined },
): number | undefined {
  const { BookingThreshold: threshold } = attributes;
  const { variant } = context;
  if (threshold === undefined) {
    if (!variant.agreed || !variant.accepts('booking_threshold')) return 0;
    refuse(
      context,
      AB.missing,
      'BookingThreshold is missing, though it was agreed on; write 0 where all are bookable',
      { place },
    );
    return undefined;
  }
  if (!variant.accepts('booking_threshold')) {
    refuse(
      context,
      AB.unsupported,
      'BookingThreshold was not agreed on (OTA_HotelAvailNotif_accept_BookingThreshold)',
      { place },
    );
    return undefined;
  }
  const held = readRoomCount('BookingThreshold', threshold, context);
  if (held === undefined || free === undefined || held <= free) return held;
  refuse(
    context,
    AB.invalidValue,
    `BookingThreshold ${held} is above BookingLimit ${free}; it is a part of it`,
    { place },
  );
  return undefined;
}

import type { XmlAttributes } from '../xml-reader.js';
import { readControl, type Control } from './application-control.js';
import { AriFrame, isDestination, recordIdOf } from './ari-frame.js';
import {
  isPointOfSale,
  quote,
  refuse,
  type CreateMessageDecoder,
  type OtaContext,
  type Place,
} from './message-decoder.js';
import { OTA } from './ota-numbers.js';
import { closeRestriction, openRestriction, type RestrictionState } from './restriction-elements.js';
import { readRoomCount } from './room-count.js';

/** The AvailStatusMessage being read. */
interface Item extends RestrictionState {
  readonly place: Place;
  readonly faultsBefore: number;
  empty: boolean;
  available: number | undefined;
  control: Control | undefined;
  /** The sender's own number of the item, for its mapping of errors. */
  recordId: string | undefined;
}

/**
 * OTA_HotelAvailNotifRQ: counts and restrictions ("pmsXchange, availability and restrictions"). What an
 * AvailStatusMessage does not name stays as it is; later ones win over earlier ones.
 */
export const createHotelAvailNotif: CreateMessageDecoder = (context, root) => {
  const frame = new AriFrame(context, root, {
    message: 'OTA_HotelAvailNotifRQ',
    list: 'AvailStatusMessages',
    item: 'AvailStatusMessage',
    allowsCompleteSet: true,
  });
  let item: Item | null = null;
  return {
    open(name, attributes) {
      if (item !== null) return openInItem(item, name, attributes, { context, frame });
      if (name === 'AvailStatusMessages') frame.hotel(attributes['HotelCode']);
      else if (name === 'UniqueID') frame.uniqueId(attributes);
      else if (name === 'AvailStatusMessage') item = openItem(attributes, frame, context);
      else return isPointOfSale(name);
      return true;
    },
    close(name) {
      if (item === null) return;
      closeRestriction(item, name, context);
      if (name !== 'AvailStatusMessage') return;
      closeItem(item, frame, context);
      item = null;
    },
    finish: () => frame.finish(),
  };
};

function openItem(attributes: XmlAttributes, frame: AriFrame, context: OtaContext): Item {
  const place = frame.openItem();
  const faultsBefore = context.faults.all.length;
  return {
    place,
    set: {},
    faultsBefore,
    empty: Object.keys(attributes).length === 0,
    available: readBookingLimit(attributes, context),
    control: undefined,
    arrivalBased: undefined,
    awaitsPattern: false,
    recordId: undefined,
  };
}

function openInItem(
  item: Item,
  name: string,
  attributes: XmlAttributes,
  { context, frame }: { readonly context: OtaContext; readonly frame: AriFrame },
): boolean {
  item.empty = false;
  switch (name) {
    case 'StatusApplicationControl':
      frame.hotel(attributes['HotelCode']);
      item.control = readControl(attributes, context, item.control);
      return true;
    case 'UniqueID':
      item.recordId ??= recordIdOf(attributes);
      return true;
    default:
      return openRestriction(item, name, attributes, context) || isDestination(name);
  }
}

function closeItem(item: Item, frame: AriFrame, context: OtaContext): void {
  addItem(item, frame, context);
  frame.nameFaults(item);
}

function addItem(item: Item, frame: AriFrame, context: OtaContext): void {
  if (frame.closeItem(item)) return;
  const { place, control, set, available, recordId } = item;
  if (control === undefined) {
    refuse(context, OTA.missing, 'StatusApplicationControl is missing: no room and no dates', { place });
    return;
  }
  const { codes, range, days } = control;
  if (range === undefined)
    refuse(context, OTA.missing, 'Start and End are missing on StatusApplicationControl', { place });
  const setsNothing = available === undefined && Object.keys(set).length === 0;
  if (setsNothing && context.faults.all.length === item.faultsBefore) {
    refuse(context, OTA.missing, 'Nothing to set: send BookingLimit, RestrictionStatus or LengthsOfStay', {
      place,
    });
  }
  if (codes === null || range === null || range === undefined || days === undefined) return;
  frame.add({ codes, range, days, available, set, amounts: [], place, recordId });
}

/** BookingLimit, absolute only: a relative or removed limit taken as absolute would corrupt the stock. */
function readBookingLimit(attributes: XmlAttributes, context: OtaContext): number | undefined {
  const { BookingLimit: limit, BookingLimitMessageType: kind } = attributes;
  if (kind === 'AdjustLimit' || kind === 'RemoveLimit') {
    refuse(
      context,
      OTA.unable,
      `BookingLimitMessageType ${kind} is not supported; send the absolute count with SetLimit`,
      {
        code: 'UNSUPPORTED_UPDATE',
      },
    );
    return undefined;
  }
  if (kind !== undefined && kind !== 'SetLimit') {
    refuse(context, OTA.invalidValue, `BookingLimitMessageType ${quote(kind)} is not known; send SetLimit`);
    return undefined;
  }
  if (limit !== undefined) return readRoomCount('BookingLimit', limit, context);
  if (kind !== undefined)
    refuse(context, OTA.missing, 'SetLimit without BookingLimit; write the number of rooms');
  return undefined;
}

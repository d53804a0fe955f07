import type { XmlAttributes } from '../xml-reader.js';
import { readControl, type Control } from './application-control.js';
import { AriFrame, isDestination, recordIdOf } from './ari-frame.js';
import {
  isPointOfSale,
  quote,
  refuse,
  wholeNumber,
  type CreateMessageDecoder,
  type OtaContext,
  type Place,
} from './message-decoder.js';
import { OTA } from './ota-numbers.js';
import { readRoomCount } from './room-count.js';

/** The Inventory being read. */
interface Item {
  readonly place: Place;
  readonly faultsBefore: number;
  /** The sender's own number of the item, for its mapping of errors. */
  recordId: string | undefined;
  empty: boolean;
  control: Control | undefined;
  /** Bookable counts by their type; undefined where the number was no number. */
  readonly bookable: Map<string, number | undefined>;
}

/** Code list INV: 2 is definitive availability; the highest code in use is 21. */
const BOOKABLE: readonly string[] = ['2'];
const HIGHEST_COUNT_TYPE = 21;

/**
 * OTA_HotelInvCountNotifRQ: absolute counts. An Inventory without a bookable count is sold out
 * ("AlpineBits, FreeRooms": InvCounts missing means fully booked).
 */
export const createHotelInvCountNotif: CreateMessageDecoder = (context, root) => {
  const frame = new AriFrame(context, root, {
    message: 'OTA_HotelInvCountNotifRQ',
    list: 'Inventories',
    item: 'Inventory',
    allowsCompleteSet: true,
  });
  let item: Item | null = null;
  return {
    open(name, attributes) {
      if (item !== null) return openInItem(item, name, attributes, { context, frame });
      if (name === 'Inventories') frame.hotel(attributes['HotelCode']);
      else if (name === 'UniqueID') frame.uniqueId(attributes);
      else if (name === 'Inventory') item = openItem(attributes, frame, context);
      else return isPointOfSale(name);
      return true;
    },
    close(name) {
      if (name !== 'Inventory' || item === null) return;
      closeItem(item, frame, context);
      item = null;
    },
    finish: () => frame.finish(),
  };
};

function openItem(attributes: XmlAttributes, frame: AriFrame, context: OtaContext): Item {
  return {
    place: frame.openItem(),
    faultsBefore: context.faults.all.length,
    recordId: undefined,
    empty: Object.keys(attributes).length === 0,
    control: undefined,
    bookable: new Map(),
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
    case 'InvCount':
      readInvCount(item, attributes, context);
      return true;
    case 'UniqueID':
      item.recordId ??= recordIdOf(attributes);
      return true;
    default:
      return name === 'InvCounts' || isDestination(name);
  }
}

function readInvCount(item: Item, attributes: XmlAttributes, context: OtaContext): void {
  const { CountType: type, Count: count, ActionType: action } = attributes;
  if (action === 'Adjustment' || action === 'Used') {
    refuse(
      context,
      OTA.unable,
      `ActionType ${action} is not supported; send the rooms left to sell as CountType 2`,
      {
        code: 'UNSUPPORTED_UPDATE',
      },
    );
    return;
  }
  const listed = type === undefined ? null : wholeNumber(type);
  if (type === undefined || count === undefined) {
    refuse(
      context,
      OTA.missing,
      `InvCount has no ${type === undefined ? 'CountType' : 'Count'}; send CountType 2 and Count`,
    );
  } else if (listed === null || listed < 1 || listed > HIGHEST_COUNT_TYPE) {
    refuse(
      context,
      OTA.invalidValue,
      `CountType ${quote(type)} is not known; send 2 for the rooms that may be booked`,
    );
  } else {
    const rooms = readRoomCount('Count', count, context);
    const kind = String(listed);
    const { bookable_counts: bookable = BOOKABLE } = context.dialect;
    if (!bookable.includes(kind)) return;
    if (item.bookable.has(kind))
      refuse(context, OTA.invalidValue, `CountType ${kind} stands twice in one Inventory; send it once`);
    item.bookable.set(kind, rooms);
  }
}

function closeItem(item: Item, frame: AriFrame, context: OtaContext): void {
  addItem(item, frame, context);
  frame.nameFaults(item);
}

function addItem(item: Item, frame: AriFrame, context: OtaContext): void {
  if (frame.closeItem(item)) return;
  const { place, control, recordId } = item;
  if (control === undefined) {
    refuse(context, OTA.missing, 'StatusApplicationControl is missing: no room and no dates', { place });
    return;
  }
  const { codes, range, days } = control;
  if (range === undefined)
    refuse(context, OTA.missing, 'Start and End are missing on StatusApplicationControl', { place });
  if (codes === null || range === null || range === undefined || days === undefined) return;
  const { bookable_counts: bookable = BOOKABLE } = context.dialect;
  const counted = bookable.find((kind) => item.bookable.has(kind));
  const available = (counted === undefined ? undefined : item.bookable.get(counted)) ?? 0;
  frame.add({ codes, range, days, available, set: {}, amounts: [], place, recordId });
}

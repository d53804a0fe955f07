import { quote, refuse, type Place } from '../../shared/opentravel/message-decoder.js';
import { readRoomCount } from '../../shared/opentravel/room-count.js';
import type { XmlAttributes } from '../../shared/xml-reader.js';
import type { AlpineBitsContext, CreateDocumentDecoder } from '../document-decoder.js';
import { AB } from '../numbers.js';
import type { Application } from './applications.js';
import { FreeRooms } from './free-rooms.js';

/** The Inventory being read. */
interface Item {
  readonly place: Place;
  empty: boolean;
  /** undefined until its StatusApplicationControl is read, null where that was refused. */
  application: Application | null | undefined;
  counts: Map<string, number> | undefined;
  /** Something in InvCounts was refused already. */
  refused: boolean;
}

/** Code list INV, the three that the contract has, with the capability that each needs. */
const COUNT_TYPES: ReadonlyMap<string, string | null> = new Map([
  ['2', null],
  ['6', 'out_of_order'],
  ['9', 'out_of_market'],
]);
const BOOKABLE = '2';

/**
 * FreeRooms from 2020-10 on: OTA_HotelInvCountNotifRQ. All counts are absolute; what is left out is zero, so an Inventory
 * without InvCounts is fully booked ("AlpineBits, FreeRooms").
 */
export const createHotelInvCountNotif: CreateDocumentDecoder = (context, root) => {
  const set = new FreeRooms(context, root, {
    message: 'OTA_HotelInvCountNotifRQ',
    list: 'Inventories',
    item: 'Inventory',
    closingSeasons: true,
  });
  let item: Item | null = null;
  return {
    open(name, attributes) {
      if (item !== null) return openInItem(item, name, attributes, { context, set });
      if (name === 'Inventories') set.openList(attributes);
      else if (name === 'UniqueID') set.uniqueId(attributes);
      else if (name === 'Inventory') item = newItem(set.openItem(), attributes);
      else return false;
      return true;
    },
    close(name) {
      if (name !== 'Inventory' || item === null) return;
      closeItem(item, set, context);
      item = null;
    },
    finish: () => set.finish(),
  };
};

function newItem(place: Place, attributes: XmlAttributes): Item {
  const empty = Object.keys(attributes).length === 0;
  return { place, empty, application: undefined, counts: undefined, refused: false };
}

interface Around {
  readonly context: AlpineBitsContext;
  readonly set: FreeRooms;
}

function openInItem(item: Item, name: string, attributes: XmlAttributes, { context, set }: Around): boolean {
  item.empty = false;
  if (name === 'StatusApplicationControl') {
    if (item.application !== undefined)
      refuse(context, AB.invalidValue, 'A second StatusApplicationControl in one Inventory; send one each');
    item.application = set.readApplication(attributes);
    return true;
  }
  if (name === 'InvCounts') {
    item.counts ??= new Map();
    return true;
  }
  if (name !== 'InvCount') return false;
  readInvCount(item, attributes, context);
  return true;
}

function readInvCount(item: Item, attributes: XmlAttributes, context: AlpineBitsContext): void {
  const { CountType: type, Count: count, ActionType: action } = attributes;
  const before = context.faults.all.length;
  const capability = COUNT_TYPES.get(type ?? '');
  item.counts ??= new Map();
  if (action !== undefined) {
    refuse(
      context,
      AB.unsupported,
      `ActionType ${quote(action)} is not part of this contract; counts are absolute`,
      {
        code: 'UNSUPPORTED_UPDATE',
      },
    );
  } else if (type === undefined || count === undefined) {
    refuse(context, AB.missing, `InvCount has no ${type === undefined ? 'CountType' : 'Count'}; send both`);
  } else if (capability === undefined) {
    refuse(
      context,
      AB.invalidValue,
      `CountType ${quote(type)} is not one of 2 (bookable), 6 (out of order), 9 (not bookable)`,
    );
  } else if (item.counts.has(type)) {
    refuse(context, AB.invalidValue, `CountType ${type} stands twice in one Inventory; send it once`);
  } else if (capability !== null && !context.variant.accepts(capability)) {
    refuse(
      context,
      AB.unsupported,
      `CountType ${type} was not agreed on (OTA_HotelInvCountNotif_accept_${capability})`,
    );
  } else {
    item.counts.set(type, readRoomCount('Count', count, context) ?? 0);
  }
  item.refused ||= context.faults.all.length > before;
}

function closeItem(item: Item, set: FreeRooms, context: AlpineBitsContext): void {
  const { place, empty, application, counts, refused } = item;
  if (empty) {
    set.addEmpty(place);
    return;
  }
  if (application === undefined)
    refuse(context, AB.missing, 'StatusApplicationControl is missing: no room and no dates', { place });
  if (counts?.size === 0 && !refused)
    refuse(
      context,
      AB.missing,
      'InvCounts is empty; send an InvCount or leave InvCounts out for fully booked',
      { place },
    );
  if (application === undefined || application === null) return;
  const { codes, range } = application;
  if (codes === null) {
    if (counts !== undefined)
      refuse(context, AB.invalidValue, 'A closing season has no counts; leave InvCounts out', { place });
    set.addSeason(range, place);
    return;
  }
  set.addCount({ codes, range }, counts?.get(BOOKABLE) ?? 0, place);
}

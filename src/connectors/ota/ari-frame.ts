import type { AriAmount, AriUpdate, Restrictions } from '../../core/model/ari.js';
import type { DecodedContent } from '../../core/model/connector.js';
import type { XmlAttributes } from '../shared/xml-reader.js';
import type { DateRange, ProductCodes } from './application-control.js';
import { quote, refuse, type OtaContext, type Place } from './message-decoder.js';
import { OTA } from './ota-numbers.js';

/** An instruction in the pieces in which the decoders find it. */
export interface AriUpdateParts {
  readonly codes: ProductCodes;
  readonly range: DateRange;
  readonly days: readonly boolean[] | null;
  readonly available: number | undefined;
  readonly set: Restrictions;
  readonly amounts: readonly AriAmount[];
  readonly place: Place;
}

/** What the three rates and availability messages have in common: one hotel, a list of items, delta or complete set. */
export interface AriFrame {
  /** One instruction, in document order. */
  add(update: AriUpdateParts): void;
  /** A HotelCode, wherever it stands; undefined where the attribute is missing. */
  hotel(code: string | undefined): void;
  /** A UniqueID directly below the root. */
  uniqueId(attributes: XmlAttributes): void;
  openItem(): Place;
  /** @returns true when the item is the empty one that a complete set may consist of: it says nothing on its own. */
  closeItem(item: { readonly place: Place; readonly empty: boolean }): boolean;
  finish(): DecodedContent;
}

/** Type 16, or 35 where the sender purges what it knew ("AlpineBits, FreeRooms"). */
const COMPLETE_SET_TYPES: ReadonlySet<string> = new Set(['16', '35']);
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** `list` and `item` are element names, `root` the attributes of the message's root element. */
export function createAriFrame(
  context: OtaContext,
  root: XmlAttributes,
  {
    message,
    list,
    item,
    allowsCompleteSet,
  }: {
    readonly message: string;
    readonly list: string;
    readonly item: string;
    readonly allowsCompleteSet: boolean;
  },
): AriFrame {
  const listPlace = { at: `/${message}/${list}` };
  const updates: AriUpdate[] = [];
  let hotelCode: string | undefined;
  let completeSet = false;
  let items = 0;
  let emptyItem: Place | undefined;
  return {
    add(parts) {
      updates.push(toUpdate(parts));
    },
    hotel(code) {
      if (code === undefined) return;
      if (code.trim() === '')
        refuse(context, OTA.invalidHotel, 'HotelCode is empty; write your code of the hotel');
      else if (hotelCode !== undefined && hotelCode !== code) {
        const both = `${quote(hotelCode)} and ${quote(code)}`;
        refuse(context, OTA.invalidHotel, `Two hotels in one message: ${both}; send one message per hotel`);
        return;
      }
      hotelCode = code;
    },
    uniqueId({ Type: type, Instance: instance }) {
      if (allowsCompleteSet && instance === 'CompleteSet' && COMPLETE_SET_TYPES.has(type ?? ''))
        completeSet = true;
    },
    openItem() {
      items++;
      return context.here();
    },
    closeItem({ place, empty }) {
      if (!empty || !completeSet) return false;
      emptyItem = place;
      return true;
    },
    finish() {
      if (hotelCode === undefined) {
        refuse(context, OTA.missing, `HotelCode is missing on ${list}; write your code of the hotel`, {
          place: listPlace,
        });
      }
      if (items === 0 && !completeSet) {
        refuse(context, OTA.missing, `The message has no ${item}, so it says nothing`, { place: listPlace });
      }
      if (emptyItem !== undefined && items > 1) {
        const remedy = `send it alone to empty the set, or leave it out`;
        refuse(context, OTA.missing, `An empty ${item} among others; ${remedy}`, { place: emptyItem });
      }
      return {
        kind: 'ari',
        ari: {
          hotel_code: hotelCode ?? '',
          complete_set: completeSet,
          rate_absent: 'every_rate',
          sent_at: readTimestamp(root['TimeStamp']),
          updates,
        },
      };
    },
  };
}

/** Field by field: spreading objects costs a tenth of the whole decode. */
function toUpdate({ codes, range, days, available, set, amounts, place }: AriUpdateParts): AriUpdate {
  const update = {
    room_code: codes.room_code,
    unit_code: codes.unit_code,
    rate_code: codes.rate_code,
    from: range.from,
    to: range.to,
    days,
    set,
    amounts,
    at: place.at,
    line: place.line,
  };
  return available === undefined ? update : Object.assign(update, { available });
}

/** A sender's clock without offset says nothing: its zone is unknown. */
function readTimestamp(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  const time = TIMESTAMP.test(trimmed) ? new Date(trimmed) : null;
  return time === null || Number.isNaN(time.getTime()) ? null : time.toISOString();
}

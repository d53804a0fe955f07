import type { AriAmount, AriUpdate, Restrictions } from '../../core/model/ari.js';
import type { DecodedContent } from '../../core/model/connector.js';
import type { XmlAttributes } from '../shared/xml-reader.js';
import type { DateRange, ProductCodes } from './application-control.js';
import { quote, refuse, type OtaContext, type Place } from './message-decoder.js';
import { OTA } from './ota-numbers.js';

/** An instruction in the pieces in which the decoders find it. */
interface AriUpdateParts {
  readonly codes: ProductCodes;
  readonly range: DateRange;
  readonly days: readonly boolean[] | null;
  readonly available: number | undefined;
  readonly set: Restrictions;
  readonly amounts: readonly AriAmount[];
  readonly place: Place;
}

/** The element names of one kind of message, and whether it may replace what is known. */
interface AriGrammar {
  readonly message: string;
  readonly list: string;
  readonly item: string;
  readonly allowsCompleteSet: boolean;
}

/** Type 16, or 35 where the sender purges what it knew ("AlpineBits, FreeRooms"). */
const COMPLETE_SET_TYPES: ReadonlySet<string> = new Set(['16', '35']);
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** What the three rates and availability messages have in common: one hotel, a list of items, delta or complete set. */
export class AriFrame {
  private readonly updates: AriUpdate[] = [];
  private hotelCode: string | undefined;
  private completeSet = false;
  private items = 0;
  private emptyItem: Place | undefined;

  /** `root` are the attributes of the message's root element. */
  constructor(
    private readonly context: OtaContext,
    private readonly root: XmlAttributes,
    private readonly grammar: AriGrammar,
  ) {}

  /** One instruction, in document order. */
  add(parts: AriUpdateParts): void {
    this.updates.push(toUpdate(parts));
  }

  /** A HotelCode, wherever it stands; undefined where the attribute is missing. */
  hotel(code: string | undefined): void {
    if (code === undefined) return;
    const { context, hotelCode: before } = this;
    if (code.trim() === '') {
      refuse(context, OTA.invalidHotel, 'HotelCode is empty; write your code of the hotel');
    } else if (before !== undefined && before !== code) {
      const both = `${quote(before)} and ${quote(code)}`;
      refuse(context, OTA.invalidHotel, `Two hotels in one message: ${both}; send one message per hotel`);
    }
    this.hotelCode ??= code;
  }

  /** A UniqueID directly below the root. */
  uniqueId({ Type: type, Instance: instance }: XmlAttributes): void {
    const marks = instance === 'CompleteSet' && COMPLETE_SET_TYPES.has(type ?? '');
    if (this.grammar.allowsCompleteSet && marks) this.completeSet = true;
  }

  openItem(): Place {
    this.items++;
    return this.context.here();
  }

  /** @returns true when the item is the empty one that a complete set may consist of: it says nothing on its own. */
  closeItem({ place, empty }: { readonly place: Place; readonly empty: boolean }): boolean {
    if (!empty || !this.completeSet) return false;
    this.emptyItem = place;
    return true;
  }

  finish(): DecodedContent {
    this.judge();
    const { completeSet, updates } = this;
    return {
      kind: 'ari',
      ari: {
        hotel_code: this.hotelCode ?? '',
        complete_set: completeSet,
        rate_absent: 'every_rate',
        sent_at: readTimestamp(this.root['TimeStamp']),
        updates,
      },
    };
  }

  private judge(): void {
    const { context, emptyItem, items } = this;
    const { message, list, item } = this.grammar;
    const place = { at: `/${message}/${list}` };
    if (this.hotelCode === undefined) {
      refuse(context, OTA.missing, `HotelCode is missing on ${list}; write your code of the hotel`, {
        place,
      });
    }
    if (items === 0 && !this.completeSet) {
      refuse(context, OTA.missing, `The message has no ${item}, so it says nothing; send at least one`, {
        place,
      });
    }
    if (emptyItem !== undefined && items > 1) {
      const remedy = 'send it alone to empty the set, or leave it out';
      refuse(context, OTA.missing, `An empty ${item} among others; ${remedy}`, { place: emptyItem });
    }
  }
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

import type { AriAmount, AriUpdate, Restrictions } from '../../../core/model/ari.js';
import type { DecodedContent } from '../../../core/model/connector.js';
import type { XmlAttributes } from '../xml-reader.js';
import type { DateRange, ProductCodes } from './application-control.js';
import { findRepeatedNight } from './repeated-nights.js';
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
  readonly recordId?: string | undefined;
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
  /** Faults that were found before the item being read. */
  private faultsBefore = 0;

  /** `root` are the attributes of the message's root element. */
  constructor(
    private readonly context: OtaContext,
    private readonly root: XmlAttributes,
    private readonly grammar: AriGrammar,
  ) {}

  /** One instruction, in document order; nothing of an item that is wrong where each is judged by itself. */
  add(parts: AriUpdateParts): void {
    if (this.context.faults.count > this.faultsBefore) return;
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
    this.faultsBefore = this.context.faults.count;
    this.items++;
    return this.context.here();
  }

  /** The item's own number goes with what was found wrong in it ("SynXis": a counter for the mapping of errors). */
  nameFaults({ recordId, faultsBefore }: { recordId: string | undefined; faultsBefore: number }): void {
    if (recordId !== undefined) this.context.faults.nameSince(faultsBefore, recordId);
  }

  /** @returns true when the item is the empty one that a complete set may consist of: it says nothing on its own. */
  closeItem({ place, empty }: { readonly place: Place; readonly empty: boolean }): boolean {
    if (!empty || !this.completeSet) return false;
    this.emptyItem = place;
    return true;
  }

  finish(): DecodedContent {
    this.judge();
    this.refuseRepeated();
    const { completeSet, updates } = this;
    const { dialect } = this.context;
    return {
      kind: 'ari',
      ari: {
        hotel_code: this.hotelCode ?? '',
        complete_set: completeSet,
        rate_absent: dialect.rate_absent,
        ...(dialect.duplicate_dates === 'first' ? { order: 'first' as const } : {}),
        ...(dialect.stock_level === 'rate_plan' ? { stock_level: 'rate_plan' as const } : {}),
        sent_at: readTimestamp(this.root['TimeStamp']),
        updates,
      },
    };
  }

  private refuseRepeated(): void {
    const { context, updates } = this;
    if (context.dialect.duplicate_dates !== 'refuse' || !context.faults.isEmpty) return;
    const repeated = findRepeatedNight(updates);
    if (repeated === null) return;
    const { at, line } = repeated.update;
    const message =
      repeated.date === null
        ? 'The message has too many nights to be sure that none is set twice; split it'
        : `${repeated.date} is set twice in one message; send each night once`;
    refuse(context, OTA.invalidRange, message, { place: { at, line } });
  }

  private judge(): void {
    const { context, emptyItem, items } = this;
    const { message, list, item } = this.grammar;
    const place = { at: `/${message}/${list}` };
    if (this.hotelCode === undefined && context.dialect.hotel_code !== 'optional') {
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
function toUpdate(parts: AriUpdateParts): AriUpdate {
  const { codes, range, days, available, set, amounts, place, recordId } = parts;
  const update = {
    room_code: codes.room_code,
    unit_code: codes.unit_code,
    rate_code: codes.rate_code,
    from: range.from,
    to: range.to,
    days,
    set,
    // As long as it is: one that was added to keeps room for more, and there are tens of thousands.
    amounts: amounts.slice(),
    at: place.at,
    line: place.line,
  };
  if (recordId !== undefined) Object.assign(update, { record_id: recordId });
  return available === undefined ? update : Object.assign(update, { available });
}

const REFERENCE = '16';

/** The UniqueID inside an item, where it is the sender's reference. */
export function recordIdOf({ Type: type, ID: id }: XmlAttributes): string | undefined {
  return type === REFERENCE && id !== undefined && id.length <= 64 ? id : undefined;
}

/** Whom a sender has in mind beside us ("SynXis"); who receives it is meant. */
export function isDestination(name: string): boolean {
  return name === 'DestinationSystemCodes' || name === 'DestinationSystemCode';
}

/** A sender's clock without offset says nothing: its zone is unknown. */
export function readTimestamp(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  const time = TIMESTAMP.test(trimmed) ? new Date(trimmed) : null;
  return time === null || Number.isNaN(time.getTime()) ? null : time.toISOString();
}

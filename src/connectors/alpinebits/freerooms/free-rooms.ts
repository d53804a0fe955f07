import type { AriUpdate } from '../../../core/model/ari.js';
import type { DecodedContent } from '../../../core/model/connector.js';
import type { DateRange } from '../../shared/opentravel/application-control.js';
import { quote, refuse, type Place } from '../../shared/opentravel/message-decoder.js';
import { readTimestamp } from '../../shared/opentravel/ari-frame.js';
import type { XmlAttributes } from '../../shared/xml-reader.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { readHotel } from '../hotel-identity.js';
import { AB } from '../numbers.js';
import type { RoomCodes } from './room-codes.js';
import { Applications, type Application } from './applications.js';
import { Overlaps } from './overlaps.js';

/** The element names of one of the two grammars. */
export interface FreeRoomsGrammar {
  readonly message: string;
  readonly list: string;
  readonly item: string;
  /** Whether it has AllInvCode, for the seasons in which the hotel is closed. */
  readonly closingSeasons: boolean;
}

/** 16 asks for a complete set; 35 says that what was known is purged ("AlpineBits, FreeRooms"). */
const COMPLETE_SET_TYPES: ReadonlySet<string> = new Set(['16', '35']);

/** What both grammars of FreeRooms have in common: one hotel, delta or complete set, rooms or categories, closing seasons. */
export class FreeRooms {
  private readonly updates: AriUpdate[] = [];
  private readonly overlaps = new Overlaps();
  private hotelCode: string | null = null;
  private lists = 0;
  private items = 0;
  private emptyItem: Place | null = null;
  private completeSet = false;
  private readonly applications: Applications;

  constructor(
    private readonly context: AlpineBitsContext,
    private readonly root: XmlAttributes,
    private readonly grammar: FreeRoomsGrammar,
  ) {
    this.applications = new Applications(context);
  }

  /** The UniqueID below the root: only a complete set has one. */
  uniqueId({ Type: type, Instance: instance }: XmlAttributes): void {
    if (instance === 'CompleteSet' && COMPLETE_SET_TYPES.has(type ?? '')) {
      this.completeSet = true;
      return;
    }
    const given = `Type ${quote(type ?? '')}, Instance ${quote(instance ?? '')}`;
    refuse(
      this.context,
      AB.invalidValue,
      `UniqueID has ${given}; send Type 16 and Instance CompleteSet, or none`,
    );
  }

  openList(attributes: XmlAttributes): void {
    if (++this.lists > 1) {
      refuse(this.context, AB.invalidValue, `A second ${this.grammar.list}; send one hotel per message`);
      return;
    }
    this.hotelCode = readHotel(attributes, this.context);
  }

  openItem(): Place {
    this.items++;
    return this.context.here();
  }

  /** The item says nothing: alone in a complete set that empties it. */
  addEmpty(place: Place): void {
    this.emptyItem = place;
  }

  /** A StatusApplicationControl. @returns null after adding a fault. */
  readApplication(attributes: XmlAttributes): Application | null {
    const { completeSet, grammar } = this;
    return this.applications.read(attributes, { completeSet, closingSeasons: grammar.closingSeasons });
  }

  /** The rooms left of one category, or of one room. */
  addCount({ codes, range }: { codes: RoomCodes; range: DateRange }, available: number, place: Place): void {
    const { from, to } = range;
    this.add({
      ...codes,
      rate_code: null,
      from,
      to,
      days: null,
      available,
      set: {},
      amounts: [],
      ...place,
    });
  }

  /** A season in which the whole hotel is closed: nothing is left, and it is a stop-sell as well. */
  addSeason({ from, to }: DateRange, place: Place): void {
    const everyRoom = { room_code: null, unit_code: null, rate_code: null };
    const set = { closed: true };
    this.add({ ...everyRoom, from, to, days: null, available: 0, set, amounts: [], ...place });
  }

  finish(): DecodedContent | null {
    this.judge();
    const { completeSet, hotelCode, updates, root } = this;
    return {
      kind: 'ari',
      ari: {
        hotel_code: hotelCode ?? '',
        complete_set: completeSet,
        ...(completeSet ? { replaces_closed: true } : {}),
        rate_absent: 'room',
        sent_at: readTimestamp(root['TimeStamp']),
        updates,
      },
    };
  }

  private add(update: AriUpdate): void {
    this.updates.push(update);
    this.overlaps.add(update);
  }

  private judge(): void {
    const { context, grammar, items, completeSet, emptyItem } = this;
    const at = { place: { at: `/${grammar.message}` } };
    const inList = { place: { at: `/${grammar.message}/${grammar.list}` } };
    if (this.lists === 0) refuse(context, AB.missing, `${grammar.list} is missing`, at);
    else if (items === 0)
      refuse(
        context,
        AB.missing,
        `${grammar.list} has no ${grammar.item}; send one, an empty one to empty the set`,
        inList,
      );
    if (!completeSet && !context.variant.accepts('deltas'))
      refuse(context, AB.missing, 'UniqueID is missing: deltas were not agreed on, send a complete set', at);
    if (emptyItem !== null && !completeSet)
      refuse(
        context,
        AB.missing,
        `An empty ${grammar.item} without UniqueID Instance CompleteSet says nothing`,
        { place: emptyItem },
      );
    if (emptyItem !== null && items > 1)
      refuse(
        context,
        AB.invalidValue,
        `An empty ${grammar.item} among others; send it alone to empty the set`,
        { place: emptyItem },
      );
    for (const { update, message } of this.overlaps.all()) {
      const place = { at: update.at, ...(update.line === undefined ? {} : { line: update.line }) };
      refuse(context, AB.invalidRange, message, { place });
    }
  }
}

import { readRange, type DateRange } from '../../shared/opentravel/application-control.js';
import { booleanOf, quote, refuse } from '../../shared/opentravel/message-decoder.js';
import type { XmlAttributes } from '../../shared/xml-reader.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { AB } from '../numbers.js';
import { readCodes, type RoomCodes } from './room-codes.js';

/** Where an item applies: a room category, one room of it, or the whole hotel (null). */
export interface Application {
  readonly codes: RoomCodes | null;
  readonly range: DateRange;
}

/** What of the message stands around an item. */
export interface Around {
  readonly closingSeasons: boolean;
  readonly completeSet: boolean;
}

/** The StatusApplicationControls of one message: closing seasons first, then rooms or categories, never mixed. */
export class Applications {
  private level: 'room' | 'category' | null = null;

  constructor(private readonly context: AlpineBitsContext) {}

  /** @returns null after adding a fault. */
  read(attributes: XmlAttributes, around: Around): Application | null {
    const { context } = this;
    const range = readRange(attributes, context);
    if (range === undefined)
      refuse(context, AB.missing, 'Start and End are missing; write the first and the last night');
    if (range === null || range === undefined) return null;
    const all = attributes['AllInvCode'];
    const closes = all === undefined ? false : booleanOf(all);
    if (closes === null) {
      refuse(context, AB.invalidValue, `AllInvCode ${quote(all ?? '')} is not true or false`);
      return null;
    }
    if (closes) return this.maySetSeason(attributes, around) ? { codes: null, range } : null;
    const codes = readCodes(attributes, context);
    return codes === null || !this.mayCount(codes) ? null : { codes, range };
  }

  private maySetSeason(attributes: XmlAttributes, { closingSeasons, completeSet }: Around): boolean {
    const { context } = this;
    const before = context.faults.all.length;
    if (!closingSeasons || !context.variant.accepts('closing_seasons')) {
      const capability = 'OTA_HotelInvCountNotif_accept_closing_seasons';
      refuse(context, AB.unsupported, `Closing seasons were not agreed on (${capability})`);
    }
    if (attributes['InvTypeCode'] !== undefined || attributes['InvCode'] !== undefined)
      refuse(context, AB.invalidValue, 'AllInvCode stands beside a room code; send one of the two');
    if (!completeSet) {
      const remedy = 'send it with UniqueID Instance CompleteSet';
      refuse(context, AB.invalidValue, `A closing season outside a complete set; ${remedy}`);
    }
    if (this.level !== null)
      refuse(context, AB.invalidValue, 'A closing season after counts; send the closing seasons first');
    return context.faults.all.length === before;
  }

  /** "AlpineBits, FreeRooms": rooms and categories are capabilities of their own. */
  private mayCount({ unit_code: unit }: RoomCodes): boolean {
    const { context } = this;
    const level = unit === null ? 'category' : 'room';
    if (this.level !== null && this.level !== level) {
      const remedy = 'send one kind (InvCode everywhere or nowhere)';
      refuse(context, AB.invalidValue, `Room categories and distinct rooms in one message; ${remedy}`);
      return false;
    }
    this.level = level;
    const capability = level === 'room' ? 'rooms' : 'categories';
    if (context.variant.accepts(capability)) return true;
    const what = level === 'room' ? 'Distinct rooms (InvCode)' : 'Room categories (InvTypeCode alone)';
    refuse(context, AB.unsupported, `${what} were not agreed on (accept_${capability})`);
    return false;
  }
}

import type { AriAmount, AriUpdate, Restrictions } from '../../core/model/ari.js';
import type { DecodedContent } from '../../core/model/connector.js';
import type { Dialect } from '../../core/model/dialect.js';
import type { FaultList } from '../shared/fault-list.js';
import { attributeOf, childrenOf, textOf, type XmlNode } from '../shared/xml-tree.js';
import { readPrices } from './bxml-prices.js';
import { dateRanges, type Nights } from './bxml-dates.js';
import { readRestrictions, readRoomsToSell } from './bxml-restrictions.js';

/** Elements of which a request may have hundreds: a fault's path says which one. */
export const BXML_LIST_ITEMS: ReadonlySet<string> = new Set(['room', 'date', 'reservation']);

/**
 * `POST /hotels/xml/availability` ("Booking.com, B.XML"): per room its dates, each with a rate or for the room itself. An item that
 * is wrong is refused alone; what one date sets twice counts the first time.
 */
export function readAvailability(root: XmlNode, faults: FaultList, dialect: Dialect): DecodedContent | null {
  const rooms = childrenOf(root, 'room');
  if (rooms.length === 0) {
    const message = 'room is missing, so the request says nothing; send at least one';
    faults.add({ code: 'VALIDATION', message, place: root.place });
    return null;
  }
  const updates = rooms.flatMap((room) => readRoom(room, faults));
  if (updates.length === 0) return null;
  return {
    kind: 'ari',
    ari: {
      hotel_code: textOf(root, 'hotel_id') ?? '',
      complete_set: false,
      rate_absent: dialect.rate_absent,
      order: dialect.duplicate_dates === 'last' ? 'last' : 'first',
      stock_level: dialect.stock_level,
      sent_at: null,
      updates,
    },
  };
}

function readRoom(room: XmlNode, faults: FaultList): AriUpdate[] {
  const room_code = attributeOf(room, 'id');
  const dates = childrenOf(room, 'date');
  if (room_code === null) add(faults, room, 'id is missing on room; write the id of the room');
  else if (dates.length === 0)
    add(faults, room, 'The room has no date, so nothing is meant; send at least one');
  else return dates.flatMap((date) => readDate(date, room_code, faults));
  return [];
}

/** Nothing of a date where one of its values is wrong. */
function readDate(date: XmlNode, room_code: string, faults: FaultList): AriUpdate[] {
  const before = faults.count;
  const ranges = dateRanges(date, faults);
  const available = readRoomsToSell(date, faults);
  const rates = childrenOf(date, 'rate');
  const parts =
    rates.length === 0
      ? [readPart(date, { rate_code: null, sources: [date] }, faults)]
      : rates.map((rate) => readRate(rate, date, faults));
  const [first] = parts;
  const empty = available === undefined && parts.every((part) => saysNothing(part));
  if (faults.count === before && empty) {
    add(faults, date, 'The date sets nothing: send roomstosell, price, closed or a restriction');
  }
  if (faults.count > before) return [];
  const withCount = parts.map((part) =>
    part === first && available !== undefined ? { ...part, available } : part,
  );
  const told = withCount.filter((part) => 'available' in part || !saysNothing(part));
  return ranges.flatMap((range) => told.map((part) => toUpdate(part, { room_code, range, date })));
}

interface Part {
  readonly rate_code: string | null;
  readonly set: Restrictions;
  readonly amounts: readonly AriAmount[];
  readonly available?: number;
}

/** A rate's own values stand inside it or beside it. */
function readRate(rate: XmlNode, date: XmlNode, faults: FaultList): Part {
  const rate_code = attributeOf(rate, 'id');
  if (rate_code === null) add(faults, rate, 'id is missing on rate; write the id of the rate plan');
  return readPart(date, { rate_code, sources: [date, rate] }, faults);
}

function readPart(
  date: XmlNode,
  { rate_code, sources }: { readonly rate_code: string | null; readonly sources: readonly XmlNode[] },
  faults: FaultList,
): Part {
  const set: Restrictions = {};
  for (const source of sources) Object.assign(set, readRestrictions(source, faults));
  const currency =
    sources.map((source) => textOf(source, 'currencycode')).find((code) => code !== null) ?? null;
  const amounts = sources.flatMap((source) => readPrices(source, currency, faults));
  if (rate_code === null && amounts.length > 0 && childrenOf(date, 'rate').length === 0) {
    add(faults, date, 'A price without rate; send <rate id="..."/> beside it');
  }
  return { rate_code, set, amounts };
}

function saysNothing({ set, amounts }: Part): boolean {
  return amounts.length === 0 && Object.keys(set).length === 0;
}

function toUpdate(
  { rate_code, set, amounts, available }: Part,
  { room_code, range, date }: { readonly room_code: string; readonly range: Nights; readonly date: XmlNode },
): AriUpdate {
  const { at, line } = date.place;
  return {
    room_code,
    unit_code: null,
    rate_code,
    ...range,
    days: null,
    ...(available === undefined ? {} : { available }),
    set,
    amounts,
    at,
    ...(line === undefined ? {} : { line }),
  };
}

function add(faults: FaultList, { place }: XmlNode, message: string): void {
  faults.add({ code: 'VALIDATION', message, place });
}

import type { AriAmount, Restrictions } from '../../core/model/ari.js';
import type { AriPush, ChannelSettings, PushCell, WireRequest } from '../../core/model/channel-codec.js';
import { coalesce, type CellRange } from '../shared/coalesce.js';
import { byMonth, nightsIn } from '../shared/split-ranges.js';
import { element, writeXml, type XmlElement } from '../shared/xml-writer.js';
import { headersOf } from './headers.js';
import { MAX_ROOMS_TO_SELL, PATHS } from './profile.js';

type Values = Omit<PushCell, 'room_code' | 'rate_code' | 'date'>;
type Dates = CellRange<Values>;

/** B.XML: one request per calendar month; in it each room with its dates, all values of a date and rate in one element. */
export function encodeBxml({ cells }: AriPush, settings: ChannelSettings): readonly WireRequest[] {
  return [...byMonth(coalesce(oneCellANight(cells), valuesOf)).values()].map((dates) => {
    const rooms = byRoom(dates);
    const root = element(
      'request',
      {},
      element('version', {}, '1.0'),
      ...[...rooms].map(([id, ofRoom]) => element('room', { id }, ...ofRoom.map(dateElement))),
    );
    return {
      method: 'POST',
      path: PATHS.bxml,
      headers: headersOf(settings),
      body: writeXml(root),
      message: 'request',
      items: dates.map(({ room_code, rate_code, from, to }) => ({ room_code, rate_code, from, to })),
      values: dates.reduce((sum, range) => sum + nightsIn(range) * countOf(range.value), 0),
    };
  });
}

function byRoom(dates: readonly Dates[]): Map<string, Dates[]> {
  const rooms = new Map<string, Dates[]>();
  for (const range of dates) rooms.set(range.room_code, [...(rooms.get(range.room_code) ?? []), range]);
  return rooms;
}

/** Of two elements for one date only the first would count: what cells say of the same night stands in one. */
function oneCellANight(cells: readonly PushCell[]): PushCell[] {
  const nights = new Map<string, PushCell>();
  for (const cell of cells.flatMap(splitCount)) {
    const key = JSON.stringify([cell.room_code, cell.rate_code, cell.date]);
    nights.set(key, { ...nights.get(key), ...cell });
  }
  return [...nights.values()];
}

/** The count is the room's: it stands apart from what is said of one rate. */
function splitCount({ available, ...cell }: PushCell): PushCell[] {
  if (available === undefined) return [cell];
  const { room_code, date, rate_code } = cell;
  if (rate_code === null) return [{ ...cell, available }];
  return [{ room_code, rate_code: null, date, available }, cell];
}

function valuesOf({
  room_code: _room,
  rate_code: _rate,
  date: _date,
  ...values
}: PushCell): Values | undefined {
  return countOf(values) === 0 ? undefined : values;
}

function countOf(values: Values): number {
  const set = Object.values(values).filter((value) => value !== undefined && !Array.isArray(value)).length;
  return set + (values.amounts?.length ?? 0);
}

function dateElement({ from, to, rate_code, value }: Dates): XmlElement {
  const { available, amounts = [], ...restrictions } = value;
  const currency = amounts.find((amount) => amount.currency !== null)?.currency ?? null;
  return element(
    'date',
    from === to ? { value: from } : { from, to },
    currency === null ? undefined : element('currencycode', {}, currency),
    rate_code === null ? undefined : element('rate', { id: rate_code }),
    available === undefined
      ? undefined
      : element('roomstosell', {}, String(Math.min(available, MAX_ROOMS_TO_SELL))),
    ...pricesOf(amounts),
    ...restrictionElements(restrictions),
  );
}

/** `price` for the room, `price1` for one guest alone; other parties by number. A surcharge for one more has no place here. */
function pricesOf(amounts: readonly AriAmount[]): XmlElement[] {
  const base = amounts.filter(({ extra }) => extra === undefined);
  return base.map(({ guests, amount }) => {
    if (guests === null) return element('price', {}, amount);
    if (guests === 1) return element('price1', {}, amount);
    return element('occupancy', { persons: guests }, element('price', {}, amount));
  });
}

const ELEMENTS: readonly (readonly [keyof Restrictions, string])[] = [
  ['closed', 'closed'],
  ['min_advance_days', 'min_advance_res'],
  ['max_advance_days', 'max_advance_res'],
  ['min_stay_through', 'minimumstay'],
  ['max_stay_through', 'maximumstay'],
  ['min_stay_arrival', 'minimumstay_arrival'],
  ['max_stay_arrival', 'maximumstay_arrival'],
  ['closed_to_arrival', 'closedonarrival'],
  ['closed_to_departure', 'closedondeparture'],
];

/** 0 lifts a limit. */
function restrictionElements(restrictions: Restrictions): XmlElement[] {
  return ELEMENTS.flatMap(([field, name]) => {
    const value = restrictions[field];
    if (value === undefined) return [];
    const number = typeof value === 'boolean' ? (value ? 1 : 0) : (value ?? 0);
    return [element(name, {}, field.endsWith('advance_days') ? `${number}D` : String(number))];
  });
}

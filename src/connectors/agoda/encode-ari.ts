import type { AriAmount } from '../../core/model/ari.js';
import type {
  AriPush,
  ChannelSettings,
  PushCell,
  WireItem,
  WireRequest,
} from '../../core/model/channel-codec.js';
import { basicAuth } from '../shared/basic-auth.js';
import { coalesce, type CellRange } from '../shared/coalesce.js';
import { nightsIn } from '../shared/split-ranges.js';
import { element, writeXml, type XmlElement } from '../shared/xml-writer.js';
import { encodeOta } from './encode-ota.js';
import { PATHS } from './profile.js';

/** One request a property: what is sold of its rooms, then restrictions and prices of its rate plans. */
export function encodeAri(push: AriPush, settings: ChannelSettings): readonly WireRequest[] {
  if (settings.dialect === 'agoda-ota') return encodeOta(push, settings);
  const rooms = coalesce(push.cells, roomValue);
  const rates = coalesce(push.cells, rateValue);
  if (rooms.length + rates.length === 0) return [];
  const root = element(
    'request',
    { timestamp: Math.floor(Date.parse(settings.now) / 1_000), type: 10 },
    element(
      'criteria',
      { property_id: push.hotel_code },
      rooms.length === 0 ? undefined : element('inventory', {}, ...rooms.map(updateOf)),
      rates.length === 0 ? undefined : element('rate', {}, ...rates.map(updateOf)),
    ),
  );
  const ranges = [...rooms, ...rates];
  return [
    {
      method: 'POST',
      path: PATHS.ycs,
      headers: { 'content-type': 'text/xml; charset=utf-8', authorization: basicAuth(settings) },
      body: writeXml(root),
      message: 'request',
      items: ranges.map(toItem),
      values: ranges.reduce((sum, range) => sum + countOf(range.value) * nightsIn(range), 0),
    },
  ];
}

type Value = Pick<
  PushCell,
  | 'available'
  | 'closed'
  | 'closed_to_arrival'
  | 'closed_to_departure'
  | 'min_stay_arrival'
  | 'max_stay_arrival'
  | 'amounts'
>;
const RESTRICTIONS = [
  'closed',
  'closed_to_arrival',
  'closed_to_departure',
  'min_stay_arrival',
  'max_stay_arrival',
] as const;

/** A cell of the room itself; the count goes there, whatever rate plan it came with. */
function roomValue(cell: PushCell): Value | undefined {
  return cell.rate_code === null ? filled({ ...cell, amounts: undefined }) : undefined;
}

function rateValue(cell: PushCell): Value | undefined {
  return cell.rate_code === null ? undefined : filled(cell);
}

function filled(cell: Partial<Record<keyof Value, unknown>> & object): Value | undefined {
  const names = ['available', ...RESTRICTIONS, 'amounts'] as const;
  const entries = names.flatMap((name) => (cell[name] === undefined ? [] : [[name, cell[name]] as const]));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function countOf(value: Value): number {
  return Object.keys(value).length;
}

function updateOf({ value, ...range }: CellRange<Value>): XmlElement {
  const { available, amounts } = value;
  const limits = RESTRICTIONS.filter((name) => value[name] !== undefined);
  return element(
    'update',
    { room_id: range.room_code, rateplan_id: range.rate_code ?? undefined },
    element('date_range', { from: range.from, to: range.to }),
    available === undefined ? undefined : element('allotment', {}, element('regular', {}, String(available))),
    limits.length === 0
      ? undefined
      : element('restrictions', {}, ...limits.map((name) => restriction(name, value))),
    amounts === undefined || amounts.length === 0 ? undefined : pricesOf(amounts),
  );
}

const NAMES = {
  closed: 'closed',
  closed_to_arrival: 'cta',
  closed_to_departure: 'ctd',
  min_stay_arrival: 'min_los',
  max_stay_arrival: 'max_los',
} as const;

/** null lifts: false for a flag, 0 for a length of stay. */
function restriction(name: (typeof RESTRICTIONS)[number], value: Value): XmlElement {
  const said = value[name] ?? (name.endsWith('_arrival') && name !== 'closed_to_arrival' ? 0 : false);
  return element(NAMES[name], {}, String(said));
}

function pricesOf(amounts: readonly AriAmount[]): XmlElement {
  const currency = amounts.find((amount) => amount.currency !== null)?.currency ?? undefined;
  return element('prices', { currency }, element('occupancy', {}, ...amounts.map(priceOf)));
}

function priceOf({ guests, amount, extra }: AriAmount): XmlElement {
  if (extra !== undefined) return element('extra_person', {}, amount);
  if (guests === null) return element('full', {}, amount);
  if (guests === 1 || guests === 2) return element(guests === 1 ? 'single' : 'double', {}, amount);
  return element('price', { persons: guests }, amount);
}

function toItem({ room_code, rate_code, from, to }: WireItem): WireItem {
  return { room_code, rate_code, from, to };
}

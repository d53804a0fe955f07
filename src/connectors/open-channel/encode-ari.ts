import type { AriAmount } from '../../core/model/ari.js';
import type {
  AriPush,
  ChannelSettings,
  PushCell,
  WireItem,
  WireRequest,
} from '../../core/model/channel-codec.js';
import type { JsonValue } from '../../core/model/connector.js';
import { currencyExponent } from '../../core/model/money.js';
import { coalesce, type CellRange } from '../shared/coalesce.js';
import { roomCounts } from '../shared/room-counts.js';
import { chunksOf, nightsIn } from '../shared/split-ranges.js';
import { MAX_CHANGES } from './profile.js';

type Attributes = Readonly<Record<string, JsonValue>>;

interface Change extends WireItem {
  readonly type: 'availability_changes' | 'restriction_changes';
  readonly attributes: Attributes;
  readonly values: number;
}

/** `POST changes/`: counts of room types, then what is said of their rate plans, in as few messages as the size allows. */
export function encodeAri({ hotel_code, cells }: AriPush, settings: ChannelSettings): readonly WireRequest[] {
  const changes = [
    ...roomCounts(cells).map(availabilityChange),
    ...coalesce(cells, restrictionsOf).map(restrictionChange),
  ];
  return chunksOf(changes, MAX_CHANGES).map((chunk) => ({
    method: 'POST',
    path: '/changes/',
    headers: { 'content-type': 'application/json', 'api-key': settings.password },
    body: JSON.stringify({
      data: [
        {
          type: 'changes_notification',
          attributes: {
            request_id: settings.nextId(),
            hotel_code,
            changes: chunk.map(({ type, attributes }) => ({ type, attributes })),
          },
        },
      ],
    }),
    message: 'changes',
    items: chunk.map(({ room_code, rate_code, from, to }) => ({ room_code, rate_code, from, to })),
    values: chunk.reduce((sum, change) => sum + change.values * nightsIn(change), 0),
  }));
}

function availabilityChange({ value, ...range }: CellRange<number>): Change {
  const attributes = {
    room_type_id: range.room_code,
    date_from: range.from,
    date_to: range.to,
    availability: value,
  };
  return { ...range, type: 'availability_changes', attributes, values: 1 };
}

/** What one rate plan is to have; a limit that is lifted is 1 for a minimum and 0 for a maximum. Advance days have no place here. */
function restrictionsOf(cell: PushCell): Attributes | undefined {
  if (cell.rate_code === null) return undefined;
  const maximum = cell.max_stay_arrival ?? cell.max_stay_through;
  const lifted = cell.max_stay_arrival === null || cell.max_stay_through === null;
  const rates = (cell.amounts ?? []).filter(({ extra }) => extra === undefined).map(rateOf);
  const attributes: Record<string, JsonValue | undefined> = {
    rates: rates.length === 0 ? undefined : rates,
    stop_sell: flag(cell.closed),
    closed_to_arrival: flag(cell.closed_to_arrival),
    closed_to_departure: flag(cell.closed_to_departure),
    min_stay_arrival: cell.min_stay_arrival === null ? 1 : cell.min_stay_arrival,
    min_stay_through: cell.min_stay_through === null ? 1 : cell.min_stay_through,
    max_stay: maximum ?? (lifted ? 0 : undefined),
  };
  const told = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return told.length === 0 ? undefined : Object.fromEntries(told);
}

function flag(value: boolean | null | undefined): boolean | undefined {
  return value === undefined ? undefined : value === true;
}

function rateOf({ amount, currency, guests }: AriAmount): JsonValue {
  return {
    rate: amount,
    currency,
    fraction_size: currency === null ? 2 : currencyExponent(currency),
    ...(guests === null ? {} : { occupancy: guests }),
  };
}

function restrictionChange({ value, ...range }: CellRange<Attributes>): Change {
  const { room_code, rate_code, from, to } = range;
  const aim = { room_type_id: room_code, rate_plan_id: rate_code, date_from: from, date_to: to };
  const { rates, ...others } = value;
  const values = Object.keys(others).length + (Array.isArray(rates) ? rates.length : 0);
  return { ...range, type: 'restriction_changes', attributes: { ...aim, ...value }, values };
}

import type { AriAmount } from '../../core/model/ari.js';
import type {
  AriPush,
  ChannelSettings,
  PushCell,
  WireItem,
  WireRequest,
} from '../../core/model/channel-codec.js';
import type { JsonValue } from '../../core/model/connector.js';
import { coalesce, type CellRange } from '../shared/coalesce.js';
import { nightsIn } from '../shared/split-ranges.js';
import type { Action } from './change-item.js';
import { CHANNEX_DIALECTS, LIMITS } from './profile.js';

type Fields = Readonly<Record<string, JsonValue>>;

interface Value extends WireItem {
  readonly text: string;
}

/** Room for `{"values":[]}` around the changes. */
const FRAME_BYTES = 64;

/**
 * A push as its PMS sends it: all counts in one call, all rates and restrictions in another, in more where one would be
 * larger than 10 MB ("Channex, best practices").
 */
export function encodeAri({ hotel_code, cells }: AriPush, settings: ChannelSettings): readonly WireRequest[] {
  const counts = coalesce(cells.map(toRoom), countOf).map((range) =>
    toValue(hotel_code, range, { room_type_id: range.room_code, availability: range.value }),
  );
  const restrictions = coalesce(cells, restrictionsOf).map((range) =>
    toValue(hotel_code, range, {
      ...(range.room_code === '' ? {} : { room_type_id: range.room_code }),
      rate_plan_id: range.rate_code,
      ...range.value,
    }),
  );
  return [
    ...toRequests('availability', counts, settings),
    ...toRequests('restrictions', restrictions, settings),
  ];
}

/** The count is the room's, whatever rate plan it came with; the stop-sell of a rate plan is not. */
function toRoom({ rate_code, closed, ...cell }: PushCell): PushCell {
  return { ...cell, rate_code: null, ...(rate_code === null && closed !== undefined ? { closed } : {}) };
}

/** This contract has no stop-sell of a room type: one that is closed has nothing to sell. */
function countOf({ available, closed }: PushCell): number | undefined {
  if (closed === true) return 0;
  return available === undefined ? undefined : Math.min(available, LIMITS.available);
}

/** What one rate plan is to have; a limit that is lifted is 1 for a minimum, 0 for a maximum. Advance days have no place. */
function restrictionsOf(cell: PushCell): Fields | undefined {
  if (cell.rate_code === null) return undefined;
  const { max_stay_arrival, max_stay_through } = cell;
  const lifted = max_stay_arrival === null || max_stay_through === null;
  const fields: Record<string, JsonValue | undefined> = {
    ...ratesOf(cell.amounts ?? []),
    min_stay_arrival: cell.min_stay_arrival === null ? 1 : cell.min_stay_arrival,
    min_stay_through: cell.min_stay_through === null ? 1 : cell.min_stay_through,
    max_stay: max_stay_arrival ?? max_stay_through ?? (lifted ? 0 : undefined),
    closed_to_arrival: flag(cell.closed_to_arrival),
    closed_to_departure: flag(cell.closed_to_departure),
    stop_sell: flag(cell.closed),
  };
  const told = Object.entries(fields).filter((field): field is [string, JsonValue] => field[1] !== undefined);
  return told.length === 0 ? undefined : Object.fromEntries(told);
}

/** The price of one guest more has no place here. */
function ratesOf(amounts: readonly AriAmount[]): Readonly<Record<string, JsonValue>> {
  const prices = amounts.filter(({ extra }) => extra === undefined);
  const perRoom = prices.find(({ guests }) => guests === null);
  const rates = prices.flatMap(({ guests, amount }) =>
    guests === null ? [] : [{ occupancy: guests, rate: amount }],
  );
  return {
    ...(perRoom === undefined ? {} : { rate: perRoom.amount }),
    ...(rates.length === 0 ? {} : { rates }),
  };
}

function flag(value: boolean | null | undefined): boolean | undefined {
  return value === undefined ? undefined : value === true;
}

function toValue(property_id: string, range: CellRange<unknown>, fields: Fields): Value {
  const { room_code, rate_code, from, to } = range;
  const dates = from === to ? { date: from } : { date_from: from, date_to: to };
  return { room_code, rate_code, from, to, text: JSON.stringify({ property_id, ...dates, ...fields }) };
}

function toRequests(action: Action, values: readonly Value[], settings: ChannelSettings): WireRequest[] {
  const requests: WireRequest[] = [];
  const most = (CHANNEX_DIALECTS[0].limits.body_bytes ?? Infinity) - FRAME_BYTES;
  for (let at = 0; at < values.length;) {
    const start = at;
    for (let bytes = 0; at < values.length; at++) {
      bytes += Buffer.byteLength(values[at]?.text ?? '') + 1;
      if (bytes > most && at > start) break;
    }
    requests.push(toRequest(action, values.slice(start, at), settings));
  }
  return requests;
}

function toRequest(action: Action, values: readonly Value[], { password }: ChannelSettings): WireRequest {
  return {
    method: 'POST',
    path: `/${action}`,
    headers: { 'content-type': 'application/json', 'user-api-key': password },
    body: `{"values":[${values.map(({ text }) => text).join(',')}]}`,
    message: action,
    items: values.map(({ room_code, rate_code, from, to }) => ({ room_code, rate_code, from, to })),
    values: values.reduce((sum, value) => sum + nightsIn(value), 0),
  };
}

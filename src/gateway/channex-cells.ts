import type { AriNight, AriRate } from '../core/ari/read-ari.js';
import { ROOM_RATE_MARK } from '../core/ari/room-rate-code.js';
import type { LocalDate } from '../core/model/local-date.js';

/** What filter[restrictions] may ask for ("Channex, get restrictions per rate plan"). */
export const RATE_PLAN_FIELDS = [
  'availability',
  'rate',
  'min_stay_arrival',
  'min_stay_through',
  'min_stay',
  'closed_to_arrival',
  'closed_to_departure',
  'stop_sell',
  'max_stay',
  'availability_offset',
  'max_availability',
] as const;
export type RatePlanField = (typeof RATE_PLAN_FIELDS)[number];

type Value = string | number | boolean | null;
type Cell = Partial<Record<RatePlanField, Value>>;
export type RatePlanCells = Record<string, Record<LocalDate, Cell>>;

/**
 * Nights by rate plan and date: once for each room type as ROOM:RATE, and under the plan's own id the fields that are the
 * same for all of its room types.
 */
export function ratePlanCells(nights: readonly AriNight[], fields: readonly RatePlanField[]): RatePlanCells {
  const pairs: RatePlanCells = {};
  const plans: RatePlanCells = {};
  for (const night of nights) {
    for (const rate of night.rates) {
      const all = describe(night, rate);
      const cell = Object.fromEntries(fields.map((field) => [field, all[field]])) as Cell;
      put(pairs, `${night.room_code}${ROOM_RATE_MARK}${rate.rate_code}`, { date: night.date, cell });
      const known = plans[rate.rate_code]?.[night.date];
      put(plans, rate.rate_code, {
        date: night.date,
        cell: known === undefined ? cell : shared(known, cell),
      });
    }
  }
  return { ...pairs, ...plans };
}

function put(cells: RatePlanCells, id: string, { date, cell }: { date: LocalDate; cell: Cell }): void {
  const dates = cells[id] ?? {};
  cells[id] = dates;
  dates[date] = cell;
}

function shared(one: Cell, other: Cell): Cell {
  return Object.fromEntries(
    Object.entries(one).filter(([field, value]) => other[field as RatePlanField] === value),
  );
}

/** Without a limit a minimum is 1 and a maximum 0, as this contract has no word for none. */
function describe(night: AriNight, rate: AriRate): Record<RatePlanField, Value> {
  return {
    availability: night.available_rooms,
    rate: rate.amount ?? highest(rate.occupancy_amounts),
    min_stay_arrival: rate.min_stay_arrival ?? 1,
    min_stay_through: rate.min_stay_through ?? 1,
    min_stay: Math.max(rate.min_stay_arrival ?? 1, rate.min_stay_through ?? 1),
    closed_to_arrival: rate.closed_to_arrival,
    closed_to_departure: rate.closed_to_departure,
    stop_sell: rate.closed || night.closed,
    max_stay: rate.max_stay_arrival ?? rate.max_stay_through ?? 0,
    availability_offset: 0,
    max_availability: null,
  };
}

/** The price for the largest party, which is a plan's primary one. */
function highest(amounts: Readonly<Record<string, string>> | null): string | null {
  const levels = Object.keys(amounts ?? {}).filter((level) => level !== 'extra');
  const top = levels.sort((a, b) => Number(b) - Number(a))[0];
  return top === undefined ? null : (amounts?.[top] ?? null);
}

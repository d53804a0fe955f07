import type { AriAmount, Restrictions } from '../../src/core/model/ari.js';
import type { CalendarCell } from '../../src/connectors/shared/calendar.js';

/** What a guest meets on one night of a room under a rate plan, however a contract spreads it over cells. */
export interface NightView {
  readonly available: number | null;
  readonly closed: boolean;
  readonly closed_to_arrival: boolean;
  readonly closed_to_departure: boolean;
  readonly min_stay_arrival: number | null;
  readonly max_stay_arrival: number | null;
  readonly min_stay_through: number | null;
  readonly max_stay_through: number | null;
  readonly min_advance_days: number | null;
  readonly max_advance_days: number | null;
  /** For one guest and for two, decimal text. */
  readonly prices: readonly (string | null)[];
}

/** Longest stay that is a limit; contracts lift one with 0 or 999. */
const LONGEST = 366;

export function nightOf(room: CalendarCell | undefined, rate: CalendarCell | undefined): NightView {
  const number = (field: keyof Restrictions, none: (value: number) => boolean): number | null => {
    const value = rate?.[field] ?? room?.[field];
    return typeof value !== 'number' || none(value) ? null : value;
  };
  const flag = (field: keyof Restrictions): boolean => room?.[field] === true || rate?.[field] === true;
  const short = (value: number): boolean => value <= 1;
  const long = (value: number): boolean => value === 0 || value > LONGEST;
  return {
    available: room?.available ?? rate?.available ?? null,
    closed: flag('closed'),
    closed_to_arrival: flag('closed_to_arrival'),
    closed_to_departure: flag('closed_to_departure'),
    min_stay_arrival: number('min_stay_arrival', short),
    max_stay_arrival: number('max_stay_arrival', long),
    min_stay_through: number('min_stay_through', short),
    max_stay_through: number('max_stay_through', long),
    min_advance_days: number('min_advance_days', (value) => value === 0),
    max_advance_days: number('max_advance_days', () => false),
    prices: [1, 2].map((guests) => priceFor(rate?.amounts ?? [], guests)),
  };
}

function priceFor(amounts: readonly AriAmount[], guests: number): string | null {
  const base = amounts.filter(({ extra, length_of_stay }) => (extra ?? length_of_stay) === undefined);
  const found = base.find((price) => price.guests === guests) ?? base.find((price) => price.guests === null);
  return found === undefined ? null : Number(found.amount).toFixed(2);
}

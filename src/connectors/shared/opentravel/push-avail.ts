import type { Restrictions } from '../../../core/model/ari.js';
import type { PushCell } from '../../../core/model/channel-codec.js';
import { coalesce, type CellRange } from '../coalesce.js';
import { element, type XmlElement } from '../xml-writer.js';

/** What an AvailStatusMessage of a push holds beside its StatusApplicationControl, for the nights of its range. */
export interface AvailMessage extends Omit<CellRange<unknown>, 'value'> {
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children: readonly XmlElement[];
  /** Values of one night in it. */
  readonly values: number;
}

/** Where contracts of this family differ in writing restrictions. */
export interface AvailGrammar {
  /** What SetMinLOS means to the channel; the other meaning needs words of its own. */
  readonly los: 'arrival' | 'through';
  /** The Time that lifts a limit. */
  readonly noMinimum: number;
  readonly noMaximum: number;
  /** Most rooms that may be told. */
  readonly maxRooms: number;
}

interface Aspect {
  readonly values: number;
  readonly attributes?: AvailMessage['attributes'];
  readonly children?: readonly XmlElement[];
}

/**
 * The AvailStatusMessages of a push, one aspect each: the count, the stop-sell, arrival, departure, stays and advance days are
 * changed independently of each other ("pmsXchange, restrictions"; "Google, availability").
 */
export function availMessages(cells: readonly PushCell[], grammar: AvailGrammar): AvailMessage[] {
  return [
    ...messages(
      cells.map(toRoom),
      ({ available }) => available,
      (count) => bookingLimit(count, grammar),
    ),
    ...messages(
      cells,
      ({ closed }) => closed,
      (closed) => restriction({ Status: statusOf(closed) }),
    ),
    ...messages(
      cells,
      (cell) => stay(cell, grammar.los),
      (limits) => lengths(limits, grammar, grammar.los),
    ),
    ...messages(
      cells,
      (cell) => stay(cell, other(grammar.los)),
      (limits) => lengths(limits, grammar, other(grammar.los)),
    ),
    ...messages(
      cells,
      ({ closed_to_arrival: closed }) => closed,
      (closed) => restriction({ Restriction: 'Arrival', Status: statusOf(closed) }),
    ),
    ...messages(
      cells,
      ({ closed_to_departure: closed }) => closed,
      (closed) => restriction({ Restriction: 'Departure', Status: statusOf(closed) }),
    ),
    ...messages(cells, advance, ({ min, max }) =>
      restriction({ MinAdvancedBookingOffset: offsetOf(min), MaxAdvancedBookingOffset: offsetOf(max) }),
    ),
  ];
}

function messages<T>(
  cells: readonly PushCell[],
  pick: (cell: PushCell) => T | undefined,
  write: (value: T) => Aspect,
): AvailMessage[] {
  return coalesce(cells, pick).map(({ value, ...range }) => ({
    ...range,
    attributes: {},
    children: [],
    ...write(value),
  }));
}

/** The count is the room's, whatever rate plan it came with. */
function toRoom(cell: PushCell): PushCell {
  return { ...cell, rate_code: null };
}

function bookingLimit(available: number, { maxRooms }: AvailGrammar): Aspect {
  return { attributes: { BookingLimit: Math.min(available, maxRooms) }, values: 1 };
}

function restriction(attributes: XmlElement['attributes']): Aspect {
  const values = 'MinAdvancedBookingOffset' in attributes ? 2 : 1;
  return { children: [element('RestrictionStatus', attributes)], values };
}

/** A stop-sell that is lifted and one that was never set are the same to a channel. */
function statusOf(closed: boolean | null): 'Open' | 'Close' {
  return closed === true ? 'Close' : 'Open';
}

interface Limits {
  readonly min?: number | null;
  readonly max?: number | null;
}

function stay(cell: Restrictions, los: 'arrival' | 'through'): Limits | undefined {
  return limitsOf(
    los === 'arrival' ? cell.min_stay_arrival : cell.min_stay_through,
    los === 'arrival' ? cell.max_stay_arrival : cell.max_stay_through,
  );
}

function advance(cell: Restrictions): Limits | undefined {
  return limitsOf(cell.min_advance_days, cell.max_advance_days);
}

function limitsOf(min: number | null | undefined, max: number | null | undefined): Limits | undefined {
  if (min === undefined && max === undefined) return undefined;
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function other(los: 'arrival' | 'through'): 'arrival' | 'through' {
  return los === 'arrival' ? 'through' : 'arrival';
}

/**
 * SetMinLOS and SetMaxLOS in the channel's own meaning. The other meaning is told by the Forward kinds where Set...LOS is of the
 * arrival, and by ArrivalDateBased where it is not.
 */
function lengths({ min, max }: Limits, grammar: AvailGrammar, meaning: 'arrival' | 'through'): Aspect {
  const forward = grammar.los === 'arrival' && meaning === 'through';
  const based = grammar.los === 'through' && meaning === 'arrival' ? 'true' : undefined;
  const lengthOfStay = (kind: string, nights: number): XmlElement =>
    element('LengthOfStay', { MinMaxMessageType: kind, Time: nights, TimeUnit: 'Day' });
  const children = [
    min === undefined
      ? undefined
      : lengthOfStay(forward ? 'SetForwardMinStay' : 'SetMinLOS', min ?? grammar.noMinimum),
    max === undefined
      ? undefined
      : lengthOfStay(forward ? 'SetForwardMaxStay' : 'SetMaxLOS', max ?? grammar.noMaximum),
  ];
  const told = children.filter((child) => child !== undefined);
  return { children: [element('LengthsOfStay', { ArrivalDateBased: based }, ...told)], values: told.length };
}

function offsetOf(days: number | null | undefined): string | undefined {
  return days === undefined ? undefined : `P${days ?? 0}D`;
}

import fc from 'fast-check';
import type { AriUpdate } from '../../src/core/model/ari.js';
import type { AriPush, ChannelSettings, PushCell, WireRequest } from '../../src/core/model/channel-codec.js';
import type { Connector } from '../../src/core/model/connector.js';
import { addDays } from '../../src/core/model/local-date.js';
import { toCalendar, type CalendarCell } from '../../src/connectors/shared/calendar.js';

const FIRST = '2026-11-20';
const ROOMS = ['007', '1e3', 'DBL&"<'] as const;
const RATES = ['00', 'BAR'] as const;

const nights = fc.option(fc.integer({ min: 1, max: 9 }), { nil: null });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const price = fc
  .integer({ min: 1, max: 99_999 })
  .map((cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`);

export interface CellKinds {
  /** Numbers of guests that prices may be for. */
  readonly guests: readonly (number | null)[];
  readonly advance: boolean;
  readonly throughMaximum: boolean;
}

/** Cells of up to 75 nights over several months: of rooms their count and stop-sell, of rate plans the rest. No night twice. */
export function randomCells({ guests, advance, throughMaximum }: CellKinds): fc.Arbitrary<PushCell[]> {
  const day = fc.integer({ min: 0, max: 75 });
  const room = fc.record({
    room_code: fc.constantFrom(...ROOMS),
    rate_code: fc.constant(null),
    day,
    available: fc.integer({ min: 0, max: 3 }),
    closed: optional(fc.boolean()),
  });
  const rate = fc.record({
    room_code: fc.constantFrom(...ROOMS),
    rate_code: fc.constantFrom(...RATES),
    day,
    closed: optional(fc.boolean()),
    closed_to_arrival: optional(fc.boolean()),
    closed_to_departure: optional(fc.boolean()),
    min_stay_arrival: optional(nights),
    max_stay_arrival: optional(nights),
    min_stay_through: optional(nights),
    max_stay_through: throughMaximum ? optional(nights) : fc.constant(undefined),
    min_advance_days: advance ? optional(nights) : fc.constant(undefined),
    max_advance_days: advance ? optional(nights) : fc.constant(undefined),
    prices: fc.array(price, { maxLength: guests.length }),
  });
  return fc
    .uniqueArray(fc.oneof(room, rate), {
      maxLength: 60,
      selector: (cell) => JSON.stringify([cell.room_code, cell.rate_code, cell.day]),
    })
    .map((cells) => cells.map((cell) => toCell(cell, guests)));
}

function toCell(
  { day, ...cell }: { readonly day: number; readonly prices?: string[]; readonly [field: string]: unknown },
  guests: CellKinds['guests'],
): PushCell {
  const { prices = [], ...values } = cell;
  const amounts = prices.map((amount, index) => ({
    guests: guests[index] ?? null,
    amount,
    currency: 'EUR',
    tax: 'after' as const,
  }));
  const set = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  return {
    ...(set as Omit<PushCell, 'date'>),
    date: addDays(FIRST, day),
    ...(amounts.length === 0 ? {} : { amounts }),
  };
}

export function settingsOf(more: Partial<ChannelSettings> = {}): ChannelSettings {
  let count = 0;
  return {
    username: 'bellhop',
    password: 'secret',
    now: '2026-11-01T08:00:00Z',
    nextId: () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    ...more,
  };
}

export const pushOf = (cells: readonly PushCell[]): AriPush => ({ hotel_code: 'H-1', cells, full: false });

/** What the requests of a push leave behind at a channel that reads them in order; a request that it refuses is an error. */
export async function received(
  connector: Connector,
  requests: readonly WireRequest[],
  options: { readonly dialect?: string } = {},
): Promise<CalendarCell[]> {
  const updates: AriUpdate[] = [];
  for (const request of requests) {
    const { content, faults } = await connector.decode(Buffer.from(request.body), {
      charset: null,
      ...options,
    });
    if (content?.kind !== 'ari' || faults.length > 0) throw new Error(JSON.stringify({ faults, request }));
    updates.push(...content.ari.updates);
  }
  return toCalendar({ updates, rate_absent: 'room' });
}

/** The cells of a push as the calendar that it should leave behind. */
export function expectedOf(cells: readonly PushCell[]): CalendarCell[] {
  const updates = cells
    .filter((cell) => Object.keys(cell).length > 3)
    .map(({ room_code, rate_code, date, available, amounts = [], ...set }): AriUpdate => ({
      room_code,
      unit_code: null,
      rate_code,
      from: date,
      to: date,
      days: null,
      ...(available === undefined ? {} : { available }),
      set,
      amounts,
      at: '',
    }));
  return toCalendar({ updates, rate_absent: 'room' });
}

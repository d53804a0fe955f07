import type { BookingRow, EventRow, InventoryRow } from './dumps.js';
import { nightOf } from './history.js';

export interface ProjectionViolation {
  readonly kind: 'projection_missing' | 'projection_phantom' | 'projection_stale';
  readonly detail: string;
}

/** What is compared: one text for each thing, equal exactly when its state is. */
export type States = ReadonlyMap<string, string>;

/** The truth, what consumers were told of it, and what they made of that, when everything has settled. */
export interface Projections {
  readonly bookings: readonly BookingRow[];
  readonly room_inventory: readonly InventoryRow[];
  /** As a consumer gets them: perhaps twice, and an older one after a newer one. */
  readonly events: readonly EventRow[];
  /** Every projection by its name, with what it should hold and what it holds. */
  readonly stores: readonly { readonly name: string; readonly expected: States; readonly found: States }[];
}

/** Projections equal the fold of the events, and both equal the truth. */
export function checkProjections({
  bookings,
  room_inventory,
  events,
  stores,
}: Projections): ProjectionViolation[] {
  return [
    ...compare('bookings of the events', bookingsOf(bookings), foldBookings(events)),
    ...compare('nights of the events', nightsOf(room_inventory), foldNights(events)),
    ...stores.flatMap(({ name, expected, found }) => compare(name, expected, found)),
  ];
}

function compare(name: string, expected: States, found: States): ProjectionViolation[] {
  const missing = [...expected.keys()].filter((key) => !found.has(key));
  const extra = [...found.keys()].filter((key) => !expected.has(key));
  const stale = [...expected].filter(([key, state]) => found.has(key) && found.get(key) !== state);
  return [
    ...missing.map((key): ProjectionViolation => ({ kind: 'projection_missing', detail: `${name}: ${key}` })),
    ...extra.map((key): ProjectionViolation => ({ kind: 'projection_phantom', detail: `${name}: ${key}` })),
    ...stale.map(([key, state]): ProjectionViolation => ({
      kind: 'projection_stale',
      detail: `${name}: ${key} is ${found.get(key) ?? ''}, should be ${state}`,
    })),
  ];
}

function bookingsOf(rows: readonly BookingRow[]): States {
  return new Map(rows.map((row) => [row.booking_id, `${row.status} ${row.revision}`]));
}

function nightsOf(rows: readonly InventoryRow[]): States {
  return new Map(
    rows.map((row) => [nightOf(row), `${row.available_rooms} ${row.closed === 1} ${row.version}`]),
  );
}

interface BookingData {
  readonly booking_id: string;
  readonly status: string;
  readonly revision: number;
}

interface InventoryData {
  readonly room_id: string;
  readonly nights: readonly {
    readonly date: string;
    readonly available_rooms: number;
    readonly closed: boolean;
    readonly version: number;
  }[];
}

function foldBookings(events: readonly EventRow[]): States {
  const newest = new Map<string, BookingData>();
  for (const event of events.filter(({ type }) => type.startsWith('Booking'))) {
    const data = event.data as BookingData;
    if (data.revision >= (newest.get(data.booking_id)?.revision ?? 0)) newest.set(data.booking_id, data);
  }
  return new Map([...newest].map(([id, data]) => [id, `${data.status} ${data.revision}`]));
}

function foldNights(events: readonly EventRow[]): States {
  const newest = new Map<string, { version: number; state: string }>();
  for (const event of events.filter(({ type }) => type === 'RoomInventoryUpdated')) {
    const { room_id, nights } = event.data as InventoryData;
    for (const { date, available_rooms, closed, version } of nights) {
      const key = nightOf({ room_id, date });
      if (version < (newest.get(key)?.version ?? 0)) continue;
      newest.set(key, { version, state: `${available_rooms} ${closed} ${version}` });
    }
  }
  return new Map([...newest].map(([key, { state }]) => [key, state]));
}

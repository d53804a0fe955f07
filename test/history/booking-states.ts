import { nightsOf } from '../../src/core/model/local-date.js';
import type { Dumps, EventRow } from './dumps.js';
import { groupBy, nightOf, sum, type StayState } from './history.js';

/** A booking as one of its events tells it. */
export interface BookingState extends StayState {
  readonly booking_id: string;
  readonly revision: number;
  readonly type: string;
  readonly status: string;
  readonly request_id: string | null;
}

interface BookingData {
  readonly status: string;
  readonly check_in_date: string;
  readonly check_out_date: string;
  readonly rooms: readonly { readonly room_id: string; readonly quantity: number }[];
}

const LIVING: ReadonlySet<string> = new Set(['PENDING', 'CONFIRMED']);

/** Units that a state takes of a night; none of a booking that is over. */
export function unitsOf(state: BookingState | undefined, night: string): number {
  if (state === undefined || !LIVING.has(state.status)) return 0;
  const [, date = ''] = night.split('|');
  if (date < state.check_in || date >= state.check_out) return 0;
  return sum(
    state.rooms.map((room) => (nightOf({ room_id: room.room_id, date }) === night ? room.units : 0)),
  );
}

/** Every night of a state, whether the booking lives or not. */
export function nightsOfStay(state: StayState): string[] {
  return nightsOf(state.check_in, state.check_out).flatMap((date) =>
    state.rooms.map(({ room_id }) => nightOf({ room_id, date })),
  );
}

/** One step of a booking on one night. */
export interface Step {
  readonly after: BookingState;
  readonly before: BookingState | undefined;
  /** Units taken; negative: given up. */
  readonly delta: number;
}

/** The lives of all bookings, told by their events alone and by nothing that the product keeps books with. */
export class BookingStates {
  readonly all: readonly BookingState[];
  private readonly byBooking: ReadonlyMap<string, readonly BookingState[]>;

  constructor({ events }: Pick<Dumps, 'events'>) {
    this.all = events.filter(({ type }) => type.startsWith('Booking')).map(toState);
    this.byBooking = new Map(
      [...groupBy(this.all, (state) => state.booking_id)].map(([id, states]) => [
        id,
        states.toSorted((a, b) => a.revision - b.revision),
      ]),
    );
  }

  get bookings(): string[] {
    return [...this.byBooking.keys()];
  }

  /** By revision. */
  of(bookingId: string): readonly BookingState[] {
    return this.byBooking.get(bookingId) ?? [];
  }

  at(bookingId: string, revision: number): BookingState | undefined {
    return this.of(bookingId).find((state) => state.revision === revision);
  }

  /** What changed a night's count, in the order of the events. */
  steps(night: string): Step[] {
    return this.all.flatMap((after): Step[] => {
      const before = this.of(after.booking_id).findLast(({ revision }) => revision < after.revision);
      const delta = unitsOf(after, night) - unitsOf(before, night);
      return delta === 0 ? [] : [{ after, before, delta }];
    });
  }
}

function toState({ subject, version, type, request_id, data }: EventRow): BookingState {
  const { status, check_in_date, check_out_date, rooms } = data as BookingData;
  return {
    booking_id: subject,
    revision: version,
    type,
    status,
    request_id,
    check_in: check_in_date,
    check_out: check_out_date,
    rooms: rooms.map(({ room_id, quantity }) => ({ room_id, units: quantity })),
  };
}

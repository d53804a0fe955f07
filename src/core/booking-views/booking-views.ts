import type { EventData } from '../events/types.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { BookingStatus } from '../model/reservation.js';

/** A booking as lists show it: what its latest event carries, so no guest and no reference. */
export type BookingEntry = Omit<EventData<'BookingConfirmed'>, 'former_check_in_dates'>;

/** What an event tells of a booking: also the arrivals that it had before. */
export interface BookingState extends BookingEntry {
  readonly former_check_in_dates?: readonly LocalDate[] | undefined;
}

/** The place behind a booking in a hotel's list: its arrival, then its id. */
export type HotelPlace = Pick<BookingEntry, 'check_in_date' | 'booking_id'>;

interface Filter {
  /**
   * Only bookings that this partner made; null: of all. A user's number means something to the partner alone that gave
   * it, two partners may use the same one.
   */
  readonly partner_id: Id | null;
  readonly status: BookingStatus | null;
  readonly limit: number;
}

export interface UserQuery extends Filter {
  readonly user_id: Id;
  /** Only bookings older than this one. */
  readonly before: Id | null;
}

export interface HotelQuery extends Filter {
  readonly hotel_id: Id;
  /** First arrival, inclusive. */
  readonly from: LocalDate;
  /** Last arrival, inclusive. */
  readonly to: LocalDate;
  /** Only bookings behind this place. */
  readonly after: HotelPlace | null;
}

export interface EntryPage {
  readonly entries: readonly BookingEntry[];
  /** There are entries behind the last one. */
  readonly more: boolean;
}

/** Lists of bookings: from the tables themselves in the embedded form, from Cassandra in the distributed one. */
export interface BookingViews {
  readonly kind: 'mysql' | 'cassandra';
  /** Newest first. @throws AppError UNAVAILABLE */
  ofUser(query: UserQuery): Promise<EntryPage>;
  /** In the order of arrivals, of one day in the order in which they were made. @throws AppError UNAVAILABLE */
  ofHotel(query: HotelQuery): Promise<EntryPage>;
  /** What the lists are read from answers. Never throws. */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}

/** Views that are a copy, written from the events and to be rebuilt from the tables. */
export interface ProjectedViews extends BookingViews {
  /**
   * Returns when all of these are stored. Of two states of one booking the higher revision stays, in whatever order and
   * however often they come, and also where the ones between are never seen: under its one arrival, and no former one.
   * @throws AppError UNAVAILABLE; what was stored by then stays, and may come again.
   */
  store(states: readonly BookingState[]): Promise<void>;
  /** Empties the views. @throws AppError UNAVAILABLE */
  clear(): Promise<void>;
  /** How far a rebuild has come; null: none is under way. @throws AppError UNAVAILABLE */
  rebuiltTo(): Promise<string | null>;
  /** Null ends the rebuild. @throws AppError UNAVAILABLE */
  noteRebuilt(place: string | null): Promise<void>;
}

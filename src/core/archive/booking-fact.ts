import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { BookingStatus } from '../model/reservation.js';
import type { Column } from './parquet-columns.js';

/** One booking as analysts read it: flat, under our codes, without a guest. The row of the archive and of every report. */
export interface BookingFact {
  readonly booking_id: Id;
  readonly revision: number;
  readonly status: BookingStatus;
  /** Code of the partner that made it. */
  readonly partner: string;
  /** The booking site's own number of its user; null once erased. */
  readonly user_id: Id | null;
  readonly hotel_id: Id;
  readonly hotel_code: string;
  readonly city: string;
  readonly country: string;
  /** Day of `created_at`, UTC. */
  readonly booking_date: LocalDate;
  /** Total price as DECIMAL(15,3) text ("101.000"), whatever the places of its currency. */
  readonly revenue: string;
  readonly currency: string;
  /** Null: nothing is paid through Bellhop yet. */
  readonly payment_method: string | null;
  readonly check_in_date: LocalDate;
  readonly check_out_date: LocalDate;
  readonly nights: number;
  readonly rooms: number;
  readonly room_nights: number;
  readonly guests: number;
  /** Days from the booking to the arrival on the hotel's own calendar. */
  readonly lead_days: number;
  /** Room types of the stay, sorted, with commas between. */
  readonly room_types: string;
  /** JSON text of `RoomLine[]`: what reports by stay date are made from. */
  readonly room_lines: string;
  /** UTC, ISO 8601 with milliseconds. */
  readonly created_at: string;
  readonly updated_at: string;
  /** 1: it was confirmed at some time; 0: a hold that never was. Null in parts of earlier versions, which knew no holds. */
  readonly confirmed: number | null;
  /** When it was cancelled, which later changes leave alone; null for what was not, and in parts of earlier versions. */
  readonly cancelled_at: string | null;
}

/** True for what was sold at some time: a hold that was given up never was, nor is what failed counted. */
export function wasSold({ status, confirmed }: BookingFact): boolean {
  return status === 'CONFIRMED' || (status === 'CANCELLED' && confirmed !== 0);
}

/** UTC day of the cancellation of a booking that is cancelled. */
export function cancellationDay({ cancelled_at, updated_at }: BookingFact): LocalDate {
  return (cancelled_at ?? updated_at).slice(0, 10);
}

export interface RoomLine {
  readonly room_code: string;
  readonly room_type: string;
  readonly rate_code: string;
  readonly quantity: number;
  readonly guests: number;
  /** Night and price of one room, DECIMAL(15,3) text. */
  readonly nights: readonly (readonly [date: LocalDate, price: string])[];
}

/** The guest of a booking: written only when asked for, and to files of their own. */
export interface GuestFact {
  readonly booking_id: Id;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

const column = <R>(name: keyof R & string, kind: Column['kind'], nullable = false): Column => ({
  name,
  kind,
  nullable,
});
const fact = column<BookingFact>;
const guest = column<GuestFact>;

const BOOKING_COLUMNS: readonly Column[] = [
  fact('booking_id', 'id'),
  fact('hotel_id', 'id'),
  fact('user_id', 'id', true),
  fact('booking_date', 'date'),
  fact('revenue', 'decimal'),
  fact('currency', 'text'),
  fact('city', 'text'),
  fact('payment_method', 'text', true),
  fact('status', 'text'),
  fact('revision', 'integer'),
  fact('partner', 'text'),
  fact('hotel_code', 'text'),
  fact('country', 'text'),
  fact('check_in_date', 'date'),
  fact('check_out_date', 'date'),
  fact('nights', 'integer'),
  fact('rooms', 'integer'),
  fact('room_nights', 'integer'),
  fact('guests', 'integer'),
  fact('lead_days', 'integer'),
  fact('room_types', 'text'),
  fact('room_lines', 'text'),
  fact('created_at', 'time'),
  fact('updated_at', 'time'),
  { ...fact('confirmed', 'integer', true), addedLater: true },
  { ...fact('cancelled_at', 'time', true), addedLater: true },
];

const GUEST_COLUMNS: readonly Column[] = [
  guest('booking_id', 'id'),
  guest('first_name', 'text', true),
  guest('last_name', 'text', true),
  guest('email', 'text', true),
  guest('phone', 'text', true),
];

/** What the archive holds; each is a folder with one folder a month. */
export const DATASETS = ['bookings', 'guests'] as const;
export type Dataset = (typeof DATASETS)[number];

export const COLUMNS_OF: Readonly<Record<Dataset, readonly Column[]>> = {
  bookings: BOOKING_COLUMNS,
  guests: GUEST_COLUMNS,
};

/** Columns that erasure empties. */
export const PERSONAL_COLUMNS: Readonly<Record<Dataset, readonly string[]>> = {
  bookings: ['user_id'],
  guests: ['first_name', 'last_name', 'email', 'phone'],
};

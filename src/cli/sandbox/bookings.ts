import type { IncomingNight } from '../../core/model/incoming-reservation.js';
import type { LocalDate } from '../../core/model/local-date.js';
import type { ReservationGuest } from '../../core/model/reservation.js';

export type BookingAction = 'new' | 'modify' | 'cancel';

/** Where a booking is on its way: to Bellhop for a channel's own, to the desk for one that a PMS was given. */
export type DeliveryState = 'queued' | 'delivered' | 'acknowledged' | 'refused';

/** One reservation as the partner has it now. */
export interface StoredBooking {
  readonly reference: string;
  readonly hotel_code: string;
  readonly action: BookingAction;
  readonly status: 'booked' | 'modified' | 'cancelled';
  readonly room_code: string | null;
  readonly rate_code: string | null;
  readonly check_in: LocalDate;
  /** Departure: the last night is the one before. */
  readonly check_out: LocalDate;
  readonly guests: number;
  readonly rooms: number;
  readonly nights: readonly IncomingNight[];
  readonly amount: string | null;
  readonly currency: string | null;
  readonly guest: ReservationGuest | null;
  /** Counts the states that it has had. */
  readonly revision: number;
  /** ISO 8601. */
  readonly created_at: string;
  readonly changed_at: string;
  /** The number that the other side gave it. */
  readonly our_number: string | null;
  readonly delivery: DeliveryState;
  /** Why it was refused, or why the last try to deliver it failed. */
  readonly error: string | null;
  /** How often it was sent or received, in whatever state. */
  readonly deliveries: number;
}

/** The bookings of a partner by hotel and number, in the order in which they were made. */
export class BookingBook {
  private readonly byKey = new Map<string, StoredBooking>();

  find(hotel: string, reference: string): StoredBooking | undefined {
    return this.byKey.get(keyOf(hotel, reference));
  }

  /** For contracts that confirm without naming the hotel. */
  findByReference(reference: string): StoredBooking | undefined {
    return this.list().find((booking) => booking.reference === reference);
  }

  store(booking: StoredBooking): StoredBooking {
    this.byKey.set(keyOf(booking.hotel_code, booking.reference), booking);
    return booking;
  }

  /** Changes what is known of the delivery of a booking, whatever happened to it meanwhile. */
  note(
    { hotel_code, reference }: Pick<StoredBooking, 'hotel_code' | 'reference'>,
    change: Partial<Pick<StoredBooking, 'our_number' | 'delivery' | 'error' | 'deliveries'>>,
  ): void {
    const booking = this.find(hotel_code, reference);
    if (booking !== undefined) this.store({ ...booking, ...change });
  }

  list(hotel?: string | null): StoredBooking[] {
    const all = [...this.byKey.values()];
    return hotel === undefined || hotel === null ? all : all.filter((each) => each.hotel_code === hotel);
  }
}

function keyOf(hotel: string, reference: string): string {
  return JSON.stringify([hotel, reference]);
}

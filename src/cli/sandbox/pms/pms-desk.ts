import type { IncomingReservation } from '../../../core/model/incoming-reservation.js';
import { nightsOf, type LocalDate } from '../../../core/model/local-date.js';
import type { CalendarCell } from '../../../connectors/shared/calendar.js';
import { cellKey } from '../calendar-fields.js';
import type { BookingBook, StoredBooking } from '../bookings.js';
import type { SandboxCalendar } from '../sandbox-calendar.js';

interface Held {
  readonly room_code: string;
  readonly nights: readonly LocalDate[];
}

/** What else is known of a reservation than the book shows. */
interface Record {
  readonly messages: Set<string>;
  readonly held: readonly Held[];
}

export interface Taken {
  readonly booking: StoredBooking;
  /** Whether it said anything new. */
  readonly changed: boolean;
  /** The nights of which the count changed by it. */
  readonly cells: readonly CalendarCell[];
}

export interface DeskDeps {
  readonly book: BookingBook;
  readonly calendar: SandboxCalendar;
  readonly nextNumber: () => string;
  readonly now: () => string;
}

const STATUS = { new: 'booked', modify: 'modified', cancel: 'cancelled' } as const;

/** The front desk of a PMS: each reservation once, whatever comes twice or late, and its own count of the rooms that are left. */
export class PmsDesk {
  private readonly records = new Map<string, Record>();

  constructor(private readonly deps: DeskDeps) {}

  take(incoming: IncomingReservation, fallbackHotel: string): Taken {
    const { book, calendar } = this.deps;
    const hotel_code = incoming.hotel_code ?? fallbackHotel;
    const { reference } = incoming;
    const before = book.find(hotel_code, reference);
    const key = JSON.stringify([hotel_code, reference]);
    const record = this.records.get(key) ?? { messages: new Set<string>(), held: [] };
    const message = `${incoming.message_id ?? ''}/${incoming.revision ?? ''}/${incoming.action}/${JSON.stringify(incoming.rooms)}`;
    const deliveries = (before?.deliveries ?? 0) + 1;
    if (before !== undefined && (record.messages.has(message) || isOlder(incoming, before))) {
      record.messages.add(message);
      book.note(before, { deliveries });
      return { booking: { ...before, deliveries }, changed: false, cells: [] };
    }
    const held = incoming.action === 'cancel' ? [] : heldBy(incoming);
    record.messages.add(message);
    this.records.set(key, { messages: record.messages, held });
    const cells = [
      ...record.held.flatMap(({ room_code, nights }) =>
        calendar.adjust(hotel_code, room_code, { nights, by: 1 }),
      ),
      ...held.flatMap(({ room_code, nights }) => calendar.adjust(hotel_code, room_code, { nights, by: -1 })),
    ];
    const booking = book.store(this.stateOf(incoming, { hotel_code, before, deliveries }));
    return {
      booking,
      changed: true,
      cells: [...new Map(cells.map((cell) => [cellKey(cell), cell])).values()],
    };
  }

  private stateOf(
    incoming: IncomingReservation,
    {
      hotel_code,
      before,
      deliveries,
    }: { hotel_code: string; before: StoredBooking | undefined; deliveries: number },
  ): StoredBooking {
    const { action, reference, rooms, guest } = incoming;
    const now = this.deps.now();
    const [room] = rooms;
    return {
      reference,
      hotel_code,
      action,
      status: STATUS[action],
      room_code: room?.room_code ?? before?.room_code ?? null,
      rate_code: room?.rate_code ?? before?.rate_code ?? null,
      check_in: incoming.check_in ?? before?.check_in ?? '',
      check_out: incoming.check_out ?? before?.check_out ?? '',
      guests: room?.guests.reduce((sum, { count }) => sum + count, 0) ?? before?.guests ?? 0,
      rooms: rooms.length > 0 ? rooms.length : (before?.rooms ?? 0),
      nights: room?.nights ?? before?.nights ?? [],
      amount: incoming.total ?? before?.amount ?? null,
      currency: incoming.currency ?? before?.currency ?? null,
      guest: guest ?? before?.guest ?? null,
      revision: incoming.revision ?? (before?.revision ?? 0) + 1,
      created_at: before?.created_at ?? now,
      changed_at: now,
      our_number: before?.our_number ?? this.deps.nextNumber(),
      delivery: 'delivered',
      error: null,
      deliveries,
    };
  }
}

/** Numbers of the contract count; where it has none, what came last does. */
function isOlder({ revision }: IncomingReservation, before: StoredBooking): boolean {
  return revision !== null && revision < before.revision;
}

function heldBy({ rooms }: IncomingReservation): Held[] {
  return rooms.flatMap(({ room_code, check_in, check_out }) =>
    room_code === null ? [] : [{ room_code, nights: nightsOf(check_in, check_out) }],
  );
}

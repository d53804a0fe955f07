import type { BookingBook, StoredBooking } from '../bookings.js';
import type { FaultDice } from '../fault-settings.js';
import type { PullQueue, Waiting } from '../pull-queue.js';
import type { WireCall, WireReply } from '../wire-call.js';

/** How a channel of one contract is asked for its bookings. */
export interface PullProtocol {
  add(booking: StoredBooking): void;
  /** Null for a request that is not about bookings. */
  serve(call: WireCall): WireReply | null;
}

export interface PullDeps {
  readonly book: BookingBook;
  readonly dice: FaultDice;
  /** ISO 8601. */
  readonly now: () => string;
}

/** What waits, as the faults of the channel show it: a state twice, or the order turned round. */
export function served({ book, dice }: PullDeps, waiting: readonly Waiting[]): Waiting[] {
  for (const { booking } of waiting) {
    const deliveries = (book.find(booking.hotel_code, booking.reference)?.deliveries ?? 0) + 1;
    book.note(booking, { delivery: 'delivered', deliveries });
  }
  const twice = waiting.flatMap((each) => (dice.strikes('duplicate') ? [each, each] : [each]));
  return dice.strikes('reorder') ? twice.reverse() : twice;
}

/** Notes that a state was acknowledged, with the number that Bellhop gave. */
export function acknowledge(
  { book }: PullDeps,
  queue: PullQueue,
  { reference, our_number }: { readonly reference: string; readonly our_number: string | null },
): boolean {
  const booking = book.findByReference(reference);
  if (booking === undefined || !queue.acknowledge(booking)) return false;
  book.note(booking, {
    delivery: queue.has(booking) ? 'queued' : 'acknowledged',
    error: null,
    our_number: our_number ?? booking.our_number,
  });
  return true;
}

import type { StoredBooking } from './bookings.js';

/** A state of a booking that waits to be fetched. */
export interface Waiting {
  readonly booking: StoredBooking;
  /** The first that is told of it: it was never acknowledged in any state. */
  readonly fresh: boolean;
}

interface Entry {
  booking: StoredBooking;
  served: boolean;
  /** A newer state came after the one that was fetched: what is acknowledged next is the older one. */
  outdated: boolean;
}

type Codes = Pick<StoredBooking, 'hotel_code' | 'reference'>;

/** The bookings of a channel that keeps them until they are fetched and acknowledged, in the order of their changes. */
export class PullQueue {
  private readonly waiting: Entry[] = [];
  private readonly known = new Set<string>();

  /**
   * @param latestOnly a newer state takes the place of one that waits ("Booking.com: changed before its first acknowledgement, it
   * is delivered again as new"); without it each state is told by itself.
   */
  constructor(private readonly latestOnly: boolean) {}

  add(booking: StoredBooking): void {
    const entry = this.waiting.find((each) => keyOf(each.booking) === keyOf(booking));
    if (!this.latestOnly || entry === undefined)
      this.waiting.push({ booking, served: false, outdated: false });
    else Object.assign(entry, { booking, outdated: entry.served });
  }

  /** Gives what may be fetched now: of each booking the oldest state alone ("Expedia, BR: one at a time"). */
  fetch(wanted: (waiting: Waiting) => boolean): Waiting[] {
    const seen = new Set<string>();
    const found: Waiting[] = [];
    for (const entry of this.waiting) {
      const key = keyOf(entry.booking);
      const waiting = { booking: entry.booking, fresh: !this.known.has(key) };
      if (seen.has(key) || !wanted(waiting)) continue;
      seen.add(key);
      Object.assign(entry, { served: true, outdated: false });
      found.push(waiting);
    }
    return found;
  }

  has(booking: Codes): boolean {
    return this.waiting.some((entry) => keyOf(entry.booking) === keyOf(booking));
  }

  /** Takes out what was fetched of a booking. @returns false where nothing of it was. */
  acknowledge(booking: Codes): boolean {
    const key = keyOf(booking);
    const place = this.waiting.findIndex((entry) => keyOf(entry.booking) === key && entry.served);
    const entry = this.waiting[place];
    if (entry === undefined) return false;
    this.known.add(key);
    if (entry.outdated) Object.assign(entry, { served: false, outdated: false });
    else this.waiting.splice(place, 1);
    return true;
  }
}

function keyOf({ hotel_code, reference }: Codes): string {
  return JSON.stringify([hotel_code, reference]);
}

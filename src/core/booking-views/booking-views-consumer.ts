import type { BusEvent, Consumer } from '../events/event-bus.js';
import type { Id } from '../model/ids.js';
import type { BookingEntry, ProjectedViews } from './booking-views.js';
import type { RecentBookings } from './recent-bookings.js';

/**
 * Writes what happens to bookings into the views. An event carries the whole state of its booking and the store keeps
 * the highest revision, so events may come twice, late and in any order. Only where the views are a copy: those of the
 * embedded form are the tables themselves.
 */
export function createBookingViewsConsumer({
  views,
  recent,
}: {
  readonly views: ProjectedViews;
  readonly recent: RecentBookings;
}): Consumer {
  return {
    name: 'booking-views',
    topics: ['bellhop.bookings'],
    async handle(events) {
      const entries = latestEntries(events);
      await views.store(entries);
      // Behind the store: a page that is read from now on has the new state.
      const users = new Set(entries.flatMap(({ user_id }) => (user_id === null ? [] : [user_id])));
      await recent.drop([...users]);
    },
  };
}

/** Of each booking the highest revision; the others would be written in vain. */
export function latestEntries(events: readonly BusEvent[]): BookingEntry[] {
  const latest = new Map<Id, BookingEntry>();
  for (const event of events) {
    if (event.topic !== 'bellhop.bookings') continue;
    const { data } = event;
    const known = latest.get(data.booking_id);
    if (known === undefined || known.revision < data.revision) latest.set(data.booking_id, data);
  }
  return [...latest.values()];
}

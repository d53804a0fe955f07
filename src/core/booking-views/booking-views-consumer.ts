import type { BusEvent, Consumer } from '../events/event-bus.js';
import type { Id } from '../model/ids.js';
import type { BookingState, ProjectedViews } from './booking-views.js';
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
      const states = latestStates(events);
      await views.store(states);
      // Behind the store: a page that is read from now on has the new state.
      const users = new Set(states.flatMap(({ user_id }) => (user_id === null ? [] : [user_id])));
      await recent.drop([...users]);
    },
  };
}

/**
 * Of each booking the highest revision; the others would be written in vain, for it names every arrival that they told of.
 */
export function latestStates(events: readonly BusEvent[]): BookingState[] {
  const latest = new Map<Id, BookingState>();
  for (const event of events) {
    if (event.topic !== 'bellhop.bookings') continue;
    const { data } = event;
    const known = latest.get(data.booking_id);
    if (known === undefined || known.revision < data.revision) latest.set(data.booking_id, data);
  }
  return [...latest.values()];
}

import type { EventBus } from '../events/event-bus.js';
import type { OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { createListHotelBookings, type ListHotelBookings } from './list-hotel-bookings.js';
import { createListUserBookings, type ListUserBookings } from './list-user-bookings.js';
import type { OpenedViews } from './open-booking-views.js';
import { createRebuildViews, type RebuildViews } from './rebuild-views.js';

/** Lists of bookings as guests and hotels look at them, and how they are written anew. */
export interface ViewDesk {
  readonly listUserBookings: ListUserBookings;
  readonly listHotelBookings: ListHotelBookings;
  readonly rebuildViews: RebuildViews;
}

interface Deps {
  readonly views: OpenedViews;
  readonly database: Database;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly openCatalogue: OpenCatalogue;
}

export function openViewDesk({ views, ...deps }: Deps): ViewDesk {
  const { bookingViews, projected } = views;
  return {
    listUserBookings: createListUserBookings({ ...deps, bookingViews }),
    listHotelBookings: createListHotelBookings({ ...deps, bookingViews }),
    rebuildViews: createRebuildViews({ ...deps, views: projected }),
  };
}

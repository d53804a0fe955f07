import type { BusEvent } from '../../events/event-bus.js';
import type { Catalogue, Viewer } from '../../hotels/catalogue.js';

/**
 * The state that an event carries, as far as this partner may see it; null: nothing of it. An OTA sees what is mapped to it and
 * its own bookings, a PMS the bookings of hotels that are its own, the operator all (law 10). No event holds a guest.
 */
export function visibleData(event: BusEvent, viewer: Viewer, catalogue: Catalogue): unknown {
  const { partner_id, kind } = viewer;
  if (kind === 'operator') return event.data;
  switch (event.type) {
    case 'HotelCreated':
    case 'HotelUpdated': {
      const mine = new Set(catalogue.rooms.map(({ room_id }) => room_id));
      return { ...event.data, rooms: event.data.rooms.filter(({ room_id }) => mine.has(room_id)) };
    }
    case 'RoomInventoryUpdated': {
      const { sold_by, sold_at: _when, ...data } = event.data;
      if (!hasRoom(catalogue, data.room_id)) return null;
      // Who else sells the hotel is nobody's business.
      return sold_by === partner_id ? event.data : data;
    }
    case 'PriceUpdated': {
      const { room_id, rate_plan_id } = event.data;
      const hasRate = catalogue.ratePlans.some((plan) => plan.rate_plan_id === rate_plan_id);
      return hasRate && hasRoom(catalogue, room_id) ? event.data : null;
    }
    case 'BookingCreated':
    case 'BookingConfirmed':
    case 'BookingModified':
    case 'BookingCancelled':
    case 'BookingFailed':
      if (kind === 'ota') return event.data.partner_id === partner_id ? event.data : null;
      // The number of the site's user is the site's own.
      return catalogue.hotel.pms_partner_id === partner_id ? { ...event.data, user_id: null } : null;
  }
}

function hasRoom(catalogue: Catalogue, roomId: string): boolean {
  return catalogue.rooms.some(({ room_id }) => room_id === roomId);
}

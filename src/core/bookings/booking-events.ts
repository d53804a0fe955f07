import type { EventData, EventType, NewEvent } from '../events/types.js';
import type { Id } from '../model/ids.js';
import type { BookingRecord } from './booking-record.js';
import { nightsByRoom } from './nights-at.js';
import type { RestatedNights } from './restate-nights.js';

type BookingEventType = Extract<EventType, `Booking${string}`>;

type Unmoved = EventData<BookingEventType>['unmoved_nights'];

/** Nights that the channel whose booking it is has counted, and nobody else. */
export function unmovedFor(
  { partner }: { readonly partner: { readonly partner_id: Id } },
  { partner_id }: Pick<BookingRecord, 'partner_id'>,
  { unmoved }: Pick<RestatedNights, 'unmoved'>,
): Unmoved {
  if (partner.partner_id !== partner_id || unmoved.length === 0) return undefined;
  return nightsByRoom(unmoved).map(({ room_id, dates }) => ({ room_id, dates: [...dates] }));
}

/** The state of a booking for consumers: no guest, no reference. */
export function bookingEvent(type: BookingEventType, record: BookingRecord, unmoved?: Unmoved): NewEvent {
  return {
    topic: 'bellhop.bookings',
    type,
    hotel_id: record.hotel_id,
    subject: record.booking_id,
    version: record.revision,
    data: {
      booking_id: record.booking_id,
      hotel_id: record.hotel_id,
      partner_id: record.partner_id,
      user_id: record.user_id,
      status: record.status,
      revision: record.revision,
      check_in_date: record.check_in_date,
      check_out_date: record.check_out_date,
      guests: record.guests,
      total_price: record.total_price,
      currency: record.currency,
      rooms: record.rooms.map(({ room_id, rate_plan_id, quantity }) => ({ room_id, rate_plan_id, quantity })),
      created_at: record.created_at,
      ...(record.former_check_in_dates === undefined
        ? {}
        : { former_check_in_dates: [...record.former_check_in_dates] }),
      ...(unmoved === undefined ? {} : { unmoved_nights: unmoved }),
    },
  };
}

import type { NewEvent } from '../../src/core/events/types.js';

export interface AnEvent {
  readonly hotel?: string;
  readonly booking?: string;
  readonly version?: number;
}

/** BookingConfirmed of some hotel, booking and revision. */
export function aBookingEvent({ hotel = '100', booking = '1', version = 1 }: AnEvent = {}): NewEvent {
  return {
    topic: 'bellhop.bookings',
    type: 'BookingConfirmed',
    hotel_id: hotel,
    subject: booking,
    version,
    data: {
      booking_id: booking,
      hotel_id: hotel,
      partner_id: '9',
      user_id: null,
      status: 'CONFIRMED',
      revision: version,
      check_in_date: '2027-03-01',
      check_out_date: '2027-03-03',
      guests: 2,
      total_price: '240.00',
      currency: 'EUR',
      rooms: [{ room_id: '5', rate_plan_id: '6', quantity: 1 }],
      created_at: '2027-01-02T03:04:05.678Z',
    },
  };
}

/** RoomInventoryUpdated of some hotel, room and version. */
export function anInventoryEvent({
  hotel = '100',
  booking: room = '5',
  version = 1,
}: AnEvent = {}): NewEvent {
  return {
    topic: 'bellhop.inventory',
    type: 'RoomInventoryUpdated',
    hotel_id: hotel,
    subject: room,
    version,
    data: {
      hotel_id: hotel,
      room_id: room,
      nights: [{ date: '2027-03-01', available_rooms: 3, closed: false, version }],
    },
  };
}

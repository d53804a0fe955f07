import type { Dialect } from '../../core/model/dialect.js';
import { OPENTRAVEL } from '../shared/opentravel-dialect.js';

const COMMON = {
  ...OPENTRAVEL,
  // Opposite of most of the family: "SetMinLOS sets the minimum stay through".
  los: 'through',
  duplicate_dates: 'first',
  // "RestrictionStatus without RatePlanCode closes the room type on top of any open roomrate".
  rate_absent: 'room',
  failure_unit: 'item',
  // "room id is global".
  hotel_code: 'optional',
  limits: { one_month: true, days_back: 1, retry_seconds: [30, 60, 120, 240, 480], timeout_seconds: 60 },
} as const satisfies Partial<Dialect>;

/** "Booking.com Connectivity": two grammars of one contract. */
export const BOOKING_COM_DIALECTS: readonly [Dialect, ...Dialect[]] = [
  {
    ...COMMON,
    id: 'booking-com',
    title: 'Booking.com, OpenTravel XML',
    errors: {
      ROOM_NOT_FOUND: { type: 3, code: 402 },
      RATE_NOT_FOUND: { type: 3, code: 249 },
      UNAVAILABLE: { type: 12, code: 187 },
      VALIDATION: { type: 3, code: 320 },
    },
  },
  {
    ...COMMON,
    id: 'booking-com-bxml',
    title: 'Booking.com, B.XML',
    errors: {
      ROOM_NOT_FOUND: { code: 'ROOM_ID_INVALID', text: "Room ID '{code}' is not valid" },
      VALIDATION: { code: 'INVALID_VALUE' },
      UNAVAILABLE: { code: 'INTERNAL_SERVER_ERROR' },
    },
  },
];

/** Paths below the partner's base URL; reservations stand on a host of their own because of the cards in them. */
export const PATHS = {
  bxml: '/hotels/xml/availability',
  avail: '/hotels/ota/OTA_HotelAvailNotif',
  rate: '/hotels/ota/OTA_HotelRateAmountNotif',
  fresh: '/hotels/ota/OTA_HotelResNotif',
  changed: '/hotels/ota/OTA_HotelResModifyNotif',
  reservations: '/hotels/xml/reservations',
} as const;

/** roomstosell and BookingLimit: at most 254 ("255 stands for any number"). */
export const MAX_ROOMS_TO_SELL = 254;

import type { PushCase } from '../../core/model/push-certification.js';
import { pullCasesOf } from '../shared/pull-cases.js';
import { pushCasesOf } from '../shared/push-cases.js';

const COMMON = {
  refusal: 'partial',
} as const;

/** "Booking.com Connectivity": both grammars, and reservations that are fetched and acknowledged. */
export const BOOKING_COM_PUSHES: readonly PushCase[] = [
  ...pushCasesOf({
    ...COMMON,
    source: 'Booking.com, OTA',
    prefix: 'ota-',
    messages: {
      count: ['OTA_HotelAvailNotifRQ'],
      price: ['OTA_HotelAvailNotifRQ', 'OTA_HotelRateAmountNotifRQ'],
    },
    // "SetMinLOS sets the minimum stay through": there is no other word for it.
    stay: {
      set: { min_stay_through: 2, max_stay_through: 5 },
      cell: { min_stay_through: 2, max_stay_through: 5 },
    },
    no_stay: {},
  }),
  ...pushCasesOf({
    ...COMMON,
    source: 'Booking.com, B.XML',
    dialect: 'booking-com-bxml',
    prefix: 'bxml-',
    messages: { count: ['request'], price: ['request'] },
    stay: {
      set: { min_stay_arrival: 2, max_stay_arrival: 5 },
      cell: { min_stay_arrival: 2, max_stay_arrival: 5 },
    },
    no_stay: {},
  }),
  ...pullCasesOf('Booking.com, reservations'),
];

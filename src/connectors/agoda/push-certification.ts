import type { PushCase } from '../../core/model/push-certification.js';
import { pushCasesOf } from '../shared/push-cases.js';

const COMMON = {
  stay: {
    set: { min_stay_arrival: 2, max_stay_arrival: 5 },
    cell: { min_stay_arrival: 2, max_stay_arrival: 5 },
  },
  no_stay: {},
} as const;

/** "Agoda": YCS 5, and OpenTravel 2013A. */
export const AGODA_PUSHES: readonly PushCase[] = [
  ...pushCasesOf({
    ...COMMON,
    source: 'Agoda, YCS 5',
    prefix: 'ycs-',
    refusal: 'rejected',
    messages: { full: ['request'], count: ['request'], price: ['request'] },
  }),
  ...pushCasesOf({
    ...COMMON,
    source: 'Agoda, OpenTravel 2013A',
    dialect: 'agoda-ota',
    prefix: 'ota-',
    refusal: 'rejected',
    messages: {
      full: ['OTA_HotelAvailNotifRQ', 'OTA_HotelRateAmountNotifRQ'],
      count: ['OTA_HotelAvailNotifRQ'],
      price: ['OTA_HotelAvailNotifRQ', 'OTA_HotelRateAmountNotifRQ'],
    },
  }),
];

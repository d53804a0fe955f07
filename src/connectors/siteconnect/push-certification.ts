import type { PushCase } from '../../core/model/push-certification.js';
import { pushCasesOf } from '../shared/push-cases.js';

/** "SiteConnect": availability and restrictions, then rates. */
export const SITECONNECT_PUSHES: readonly PushCase[] = pushCasesOf({
  source: 'SiteConnect',
  prefix: 'ari-',
  refusal: 'rejected',
  messages: {
    full: ['OTA_HotelAvailNotifRQ', 'OTA_HotelRateAmountNotifRQ'],
    count: ['OTA_HotelAvailNotifRQ'],
    price: ['OTA_HotelAvailNotifRQ', 'OTA_HotelRateAmountNotifRQ'],
  },
  stay: {
    set: { min_stay_arrival: 2, max_stay_arrival: 5, min_stay_through: 3 },
    cell: { min_stay_arrival: 2, max_stay_arrival: 5, min_stay_through: 3 },
  },
  no_stay: {},
});

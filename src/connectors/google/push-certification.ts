import type { PushCase } from '../../core/model/push-certification.js';
import { pushCasesOf } from '../shared/push-cases.js';

/** "Google Hotel ARI". */
export const GOOGLE_PUSHES: readonly PushCase[] = pushCasesOf({
  source: 'Google Hotel ARI',
  refusal: 'rejected',
  messages: {
    full: ['OTA_HotelInvCountNotifRQ', 'OTA_HotelAvailNotifRQ', 'OTA_HotelRateAmountNotifRQ'],
    count: ['OTA_HotelInvCountNotifRQ'],
    price: ['OTA_HotelAvailNotifRQ', 'OTA_HotelRateAmountNotifRQ'],
  },
  stay: {
    set: { min_stay_arrival: 2, max_stay_arrival: 5 },
    cell: { min_stay_arrival: 2, max_stay_arrival: 5 },
  },
  no_stay: {},
});

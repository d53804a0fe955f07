import type { PushCase } from '../../core/model/push-certification.js';
import { pullCasesOf } from '../shared/pull-cases.js';
import { pushCasesOf } from '../shared/push-cases.js';

/** "Expedia, AR", and bookings that are fetched and confirmed ("BR, BC"). */
export const EXPEDIA_PUSHES: readonly PushCase[] = [
  ...pushCasesOf({
    source: 'Expedia, AR',
    prefix: 'ar-',
    refusal: 'rejected',
    messages: { full: ['AvailRateUpdateRQ'], count: ['AvailRateUpdateRQ'], price: ['AvailRateUpdateRQ'] },
    stay: {
      set: { min_stay_arrival: 2, max_stay_arrival: 5 },
      cell: { min_stay_arrival: 2, max_stay_arrival: 5 },
    },
    no_stay: {},
  }),
  ...pullCasesOf('Expedia, BR and BC', { serial: true }).map((one) => ({ ...one, id: `br-${one.id}` })),
];

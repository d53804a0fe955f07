import type { PushCase } from '../../core/model/push-certification.js';
import { pushCasesOf } from '../shared/push-cases.js';

/** "Channex", where it is the channel: two messages, counts and the rest. */
export const CHANNEX_PUSHES: readonly PushCase[] = pushCasesOf({
  source: 'Channex',
  prefix: 'ari-',
  refusal: 'partial',
  messages: { full: ['availability', 'restrictions'], count: ['availability'], price: ['restrictions'] },
  stay: {
    set: { min_stay_arrival: 2, max_stay_arrival: 5, min_stay_through: 3 },
    cell: { min_stay_arrival: 2, max_stay_arrival: 5, min_stay_through: 3 },
  },
  no_stay: {},
});

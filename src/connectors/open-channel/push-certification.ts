import type { PushCase } from '../../core/model/push-certification.js';
import { pushCasesOf } from '../shared/push-cases.js';

/** "Open Channel, changes". */
export const OPEN_CHANNEL_PUSHES: readonly PushCase[] = pushCasesOf({
  source: 'Open Channel, changes',
  prefix: 'ari-',
  refusal: 'rejected',
  messages: { full: ['changes'], count: ['changes'], price: ['changes'] },
  stay: {
    set: { min_stay_arrival: 2, max_stay_arrival: 5 },
    cell: { min_stay_arrival: 2, max_stay_arrival: 5 },
  },
  no_stay: {},
});

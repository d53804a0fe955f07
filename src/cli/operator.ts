import type { Partner } from '../core/partners/partner.js';

/** Who works on the stores themselves: sees every hotel and booking, under our own codes. */
export const OPERATOR: Partner = {
  partner_id: '0',
  code: 'operator',
  name: 'Operator at the command line',
  kind: 'operator',
  connector: 'native',
  requests_per_minute: null,
  hold_minutes: null,
  oversell_policy: 'refuse',
  feed_mode: 'all',
  dialect: null,
  status: 'ACTIVE',
};

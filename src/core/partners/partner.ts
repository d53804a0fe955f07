import type { Id } from '../model/ids.js';

export const PARTNER_KINDS = ['pms', 'ota', 'operator'] as const;
export type PartnerKind = (typeof PARTNER_KINDS)[number];

/** Someone who talks to us: a PMS, a booking channel, or the operator's own staff and scripts. */
export interface Partner {
  readonly partner_id: Id;
  /** Also the user name of HTTP Basic and WS-Security. */
  readonly code: string;
  readonly name: string;
  readonly kind: PartnerKind;
  /** The wire contract it speaks: ota, native. */
  readonly connector: string;
  readonly requests_per_minute: number | null;
  readonly status: 'ACTIVE' | 'INACTIVE';
}

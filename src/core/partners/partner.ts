import type { DecodeOptions } from '../model/connector.js';
import type { DialectOverrides } from '../model/dialect.js';
import type { Id } from '../model/ids.js';

export const PARTNER_KINDS = ['pms', 'ota', 'operator'] as const;
export type PartnerKind = (typeof PARTNER_KINDS)[number];

/**
 * refuse: no room, no booking, in the partner's own words. accept_oversold: what it sold stands; the booking is stored,
 * flagged, and its nights are closed (law 9).
 */
export const OVERSELL_POLICIES = ['refuse', 'accept_oversold'] as const;
export type OversellPolicy = (typeof OVERSELL_POLICIES)[number];

/** serial: of one booking the next revision is handed out only when the PMS has decided the one before. */
export const FEED_MODES = ['all', 'serial'] as const;
export type FeedMode = (typeof FEED_MODES)[number];

/** How a partner speaks its contract: one of the contract's dialects, and what it means otherwise even there. */
export interface PartnerDialect {
  /** Absent: the contract's own. */
  readonly dialect?: string | undefined;
  readonly overrides?: DialectOverrides | undefined;
}

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
  /** How long a hold of this partner keeps its rooms; null: as long as the gateway's setting says. */
  readonly hold_minutes: number | null;
  /** What becomes of a reservation that the partner has already sold and for which there is no room. */
  readonly oversell_policy: OversellPolicy;
  readonly feed_mode: FeedMode;
  /** null: it speaks its contract to the letter. */
  readonly dialect: PartnerDialect | null;
  readonly status: 'ACTIVE' | 'INACTIVE';
}

/** What a connector must know to read a message of this partner as it was meant. */
export function decodeOptionsOf({
  dialect: own,
}: Pick<Partner, 'dialect'>): Pick<DecodeOptions, 'dialect' | 'overrides'> {
  const { dialect, overrides } = own ?? {};
  return { ...(dialect === undefined ? {} : { dialect }), ...(overrides === undefined ? {} : { overrides }) };
}

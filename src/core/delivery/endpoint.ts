import type { ChannelSettings } from '../model/channel-codec.js';
import type { Connector } from '../model/connector.js';
import type { Dialect, RequestBudget } from '../model/dialect.js';
import type { Partner } from '../partners/partner.js';

/** How a partner is reached, without its password. */
export interface Endpoint {
  readonly partner: string;
  readonly connector: string;
  readonly url: string;
  readonly username: string;
  readonly requestor_id: string | null;
  readonly dialect: string | null;
  readonly pricing: 'per_room' | 'per_occupancy' | null;
  readonly los: 'arrival' | 'through' | null;
  /** CLOSING: being disconnected; what is open there is closed first. */
  readonly status: 'ACTIVE' | 'PAUSED' | 'CLOSING';
  readonly failures: number;
  readonly breaker_until: string | null;
  readonly last_outcome: string | null;
  readonly last_success_at: string | null;
  /** What it allows otherwise than its contract, as in 10/60:message; null: as the contract says. */
  readonly budgets: readonly string[] | null;
  readonly body_bytes: number | null;
}

export interface EndpointInput extends Pick<
  Endpoint,
  'partner' | 'url' | 'username' | 'requestor_id' | 'dialect' | 'pricing' | 'los'
> {
  readonly password: string;
  readonly budgets?: readonly RequestBudget[] | null;
  readonly body_bytes?: number | null;
}

/** A partner with all that is needed to speak to it. */
export interface OpenEndpoint {
  readonly partner: Partner;
  readonly connector: Connector;
  /** With the limits of the partner where it has its own. */
  readonly dialect: Dialect;
  readonly url: string;
  /** It is being disconnected. */
  readonly closing: boolean;
  readonly settings: ChannelSettings;
}

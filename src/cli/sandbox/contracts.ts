import type { Connector } from '../../core/model/connector.js';
import { createAlpineBitsPms } from './pms/alpinebits.js';
import { createChannexPms } from './pms/channex.js';
import { mewsPms } from './pms/mews.js';
import { nativePms } from './pms/native.js';
import { createOtaPms } from './pms/ota.js';
import type { PmsContract } from './pms/pms-contract.js';
import { createBookingComPull } from './pulls/booking-com.js';
import { createExpediaPull } from './pulls/expedia.js';
import type { PullDeps, PullProtocol } from './pulls/pull-protocol.js';
import { expediaReservations } from './reservations/expedia.js';
import { nativeReservations } from './reservations/native.js';
import { openChannelReservations } from './reservations/open-channel.js';
import type { ReservationWriter } from './reservations/reservation-writer.js';
import { siteConnectReservations } from './reservations/siteconnect.js';

/** How a channel of one contract hands over its bookings; neither: it takes none. */
export interface ChannelContract {
  readonly push?: ReservationWriter;
  readonly pull?: (deps: PullDeps) => PullProtocol;
}

/** The contracts that a simulated channel speaks. */
export const CHANNEL_CONTRACTS: Readonly<Record<string, ChannelContract>> = {
  'booking-com': { pull: createBookingComPull },
  expedia: { push: expediaReservations, pull: createExpediaPull },
  siteconnect: { push: siteConnectReservations },
  'open-channel': { push: openChannelReservations },
  google: {},
  agoda: {},
  channex: {},
  ota: {},
  native: { push: nativeReservations },
};

/** The contracts that a simulated PMS speaks. */
export const PMS_CONTRACTS: Readonly<Record<string, (connector: Connector) => PmsContract>> = {
  native: () => nativePms,
  ota: createOtaPms,
  alpinebits: createAlpineBitsPms,
  channex: createChannexPms,
  mews: () => mewsPms,
};

export const SANDBOX_KINDS = ['ota', 'pms'] as const;
export type SandboxKind = (typeof SANDBOX_KINDS)[number];

import { systemClock } from '../core/model/clock.js';
import type { Connector } from '../core/model/connector.js';
import { createAlpineBitsConnector } from './alpinebits/alpinebits-connector.js';
import { createBookingComConnector } from './booking-com/booking-com-connector.js';
import { createChannexConnector } from './channex/channex-connector.js';
import { createAgodaConnector } from './agoda/agoda-connector.js';
import { createExpediaConnector } from './expedia/expedia-connector.js';
import { createGoogleConnector } from './google/google-connector.js';
import { createMewsConnector } from './mews/mews-connector.js';
import { createNativeConnector } from './native/native-connector.js';
import { createOpenChannelConnector } from './open-channel/open-channel-connector.js';
import { createOtaConnector } from './ota/ota-connector.js';
import { createSiteConnectConnector } from './siteconnect/siteconnect-connector.js';

/** Every wire contract that Bellhop speaks. A new one is a folder beside these and one line here. */
export const connectors: readonly Connector[] = [
  createOtaConnector({ clock: systemClock }),
  createNativeConnector(),
  createAlpineBitsConnector({ clock: systemClock }),
  createMewsConnector(),
  createAgodaConnector(),
  createChannexConnector(),
  createBookingComConnector({ clock: systemClock }),
  createSiteConnectConnector({ clock: systemClock }),
  createExpediaConnector({ clock: systemClock }),
  createOpenChannelConnector(),
  createGoogleConnector({ clock: systemClock }),
];

import { systemClock } from '../core/model/clock.js';
import type { Connector } from '../core/model/connector.js';
import { createNativeConnector } from './native/native-connector.js';
import { createOtaConnector } from './ota/ota-connector.js';

/** Every wire contract that Bellhop speaks. A new one is a folder beside these and one line here. */
export const connectors: readonly Connector[] = [
  createOtaConnector({ clock: systemClock }),
  createNativeConnector(),
];

import { systemClock } from '../core/model/clock.js';
import { createNativeConnector } from './native/native-connector.js';
import { createOtaConnector } from './ota/ota-connector.js';
/** Every wire contract that Bellhop speaks. A new one is a folder beside these and one line here. */
export const connectors = [
    createOtaConnector({ clock: systemClock }),
    createNativeConnector(),
];
//# sourceMappingURL=index.js.map
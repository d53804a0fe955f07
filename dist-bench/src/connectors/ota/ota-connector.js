import { decodeOta } from './decode.js';
import { encodeOta } from './encode.js';
/** OpenTravel XML with the meaning that pmsXchange gives it, plain or in SOAP 1.1. `clock` stamps the answers. */
export function createOtaConnector({ clock }) {
    return {
        id: 'ota',
        title: 'OpenTravel XML, pmsXchange-shaped',
        decode: (body, { charset }) => decodeOta(body, charset),
        encode: (envelope, outcome) => encodeOta(clock, envelope, outcome),
    };
}
//# sourceMappingURL=ota-connector.js.map
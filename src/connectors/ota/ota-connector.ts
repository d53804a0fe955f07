import type { Clock } from '../../core/model/clock.js';
import type { Connector } from '../../core/model/connector.js';
import { readSecurityHead } from '../shared/opentravel/security-head.js';
import { OTA_CERTIFICATION } from './certification.js';
import { decodeOta, OTA_MESSAGES } from './decode.js';
import { encodeOta } from './encode.js';
import { otaReservationPush } from './reservation-push.js';
import { OTA_DIALECTS, OTA_OVERRIDABLE } from './profile.js';

/** OpenTravel XML with the meaning that pmsXchange gives it, plain or in SOAP 1.1. `clock` stamps the answers. */
export function createOtaConnector({ clock }: { readonly clock: Clock }): Connector {
  return {
    id: 'ota',
    title: 'OpenTravel XML, pmsXchange-shaped',
    sides: ['pms'],
    versions: [],
    dialects: OTA_DIALECTS,
    overridable: OTA_OVERRIDABLE,
    messages: OTA_MESSAGES,
    senderOf: readSecurityHead,
    decode: (body, options) => decodeOta(body, options.charset, options),
    encode: (envelope, outcome) => encodeOta(clock, envelope, outcome),
    pms: otaReservationPush,
    certification: OTA_CERTIFICATION,
  };
}

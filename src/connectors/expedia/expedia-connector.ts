import type { Clock } from '../../core/model/clock.js';
import type { Connector } from '../../core/model/connector.js';
import { EXPEDIA_CERTIFICATION } from './certification.js';
import { decodeExpedia, EXPEDIA_MESSAGES } from './decode.js';
import { encodeExpediaAri } from './encode-ari.js';
import { encodeExpediaAnswer } from './encode-answer.js';
import { readInterfaceHead } from './interface-head.js';
import { AR_VERSIONS, EXPEDIA_DIALECTS } from './profile.js';
import { expediaPull } from './pull.js';
import { EXPEDIA_PUSHES } from './push-certification.js';
import { readExpediaAnswer } from './read-answer.js';

/** Expedia: updates by its own XML, bookings pulled or notified. `clock` stamps the answers. */
export function createExpediaConnector({ clock }: { readonly clock: Clock }): Connector {
  return {
    id: 'expedia',
    title: 'Expedia QuickConnect and Booking Notification',
    sides: ['channel'],
    versions: AR_VERSIONS,
    dialects: EXPEDIA_DIALECTS,
    overridable: ['los', 'absent_restriction'],
    messages: EXPEDIA_MESSAGES,
    senderOf: readInterfaceHead,
    decode: decodeExpedia,
    encode: (envelope, outcome) => encodeExpediaAnswer(clock, envelope, outcome),
    channel: { encodeAri: encodeExpediaAri, readAnswer: readExpediaAnswer, pull: expediaPull },
    push_certification: EXPEDIA_PUSHES,
    certification: EXPEDIA_CERTIFICATION,
  };
}

import type { Connector } from '../../core/model/connector.js';
import { OPEN_CHANNEL_CERTIFICATION } from './certification.js';
import { decodeOpenChannel, OPEN_CHANNEL_MESSAGES } from './decode.js';
import { encodeAri } from './encode-ari.js';
import { encodeOpenChannel } from './encode-answer.js';
import { OPEN_CHANNEL_DIALECTS } from './profile.js';
import { OPEN_CHANNEL_PUSHES } from './push-certification.js';
import { readAnswer } from './read-answer.js';

/** Open Channel: JSON changes out to booking channels, their bookings in. */
export function createOpenChannelConnector(): Connector {
  return {
    id: 'open-channel',
    title: 'Open Channel',
    sides: ['channel'],
    versions: [],
    dialects: OPEN_CHANNEL_DIALECTS,
    overridable: ['duplicate_dates', 'rate_absent'],
    messages: OPEN_CHANNEL_MESSAGES,
    decode: decodeOpenChannel,
    encode: encodeOpenChannel,
    channel: { encodeAri, readAnswer },
    push_certification: OPEN_CHANNEL_PUSHES,
    certification: OPEN_CHANNEL_CERTIFICATION,
  };
}

import type { Connector } from '../../core/model/connector.js';
import { CHANNEX_CERTIFICATION } from './certification.js';
import { decodeChannex } from './decode.js';
import { encodeChannex } from './encode.js';
import { encodeAri } from './encode-ari.js';
import { CHANNEX_PUSHES } from './push-certification.js';
import { readAnswer } from './read-answer.js';
import { CHANNEX_DIALECTS } from './profile.js';
import { encodeNotice } from './webhook-out.js';

/** The JSON API of Channex as its PMSs know it: rates and availability in, booking revisions out. */
export function createChannexConnector(): Connector {
  return {
    id: 'channex',
    title: 'Channex API v1',
    sides: ['pms'],
    versions: ['1'],
    dialects: CHANNEX_DIALECTS,
    overridable: ['los', 'faulty_field'],
    messages: ['availability', 'restrictions', 'booking_revisions', 'answer'],
    decode: decodeChannex,
    encode: encodeChannex,
    channel: { encodeAri, readAnswer },
    push_certification: CHANNEX_PUSHES,
    webhooks: { encode: encodeNotice },
    certification: CHANNEX_CERTIFICATION,
  };
}

import type { Connector } from '../../core/model/connector.js';
import { AGODA_MESSAGES, decodeAgoda } from './decode.js';
import { encodeAgoda } from './encode.js';
import { encodeAri } from './encode-ari.js';
import { AGODA_DIALECTS } from './profile.js';
import { AGODA_PUSHES } from './push-certification.js';
import { readAnswer } from './read-answer.js';

/** Agoda: rates and availability out, in YCS 5 or OpenTravel 2013A. */
export function createAgodaConnector(): Connector {
  return {
    id: 'agoda',
    title: 'Agoda YCS 5 and OpenTravel 2013A',
    sides: ['channel'],
    versions: [],
    dialects: AGODA_DIALECTS,
    messages: AGODA_MESSAGES,
    decode: decodeAgoda,
    encode: encodeAgoda,
    channel: { encodeAri, readAnswer },
    push_certification: AGODA_PUSHES,
  };
}

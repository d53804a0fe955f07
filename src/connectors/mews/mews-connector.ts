import type { Connector } from '../../core/model/connector.js';
import { MEWS_CERTIFICATION } from './certification.js';
import { findText } from '../shared/json-head.js';
import { credentialsOf } from './confirmation.js';
import { decodeMews, MEWS_OPERATIONS } from './decode.js';
import { encodeMews } from './encode.js';
import { processGroup } from './process-group.js';
import { MEWS_DIALECTS } from './profile.js';

/** JSON of the Mews Channel Manager API: rates and availability in, groups of reservations out. */
export function createMewsConnector(): Connector {
  return {
    id: 'mews',
    title: 'Mews Channel Manager API',
    sides: ['pms'],
    versions: [],
    dialects: MEWS_DIALECTS,
    messages: MEWS_OPERATIONS,
    senderOf: (head) => credentialsOf(findText(head, 'clientToken')),
    decode: decodeMews,
    encode: encodeMews,
    pms: processGroup,
    certification: MEWS_CERTIFICATION,
  };
}

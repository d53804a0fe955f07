import type { Clock } from '../../core/model/clock.js';
import type { Connector } from '../../core/model/connector.js';
import { readOpenTravelAnswer } from '../shared/opentravel/read-answer.js';
import { decodeGoogle, GOOGLE_MESSAGES } from './decode.js';
import { encodeGoogleAnswer } from './encode-answer.js';
import { encodeAri } from './encode-ari.js';
import { GOOGLE_DIALECTS } from './profile.js';
import { GOOGLE_PUSHES } from './push-certification.js';

/** Google Hotel ARI: rates and availability to Google, which takes no reservations back. `clock` stamps its answers. */
export function createGoogleConnector({ clock }: { readonly clock: Clock }): Connector {
  return {
    id: 'google',
    title: 'Google Hotel ARI',
    sides: ['channel'],
    versions: [],
    dialects: GOOGLE_DIALECTS,
    overridable: ['los', 'duplicate_dates', 'rate_absent', 'stock_level', 'child_prices'],
    messages: GOOGLE_MESSAGES,
    decode: decodeGoogle,
    encode: (envelope, outcome) => encodeGoogleAnswer(envelope, outcome, clock.now().toISOString()),
    channel: { encodeAri, readAnswer: readOpenTravelAnswer, lifts_advance_days: true, replaces_prices: true },
    push_certification: GOOGLE_PUSHES,
  };
}

import type { Clock } from '../../core/model/clock.js';
import type { Connector } from '../../core/model/connector.js';
import { readSecurityHead } from '../shared/opentravel/security-head.js';
import { readOpenTravelAnswer } from '../shared/opentravel/read-answer.js';
import { SITECONNECT_CERTIFICATION } from './certification.js';
import { decodeSiteConnect, SITECONNECT_MESSAGES } from './decode.js';
import { encodeSiteConnectAri } from './encode-ari.js';
import { encodeSiteConnectAnswer } from './encode-answer.js';
import { SITECONNECT_DIALECTS } from './profile.js';
import { SITECONNECT_PUSHES } from './push-certification.js';

/** SiteMinder's contract with booking channels, over SOAP 1.1. `clock` stamps the answers. */
export function createSiteConnectConnector({ clock }: { readonly clock: Clock }): Connector {
  return {
    id: 'siteconnect',
    title: 'SiteConnect, OpenTravel XML over SOAP 1.1',
    sides: ['channel'],
    versions: [],
    dialects: SITECONNECT_DIALECTS,
    overridable: ['los', 'duplicate_dates', 'rate_absent', 'stock_level', 'child_prices'],
    messages: SITECONNECT_MESSAGES,
    senderOf: readSecurityHead,
    decode: decodeSiteConnect,
    encode: (envelope, outcome) => encodeSiteConnectAnswer(clock, envelope, outcome),
    certification: SITECONNECT_CERTIFICATION,
    channel: { encodeAri: encodeSiteConnectAri, readAnswer: readOpenTravelAnswer },
    push_certification: SITECONNECT_PUSHES,
  };
}

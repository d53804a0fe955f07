import type { Clock } from '../../core/model/clock.js';
import type { Connector } from '../../core/model/connector.js';
import { actionNames } from './action-names.js';
import { DOCUMENTS } from './actions.js';
import { ALPINEBITS_CERTIFICATION } from './certification.js';
import { decodeAlpineBits } from './decode.js';
import { encodeAlpineBits } from './encode.js';
import { pushReservation } from './guest-requests/push-reservation.js';
import { ALPINEBITS_DIALECTS } from './profile.js';
import { priceStay } from './rate-plans/price-stay.js';
import { WIRE_VERSIONS } from './versions.js';

/** AlpineBits HotelData, all versions from 2017-10 on. `clock` stamps the answers. */
export function createAlpineBitsConnector({ clock }: { readonly clock: Clock }): Connector {
  return {
    id: 'alpinebits',
    title: 'AlpineBits HotelData',
    sides: ['pms'],
    versions: WIRE_VERSIONS,
    dialects: ALPINEBITS_DIALECTS,
    messages: [...new Set(DOCUMENTS.map(({ message }) => message))].filter((message) =>
      message.endsWith('RQ'),
    ),
    actions: actionNames,
    certification: ALPINEBITS_CERTIFICATION,
    decode: decodeAlpineBits,
    encode: (envelope, outcome) => encodeAlpineBits(clock, envelope, outcome),
    pms: pushReservation,
    priceStay,
  };
}

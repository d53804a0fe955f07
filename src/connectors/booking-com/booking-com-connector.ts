import type { Clock } from '../../core/model/clock.js';
import type { Connector } from '../../core/model/connector.js';
import { BOOKING_COM_NAMES, decodeBookingCom } from './decode.js';
import { encodeBookingComAnswer } from './encode-answer.js';
import { encodeAri } from './encode-ari.js';
import { BOOKING_COM_DIALECTS } from './profile.js';
import { bookingComPull } from './pull.js';
import { BOOKING_COM_PUSHES } from './push-certification.js';
import { readAnswer } from './read-answer.js';

/** Booking.com Connectivity: OpenTravel XML and B.XML out, reservations fetched and acknowledged. `clock` stamps its answers. */
export function createBookingComConnector({ clock }: { readonly clock: Clock }): Connector {
  return {
    id: 'booking-com',
    title: 'Booking.com Connectivity',
    sides: ['channel'],
    versions: [],
    dialects: BOOKING_COM_DIALECTS,
    overridable: ['los', 'duplicate_dates', 'rate_absent', 'stock_level'],
    messages: BOOKING_COM_NAMES,
    decode: decodeBookingCom,
    encode: (envelope, outcome) => encodeBookingComAnswer(envelope, outcome, clock.now().toISOString()),
    channel: { encodeAri, readAnswer, pull: bookingComPull, lifts_advance_days: true },
    push_certification: BOOKING_COM_PUSHES,
  };
}

import type { DecodedContent, DecodedMessage, DecodeOptions } from '../../core/model/connector.js';
import { asRepeated } from '../shared/as-repeated.js';
import { findDialect } from '../shared/find-dialect.js';
import { ANSWER_MESSAGES } from '../shared/opentravel/answer-message.js';
import { booleanOf, type CreateMessageDecoder } from '../shared/opentravel/message-decoder.js';
import { readOpenTravel } from '../shared/opentravel/opentravel-document.js';
import { createPing } from '../shared/opentravel/ping.js';
import { createAvailRateUpdate } from './avail-rate-update.js';
import { createCancel, createResModifyNotif, createResNotif } from './booking-notification.js';
import { createBookingRetrieval, EQC_DOCUMENTS } from './booking-retrieval.js';
import { createInterfaceHeader } from './interface-header.js';
import { EXPEDIA, EXPEDIA_DIALECTS } from './profile.js';

const REQUESTS = new Map<string, CreateMessageDecoder>([
  ['AvailRateUpdateRQ', createAvailRateUpdate],
  ['BookingRetrievalRS', createBookingRetrieval],
  ['OTA_HotelResNotifRQ', createResNotif],
  ['OTA_HotelResModifyNotifRQ', createResModifyNotif],
  ['OTA_CancelRQ', createCancel],
  ['OTA_PingRQ', createPing],
]);

export const EXPEDIA_MESSAGES = [...REQUESTS.keys()];

const MESSAGES = new Map([...REQUESTS, ...EQC_DOCUMENTS, ...ANSWER_MESSAGES]);
/** 100 kB as the API counts them ("Expedia, AR limits", error 3405). */
const MOST_AR_BYTES = 102_400;

/** Either side's messages: what is sent to Expedia, and what it sends. */
export async function decodeExpedia(body: Uint8Array, options: DecodeOptions): Promise<DecodedMessage> {
  const decoded = await readOpenTravel(body, options.charset, {
    messages: MESSAGES,
    dialect: findDialect(EXPEDIA_DIALECTS, options),
    header: createInterfaceHeader,
  });
  if (decoded.envelope.message === 'AvailRateUpdateRQ' && body.length > MOST_AR_BYTES)
    return tooLarge(decoded);
  const { content, envelope } = decoded;
  const { hotel_code: hotel = null, retry = '' } = envelope.extra ?? {};
  const said = withHotel(content, hotel);
  return { ...decoded, content: said !== null && booleanOf(retry) === true ? asRepeated(said) : said };
}

function tooLarge({ envelope, faults }: DecodedMessage): DecodedMessage {
  const message = 'The message is larger than 100 kB; split it';
  const fault = { pointer: '/AvailRateUpdateRQ', code: 'TOO_LARGE', message, ota: EXPEDIA.tooLarge };
  return { envelope, content: null, faults: [fault, ...faults] };
}

/** The header names the hotel where the message does not. */
function withHotel(content: DecodedContent | null, hotel: string | null): DecodedContent | null {
  if (content?.kind !== 'reservations' || hotel === null) return content;
  const reservations = content.reservations.map((each) => ({
    ...each,
    hotel_code: each.hotel_code ?? hotel,
  }));
  return { ...content, reservations };
}

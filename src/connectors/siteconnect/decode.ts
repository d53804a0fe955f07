import type { DecodedMessage, DecodeOptions } from '../../core/model/connector.js';
import { findDialect } from '../shared/find-dialect.js';
import { ANSWER_MESSAGES } from '../shared/opentravel/answer-message.js';
import { createHotelAvailNotif } from '../shared/opentravel/hotel-avail-notif.js';
import { createHotelRateAmountNotif } from '../shared/opentravel/hotel-rate-amount-notif.js';
import type { CreateMessageDecoder } from '../shared/opentravel/message-decoder.js';
import { readOpenTravel } from '../shared/opentravel/opentravel-document.js';
import { createPing } from '../shared/opentravel/ping.js';
import { createHotelAvail } from './hotel-avail.js';
import { createHotelResNotif } from './hotel-res-notif.js';
import { SITECONNECT_DIALECTS } from './profile.js';

const REQUESTS = new Map<string, CreateMessageDecoder>([
  ['OTA_HotelAvailNotifRQ', createHotelAvailNotif],
  ['OTA_HotelRateAmountNotifRQ', createHotelRateAmountNotif],
  ['OTA_HotelResNotifRQ', createHotelResNotif],
  ['OTA_HotelAvailRQ', createHotelAvail],
  ['OTA_PingRQ', createPing],
]);

export const SITECONNECT_MESSAGES = [...REQUESTS.keys()];

const MESSAGES = new Map([...REQUESTS, ...ANSWER_MESSAGES]);

/** Either side's messages: what it sends to a channel, and what a channel sends to it. */
export function decodeSiteConnect(body: Uint8Array, options: DecodeOptions): Promise<DecodedMessage> {
  return readOpenTravel(body, options.charset, {
    messages: MESSAGES,
    dialect: findDialect(SITECONNECT_DIALECTS, options),
  });
}

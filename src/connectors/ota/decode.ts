import type { DecodedMessage, DecodeOptions } from '../../core/model/connector.js';
import { findDialect } from '../shared/find-dialect.js';
import { ANSWER_MESSAGES } from '../shared/opentravel/answer-message.js';
import { createHotelAvailNotif } from '../shared/opentravel/hotel-avail-notif.js';
import { createHotelInvCountNotif } from '../shared/opentravel/hotel-inv-count-notif.js';
import { createHotelRateAmountNotif } from '../shared/opentravel/hotel-rate-amount-notif.js';
import type { CreateMessageDecoder } from '../shared/opentravel/message-decoder.js';
import { keepDocument } from '../shared/opentravel/kept-document.js';
import { readOpenTravel } from '../shared/opentravel/opentravel-document.js';
import { createPing } from '../shared/opentravel/ping.js';
import { createHotelBookingRuleNotif } from './hotel-booking-rule-notif.js';
import { createNotifReport } from './notif-report.js';
import { OTA_DIALECTS } from './profile.js';
import { createRead } from './read.js';
import { createHotelResNotif, createResRetrieve } from './reservations.js';

const MESSAGES = new Map<string, CreateMessageDecoder>([
  ['OTA_HotelAvailNotifRQ', createHotelAvailNotif],
  ['OTA_HotelRateAmountNotifRQ', createHotelRateAmountNotif],
  ['OTA_HotelInvCountNotifRQ', createHotelInvCountNotif],
  ['OTA_HotelBookingRuleNotifRQ', createHotelBookingRuleNotif],
  ['OTA_PingRQ', createPing],
  ['OTA_ReadRQ', createRead],
  ['OTA_NotifReportRQ', createNotifReport],
  ['OTA_HotelResNotifRQ', createHotelResNotif],
  ['OTA_ResRetrieveRS', createResRetrieve],
  ...ANSWER_MESSAGES,
]);

keepDocument({ messages: MESSAGES, dialect: findDialect(OTA_DIALECTS, {}) });

export const OTA_MESSAGES = [...MESSAGES.keys()];

/**
 * Reads one OpenTravel message, plain or in a SOAP 1.1 envelope.
 * Whatever a partner sent comes back as faults, never as an exception.
 */
export function decodeOta(
  body: Uint8Array,
  charset: string | null,
  options: Pick<DecodeOptions, 'dialect' | 'overrides'> = {},
): Promise<DecodedMessage> {
  return readOpenTravel(body, charset, {
    messages: MESSAGES,
    dialect: findDialect(OTA_DIALECTS, options),
  });
}

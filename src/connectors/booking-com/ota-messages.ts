import { ANSWER_MESSAGES } from '../shared/opentravel/answer-message.js';
import type { CreateMessageDecoder } from '../shared/opentravel/message-decoder.js';
import { createHotelAvailNotif } from '../shared/opentravel/hotel-avail-notif.js';
import { createHotelRateAmountNotif } from '../shared/opentravel/hotel-rate-amount-notif.js';

/** Rates and availability of its OpenTravel grammar and its answers, by root element. */
export const BOOKING_COM_MESSAGES: ReadonlyMap<string, CreateMessageDecoder> = new Map([
  ...ANSWER_MESSAGES,
  ['OTA_HotelAvailNotifRQ', createHotelAvailNotif],
  ['OTA_HotelRateAmountNotifRQ', createHotelRateAmountNotif],
]);

import { answerDecoder } from './answers/answer.js';
import { answerBaseRates, createBaseRatesResponse } from './base-rates/base-rates-answer.js';
import { createBaseRatesRequest, writeBaseRatesRequest } from './base-rates/base-rates-request.js';
import type { AlpineBitsDocument } from './document-decoder.js';
import { createEventReports, writeEventReports } from './events/event-reports.js';
import { createRatePlans } from './rate-plans/decode-rate-plans.js';
import { writeRatePlans } from './rate-plans/write-rate-plans.js';

const RATE_PLANS = ['OTA_HotelRatePlanNotif:RatePlans'];
const BASE_RATES = ['OTA_HotelRatePlan:BaseRates'];
const EVENTS = ['OTA_HotelPostEventNotif:EventReports'];

/** RatePlans, BaseRates and EventReports. */
export const RATE_DOCUMENTS: readonly AlpineBitsDocument[] = [
  {
    message: 'OTA_HotelRatePlanNotifRQ',
    actions: RATE_PLANS,
    decode: createRatePlans,
    write: writeRatePlans,
  },
  {
    message: 'OTA_HotelRatePlanNotifRS',
    actions: RATE_PLANS,
    decode: answerDecoder('OTA_HotelRatePlanNotifRS'),
  },
  {
    message: 'OTA_HotelRatePlanRQ',
    actions: BASE_RATES,
    decode: createBaseRatesRequest,
    write: writeBaseRatesRequest,
    answer: answerBaseRates,
  },
  { message: 'OTA_HotelRatePlanRS', actions: BASE_RATES, decode: createBaseRatesResponse },
  {
    message: 'OTA_HotelPostEventNotifRQ',
    actions: EVENTS,
    since: '2022-10',
    decode: createEventReports,
    write: writeEventReports,
  },
  {
    message: 'OTA_HotelPostEventNotifRS',
    actions: EVENTS,
    since: '2022-10',
    decode: answerDecoder('OTA_HotelPostEventNotifRS'),
  },
];

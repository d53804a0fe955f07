import { answerDecoder } from './answers/answer.js';
import type { AlpineBitsDocument } from './document-decoder.js';
import { createAcknowledgements, writeNotifReport } from './guest-requests/acknowledgements.js';
import { answerRead, answerReport, answerResNotif } from './guest-requests/guest-answers.js';
import { createReadRequest, writeReadRequest } from './guest-requests/read-request.js';
import { createResNotif, createResRetrieve } from './guest-requests/reservations.js';
import { writeResNotif } from './guest-requests/write-incoming.js';

const READ = ['OTA_Read:GuestRequests'];
const REPORT = ['OTA_NotifReport:GuestRequests'];
const PUSH = 'OTA_HotelResNotif:GuestRequests';
const STATUS_UPDATE = 'OTA_HotelResNotif:GuestRequests_StatusUpdate';

/** GuestRequests: quotes, bookings and cancellations, fetched or pushed, and what became of them. */
export const GUEST_DOCUMENTS: readonly AlpineBitsDocument[] = [
  {
    message: 'OTA_ReadRQ',
    actions: READ,
    decode: createReadRequest,
    write: writeReadRequest,
    answer: answerRead,
  },
  { message: 'OTA_ResRetrieveRS', actions: READ, decode: createResRetrieve },
  {
    message: 'OTA_NotifReportRQ',
    actions: REPORT,
    decode: createAcknowledgements,
    write: writeNotifReport,
    answer: answerReport,
  },
  { message: 'OTA_NotifReportRS', actions: REPORT, decode: answerDecoder('OTA_NotifReportRS') },
  {
    message: 'OTA_HotelResNotifRQ',
    actions: [PUSH, STATUS_UPDATE],
    since: '2018-10',
    decode: createResNotif,
    write: writeResNotif,
    answer: answerResNotif,
  },
  {
    message: 'OTA_HotelResNotifRS',
    actions: [PUSH, STATUS_UPDATE],
    since: '2018-10',
    decode: createAcknowledgements,
  },
];

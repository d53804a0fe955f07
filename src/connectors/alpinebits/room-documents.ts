import { answerDecoder } from './answers/answer.js';
import type { AlpineBitsDocument } from './document-decoder.js';
import { createHotelAvailNotif } from './freerooms/hotel-avail-notif.js';
import { createHotelInvCountNotif } from './freerooms/hotel-inv-count-notif.js';
import { writeHotelAvailNotif, writeHotelInvCountNotif } from './freerooms/write-free-rooms.js';
import { answerPing, createPingRequest, createPingResponse, writePingRequest } from './handshake/ping.js';
import { createDescriptiveContent, writeDescriptiveContent } from './inventory/descriptive-content.js';
import {
  answerDescriptiveInfo,
  createDescriptiveInfoRequest,
  createDescriptiveInfoResponse,
  writeDescriptiveInfoRequest,
} from './inventory/descriptive-info.js';

const HANDSHAKING = ['OTA_Ping:Handshaking'];
const FREE_ROOMS_BEFORE_2020 = ['OTA_HotelAvailNotif:FreeRooms'];
const FREE_ROOMS = ['OTA_HotelInvCountNotif:FreeRooms'];
const CONTENT_PUSH = ['OTA_HotelDescriptiveContentNotif:Inventory', 'OTA_HotelDescriptiveContentNotif:Info'];
const CONTENT_PULL = ['OTA_HotelDescriptiveInfo:Inventory', 'OTA_HotelDescriptiveInfo:Info'];

/** Handshake, FreeRooms, Inventory and Info. */
export const ROOM_DOCUMENTS: readonly AlpineBitsDocument[] = [
  {
    message: 'OTA_PingRQ',
    actions: HANDSHAKING,
    since: '2018-10',
    decode: createPingRequest,
    write: writePingRequest,
    answer: answerPing,
  },
  { message: 'OTA_PingRS', actions: HANDSHAKING, since: '2018-10', decode: createPingResponse },
  {
    message: 'OTA_HotelAvailNotifRQ',
    actions: FREE_ROOMS_BEFORE_2020,
    until: '2018-10',
    decode: createHotelAvailNotif,
    write: writeHotelAvailNotif,
  },
  {
    message: 'OTA_HotelAvailNotifRS',
    actions: FREE_ROOMS_BEFORE_2020,
    until: '2018-10',
    decode: answerDecoder('OTA_HotelAvailNotifRS'),
  },
  {
    message: 'OTA_HotelInvCountNotifRQ',
    actions: FREE_ROOMS,
    since: '2020-10',
    decode: createHotelInvCountNotif,
    write: writeHotelInvCountNotif,
  },
  {
    message: 'OTA_HotelInvCountNotifRS',
    actions: FREE_ROOMS,
    since: '2020-10',
    decode: answerDecoder('OTA_HotelInvCountNotifRS'),
  },
  {
    message: 'OTA_HotelDescriptiveContentNotifRQ',
    actions: CONTENT_PUSH,
    decode: createDescriptiveContent,
    write: writeDescriptiveContent,
  },
  {
    message: 'OTA_HotelDescriptiveContentNotifRS',
    actions: CONTENT_PUSH,
    decode: answerDecoder('OTA_HotelDescriptiveContentNotifRS'),
  },
  {
    message: 'OTA_HotelDescriptiveInfoRQ',
    actions: CONTENT_PULL,
    decode: createDescriptiveInfoRequest,
    write: writeDescriptiveInfoRequest,
    answer: answerDescriptiveInfo,
  },
  { message: 'OTA_HotelDescriptiveInfoRS', actions: CONTENT_PULL, decode: createDescriptiveInfoResponse },
];

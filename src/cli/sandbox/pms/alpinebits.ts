import type { Connector } from '../../../core/model/connector.js';
import { basicAuth } from '../../../connectors/shared/basic-auth.js';
import { coalesce } from '../../../connectors/shared/coalesce.js';
import { OTA_NAMESPACE } from '../../../connectors/shared/opentravel/soap-answer.js';
import { element, writeXml, type XmlElement } from '../../../connectors/shared/xml-writer.js';
import type { OutgoingMessage, Sender } from '../reservations/reservation-writer.js';
import { ratePlanElements } from './alpinebits-rate-plans.js';
import type { PmsContract, StatePush, TakenReservation } from './pms-contract.js';
import { readReservations } from './read-reservations.js';
import { readXmlVerdict } from './xml-answer.js';

const VERSION = '2022-10';
const BOUNDARY = 'bellhop-sandbox-form';
const FREE_ROOMS = 'OTA_HotelInvCountNotif:FreeRooms';
const RATE_PLANS = 'OTA_HotelRatePlanNotif:RatePlans';
const READ = 'OTA_Read:GuestRequests';
const REPORT = 'OTA_NotifReport:GuestRequests';
/** UniqueID Type of a reservation, and of a cancellation. */
const TYPES = { new: 14, modify: 14, cancel: 15 } as const;

/** AlpineBits: counts as FreeRooms, prices and stays as RatePlans (each plan whole), reservations by GuestRequests. */
export function createAlpineBitsPms(connector: Connector): PmsContract {
  return {
    whole_rate_plans: true,
    push: (push, sender) => [...freeRooms(push, sender), ...ratePlans(push, sender)],
    readPush: (_message, reply) => readXmlVerdict(reply),
    fetching: {
      ask: (hotel, sender) => {
        const request = element('HotelReadRequest', { HotelCode: hotel });
        return post(READ, root('OTA_ReadRQ', sender, element('ReadRequests', {}, request)), sender);
      },
      read: (reply) => readReservations(connector, reply, { action: READ, wireVersion: VERSION }),
      acknowledge: (taken, sender) => (taken.length === 0 ? [] : [report(taken, sender)]),
    },
  };
}

function freeRooms({ hotel_code, cells, full }: StatePush, sender: Sender): OutgoingMessage[] {
  const counts = coalesce(cells, ({ rate_code, available }) => (rate_code === null ? available : undefined));
  if (counts.length === 0) return [];
  const items = counts.map(({ room_code, from, to, value }) =>
    element(
      'Inventory',
      {},
      element('StatusApplicationControl', { Start: from, End: to, InvTypeCode: room_code }),
      element('InvCounts', {}, element('InvCount', { CountType: 2, Count: value })),
    ),
  );
  const message = root(
    'OTA_HotelInvCountNotifRQ',
    sender,
    full ? element('UniqueID', { Type: 16, ID: 1, Instance: 'CompleteSet' }) : undefined,
    element('Inventories', { HotelCode: hotel_code }, ...items),
  );
  return [post(FREE_ROOMS, message, sender)];
}

function ratePlans({ hotel_code, cells }: StatePush, sender: Sender): OutgoingMessage[] {
  const plans = ratePlanElements(cells);
  if (plans.length === 0) return [];
  const list = element('RatePlans', { HotelCode: hotel_code }, ...plans);
  return [post(RATE_PLANS, root('OTA_HotelRatePlanNotifRQ', sender, list), sender)];
}

function report(taken: readonly TakenReservation[], sender: Sender): OutgoingMessage {
  const reservations = taken.map(({ reservation: { action, reference } }) =>
    element('HotelReservation', {}, element('UniqueID', { Type: TYPES[action], ID: reference })),
  );
  const list = element('HotelReservations', {}, ...reservations);
  const details = element('NotifDetails', {}, element('HotelNotifReport', {}, list));
  return post(REPORT, root('OTA_NotifReportRQ', sender, element('Success'), details), sender);
}

function root(name: string, { now }: Sender, ...children: (XmlElement | undefined)[]): XmlElement {
  return element(name, { xmlns: OTA_NAMESPACE, Version: '4', TimeStamp: now }, ...children);
}

/** "AlpineBits, transport": a form with the action and the document. */
function post(action: string, document: XmlElement, { partner, key }: Sender): OutgoingMessage {
  const fields = [
    ['action', action],
    ['request', writeXml(document)],
  ] as const;
  const parts = fields.map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return {
    method: 'POST',
    path: '/pms/alpinebits',
    headers: {
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      authorization: basicAuth({ username: partner, password: key }),
      'x-alpinebits-clientprotocolversion': VERSION,
      'x-alpinebits-clientid': partner,
    },
    body: `${parts.join('')}--${BOUNDARY}--\r\n`,
    message: document.name,
  };
}

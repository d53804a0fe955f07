import type { ChannelSettings, WireRequest } from '../../../core/model/channel-codec.js';
import type { Connector } from '../../../core/model/connector.js';
import { availMessages } from '../../../connectors/shared/opentravel/push-avail.js';
import { rateMessages } from '../../../connectors/shared/opentravel/push-rates.js';
import {
  inSecuredSoap,
  OTA_NAMESPACE,
  XML_CONTENT_TYPE,
} from '../../../connectors/shared/opentravel/soap-answer.js';
import {
  controlElement,
  notifRequests,
  type WireMessage,
} from '../../../connectors/shared/opentravel/wire-message.js';
import { element, writeXml, type XmlElement } from '../../../connectors/shared/xml-writer.js';
import type { OutgoingMessage, Sender } from '../reservations/reservation-writer.js';
import { readReservations } from './read-reservations.js';
import type { PmsContract, StatePush, TakenReservation } from './pms-contract.js';
import { readXmlVerdict } from './xml-answer.js';

const PATH = '/pms/ota';
/** "pmsXchange, transport": 2 MB. */
const BODY_BYTES = 2_000_000;
/** SetMinLOS is of the arrival; a Time of 0 lifts a limit. */
const GRAMMAR = { los: 'arrival', noMinimum: 0, noMaximum: 0, maxRooms: 9_999 } as const;
const RES_STATUS = { new: 'Book', modify: 'Modify', cancel: 'Cancel' } as const;

/** OpenTravel as pmsXchange means it, in SOAP with WS-Security: availability first, then rates; reservations are fetched. */
export function createOtaPms(connector: Connector): PmsContract {
  return {
    push: (push, sender) => [...availability(push, sender), ...rates(push, sender)].map(toOutgoing),
    readPush: (_message, reply) => readXmlVerdict(reply),
    fetching: {
      ask: (hotel, sender) => soap(readRequest(hotel), 'OTA_ReadRQ', sender),
      read: (reply) => readReservations(connector, reply, {}),
      acknowledge: (taken, sender) =>
        taken.length === 0 ? [] : [soap(report(taken), 'OTA_NotifReportRQ', sender)],
    },
  };
}

function settingsOf({ partner, key, id, now }: Sender): ChannelSettings {
  let count = 0;
  const nextId = (): string => `${id}-${++count}`;
  return { username: partner, password: key, requestor_id: partner, now, nextId };
}

function availability({ hotel_code, cells }: StatePush, sender: Sender): WireRequest[] {
  const messages = availMessages(cells, GRAMMAR).map(
    ({ attributes, children, values, ...range }): WireMessage => ({
      range: { ...range, value: null },
      element: element(
        'AvailStatusMessage',
        attributes,
        controlElement({ ...range, value: null }),
        ...children,
      ),
      values,
    }),
  );
  const action = 'HotelAvailNotifRQ';
  return notifRequests(
    messages,
    { message: 'OTA_HotelAvailNotifRQ', action, list: 'AvailStatusMessages', hotel_code },
    { settings: settingsOf(sender), bodyBytes: BODY_BYTES },
  );
}

function rates({ hotel_code, cells }: StatePush, sender: Sender): WireRequest[] {
  const messages = rateMessages(cells).map(({ rates: written, values, ...range }): WireMessage => {
    const control = controlElement({ ...range, value: null });
    return {
      range: { ...range, value: null },
      element: element('RateAmountMessage', {}, control, written),
      values,
    };
  });
  const action = 'HotelRateAmountNotifRQ';
  return notifRequests(
    messages,
    { message: 'OTA_HotelRateAmountNotifRQ', action, list: 'RateAmountMessages', hotel_code },
    { settings: settingsOf(sender), bodyBytes: BODY_BYTES },
  );
}

function toOutgoing({ method, headers, body, message }: WireRequest): OutgoingMessage {
  return { method, path: PATH, headers, body, message };
}

interface Part {
  readonly children: readonly (XmlElement | undefined)[];
}

function soap({ children }: Part, message: string, { partner, key, id, now }: Sender): OutgoingMessage {
  const attributes = { xmlns: OTA_NAMESPACE, Version: '1.0', TimeStamp: now, EchoToken: id };
  const root = element(message, attributes, ...children);
  return {
    method: 'POST',
    path: PATH,
    headers: { 'content-type': XML_CONTENT_TYPE, soapaction: `"${message}"` },
    body: writeXml(inSecuredSoap(root, { username: partner, password: key })),
    message,
  };
}

function readRequest(hotel: string | undefined): Part {
  const criteria = element('SelectionCriteria', { SelectionType: 'Undelivered' });
  const request = element('HotelReadRequest', { HotelCode: hotel }, criteria);
  return { children: [element('ReadRequests', {}, request)] };
}

/** The verdict names the message, UniqueID Type 16 ("pmsXchange, reservation delivery"). */
function report(taken: readonly TakenReservation[]): Part {
  const reservations = taken.map(({ reservation, number }) => {
    const id = element('HotelReservationID', { ResID_Type: 14, ResID_Value: number });
    return element(
      'HotelReservation',
      { ResStatus: RES_STATUS[reservation.action] },
      element('UniqueID', { Type: 16, ID: reservation.message_id ?? undefined }),
      element('ResGlobalInfo', {}, element('HotelReservationIDs', {}, id)),
    );
  });
  const list = element('HotelReservations', {}, ...reservations);
  return {
    children: [element('Success'), element('NotifDetails', {}, element('HotelNotifReport', {}, list))],
  };
}

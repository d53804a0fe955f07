import type { DecodedContent } from '../../core/model/connector.js';
import type { IncomingReservation } from '../../core/model/incoming-reservation.js';
import { toAnswer } from '../shared/opentravel/answer-message.js';
import { readHotelReservation } from '../shared/opentravel/hotel-reservation.js';
import { quote, type OtaContext } from '../shared/opentravel/message-decoder.js';
import { OTA, RESERVATION_NUMBERS } from '../shared/opentravel/ota-numbers.js';
import { refuseAt, type ReservationReading } from '../shared/opentravel/reservation-values.js';
import { createTreeMessage } from '../shared/opentravel/tree-message.js';
import { attributeOf, childOf, childrenOf, type XmlNode } from '../shared/xml-tree.js';

/** "Who uses which ResStatus word": pmsXchange, SiteConnect, AlpineBits and the uploads of PMSs in one list. */
const ACTIONS = new Map<string, IncomingReservation['action']>([
  ['Book', 'new'],
  ['Commit', 'new'],
  ['Reserved', 'new'],
  ['Requested', 'new'],
  ['Waitlisted', 'new'],
  ['Modify', 'modify'],
  ['Modified', 'modify'],
  ['In-house', 'modify'],
  ['Checked-Out', 'modify'],
  ['Checked out', 'modify'],
  ['No-show', 'modify'],
  ['Cancel', 'cancel'],
  ['Cancelled', 'cancel'],
]);
const REMEDY = 'send Book, Modify or Cancel';

/** OTA_HotelResNotifRQ: reservations pushed to a PMS, or uploaded by one ("pmsXchange, message set"). */
export const createHotelResNotif = createTreeMessage('OTA_HotelResNotifRQ', (root, context) => ({
  finish: () => finish(root, childrenOf(root, 'HotelReservations', 'HotelReservation'), context),
}));

/** OTA_ResRetrieveRS: what a PMS is given that asks. An empty list is an answer too; errors are one without reservations. */
export const createResRetrieve = createTreeMessage('OTA_ResRetrieveRS', (root, context) => ({
  finish() {
    const success = childOf(root, 'Success') !== undefined;
    const failed = childOf(root, 'Errors') !== undefined;
    if (success === failed) {
      const message = success
        ? 'Success and Errors in one answer; it says one of the two'
        : 'Neither Success nor Errors; it says one of the two';
      refuseAt({ faults: context.faults }, root, success ? OTA.invalidValue : OTA.missing, message);
    }
    if (failed) return toAnswer(root);
    const nodes = childrenOf(root, 'ReservationsList', 'HotelReservation');
    return { kind: 'reservations', reservations: readAll(root, nodes, context) };
  },
}));

function finish(root: XmlNode, nodes: readonly XmlNode[], context: OtaContext): DecodedContent {
  if (nodes.length === 0) {
    const message = 'The message has no HotelReservation, so it says nothing; send one';
    refuseAt({ faults: context.faults }, root, OTA.missing, message);
  }
  return { kind: 'reservations', reservations: readAll(root, nodes, context) };
}

function readAll(
  root: XmlNode,
  nodes: readonly XmlNode[],
  { faults }: OtaContext,
): readonly IncomingReservation[] {
  const reading: ReservationReading = { faults, numbers: RESERVATION_NUMBERS };
  return nodes.flatMap((node) => readOne(root, node, reading) ?? []);
}

/** The word stands on the reservation ("pmsXchange, delivery verdicts"); senders of other habits put it on the root. */
function readOne(root: XmlNode, node: XmlNode, reading: ReservationReading): IncomingReservation | null {
  const status = attributeOf(node, 'ResStatus') ?? attributeOf(root, 'ResStatus');
  const action = status === null ? undefined : ACTIONS.get(status);
  if (status === null) {
    refuseAt(reading, node, OTA.missing, `ResStatus is missing; ${REMEDY}`);
    return null;
  }
  if (action === undefined) {
    refuseAt(reading, node, OTA.invalidValue, `ResStatus ${quote(status)} is not known; ${REMEDY}`);
    return null;
  }
  const frame = {
    action,
    status,
    reference: uniqueId(node, '14') ?? uniqueId(node, '15') ?? reservationId(node),
    message_id: uniqueId(node, '16'),
    hotel_code: null,
    remedy: 'write it as UniqueID Type="14"',
  };
  const reservation = readHotelReservation(node, frame, reading);
  if (reservation !== null && action !== 'cancel') refuseIncomplete(reservation, node, reading);
  return reservation;
}

function refuseIncomplete(
  { hotel_code, rooms }: IncomingReservation,
  node: XmlNode,
  reading: ReservationReading,
): void {
  if (hotel_code === null) {
    const message = 'HotelCode is missing; write it on BasicPropertyInfo of each RoomStay';
    refuseAt(reading, node, OTA.missing, message);
  }
  if (rooms.some(({ room_code }) => room_code === null))
    refuseAt(reading, node, OTA.missing, 'RoomTypeCode is missing on a RoomStay; write it on RoomType');
}

function uniqueId(node: XmlNode, type: string): string | null {
  return attributeOf(
    childrenOf(node, 'UniqueID').find((id) => attributeOf(id, 'Type') === type),
    'ID',
  );
}

function reservationId(node: XmlNode): string | null {
  const ids = childrenOf(node, 'ResGlobalInfo', 'HotelReservationIDs', 'HotelReservationID');
  return attributeOf(
    ids.find((id) => attributeOf(id, 'ResID_Type') === '14'),
    'ResID_Value',
  );
}

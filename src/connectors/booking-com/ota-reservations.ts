import type { DecodedContent } from '../../core/model/connector.js';
import type { IncomingReservation } from '../../core/model/incoming-reservation.js';
import type { FaultList } from '../shared/fault-list.js';
import { readHotelReservation } from '../shared/opentravel/hotel-reservation.js';
import { OTA } from '../shared/opentravel/ota-numbers.js';
import type { ReservationReading } from '../shared/opentravel/reservation-values.js';
import { attributeOf, childOf, childrenOf, type XmlNode } from '../shared/xml-tree.js';

const NUMBERS: ReservationReading['numbers'] = {
  missing: OTA.missing,
  dates: OTA.invalidDate,
  hotel: OTA.invalidHotel,
  guests: OTA.invalidValue,
  // What a channel has sold is believed: an amount that cannot be read refuses nothing.
  amounts: null,
};

/**
 * The queues of new and of modified or cancelled reservations ("bookings: no push"). Each is acknowledged by itself, so one that
 * cannot be read does not hold up the others. An empty queue is no fault.
 */
export function readOtaReservations(root: XmlNode, faults: FaultList): DecodedContent | null {
  const modifies = root.name === 'OTA_HotelResModifyNotifRQ';
  const nodes = [
    ...childrenOf(root, 'HotelReservations', 'HotelReservation'),
    ...childrenOf(root, 'HotelResModifies', 'HotelResModify'),
  ];
  const reservations = nodes.flatMap((node) => {
    const before = faults.count;
    const reservation = readOne(node, { root, modifies }, { faults, numbers: NUMBERS });
    return reservation === null || faults.count > before ? [] : [reservation];
  });
  return reservations.length === 0 && !faults.isEmpty ? null : { kind: 'reservations', reservations };
}

function readOne(
  node: XmlNode,
  { root, modifies }: { readonly root: XmlNode; readonly modifies: boolean },
  reading: ReservationReading,
): IncomingReservation | null {
  const sold = withoutCancelledRooms(node);
  const said = attributeOf(node, 'ResStatus') ?? attributeOf(root, 'ResStatus');
  const action = actionOf(said, { modifies, hasRooms: childOf(sold, 'RoomStays', 'RoomStay') !== undefined });
  const status = said ?? { new: 'new', modify: 'modified', cancel: 'cancelled' }[action];
  const frame = { action, status, reference: referenceOf(node), message_id: null, hotel_code: null };
  return readHotelReservation(
    action === 'cancel' ? node : sold,
    { ...frame, remedy: 'send ResGlobalInfo/HotelReservationIDs/HotelReservationID with ResID_Value' },
    reading,
  );
}

/** A modification without any room left is a cancellation. */
function actionOf(
  said: string | null,
  { modifies, hasRooms }: { readonly modifies: boolean; readonly hasRooms: boolean },
): IncomingReservation['action'] {
  if (said !== null && /^cancel/i.test(said)) return 'cancel';
  if (modifies) return hasRooms ? 'modify' : 'cancel';
  // "If a booking changes before its first ack, it is delivered again as new."
  return 'new';
}

/** "RoomStayStatus": a room of several may be cancelled alone; the reservation is what is left. */
function withoutCancelledRooms(node: XmlNode): XmlNode {
  const isCancelled = (child: XmlNode): boolean =>
    /^cancel/i.test(attributeOf(child, 'RoomStayStatus') ?? '');
  return {
    ...node,
    children: node.children.map((child) =>
      child.name === 'RoomStays'
        ? { ...child, children: child.children.filter((stay) => !isCancelled(stay)) }
        : child,
    ),
  };
}

/** Its number of the booking; numbers of others (ResID_Type other than 14) stand beside it. */
function referenceOf(node: XmlNode): string | null {
  const ids = childrenOf(node, 'ResGlobalInfo', 'HotelReservationIDs', 'HotelReservationID');
  const own = ids.find((id) => ['14', null].includes(attributeOf(id, 'ResID_Type'))) ?? ids[0];
  const unique = childrenOf(node, 'UniqueID').find((id) => ['14', null].includes(attributeOf(id, 'Type')));
  return attributeOf(own, 'ResID_Value') ?? attributeOf(unique, 'ID');
}

import type { DecodedContent } from '../../core/model/connector.js';
import type { IncomingReservation } from '../../core/model/incoming-reservation.js';
import { readHotelReservation } from '../shared/opentravel/hotel-reservation.js';
import { quote, type OtaContext } from '../shared/opentravel/message-decoder.js';
import { OTA, RESERVATION_NUMBERS } from '../shared/opentravel/ota-numbers.js';
import { refuseAt, type ReservationReading } from '../shared/opentravel/reservation-values.js';
import { hotelsOf } from '../shared/opentravel/room-stay.js';
import { createTreeMessage } from '../shared/opentravel/tree-message.js';
import { attributeOf, childrenOf, type XmlNode } from '../shared/xml-tree.js';

/** "SiteConnect, bookings": the word stands on the root; the words of the sister contracts mean the same. */
const ACTIONS = new Map<string, IncomingReservation['action']>([
  ['Commit', 'new'],
  ['Book', 'new'],
  ['Reserved', 'new'],
  ['Modify', 'modify'],
  ['Modified', 'modify'],
  ['Cancel', 'cancel'],
  ['Cancelled', 'cancel'],
]);

/** OTA_HotelResNotifRQ: what the channel has sold, changed or cancelled, one reservation or several. */
export const createHotelResNotif = createTreeMessage('OTA_HotelResNotifRQ', (root, context) => ({
  finish: () => finish(root, context),
  extra() {
    const [hotel] = reservationsOf(root).flatMap(hotelsOf);
    return hotel === undefined ? {} : { hotel_code: hotel };
  },
}));

function reservationsOf(root: XmlNode): readonly XmlNode[] {
  return childrenOf(root, 'HotelReservations', 'HotelReservation');
}

function finish(root: XmlNode, { faults }: OtaContext): DecodedContent {
  const reading: ReservationReading = { faults, numbers: RESERVATION_NUMBERS };
  const nodes = reservationsOf(root);
  if (nodes.length === 0) {
    const message = 'The message has no HotelReservation, so it says nothing; send one';
    faults.add({ code: 'VALIDATION', ota: OTA.missing, message, place: { at: '/OTA_HotelResNotifRQ' } });
  }
  const reservations = nodes.flatMap((node) => readOne(root, node, reading) ?? []);
  return { kind: 'reservations', reservations };
}

function readOne(root: XmlNode, node: XmlNode, reading: ReservationReading): IncomingReservation | null {
  const status = attributeOf(root, 'ResStatus') ?? attributeOf(node, 'ResStatus');
  const action = status === null ? undefined : ACTIONS.get(status);
  if (status === null || action === undefined) {
    const what = status === null ? 'ResStatus is missing' : `ResStatus ${quote(status)} is not known`;
    refuseAt(
      reading,
      node,
      status === null ? OTA.missing : OTA.invalidValue,
      `${what}; send Commit, Modify or Cancel`,
    );
    return null;
  }
  const reservation = readHotelReservation(
    node,
    {
      action,
      status,
      reference: numberOf(node),
      message_id: uniqueId(node, '16'),
      hotel_code: null,
      remedy: 'write it as UniqueID Type="14"',
    },
    reading,
  );
  if (reservation !== null) refuseIncomplete(reservation, node, reading);
  return reservation;
}

/** UniqueID of type 14, or of any type that does not name the message; some channels write it below ResGlobalInfo alone. */
function numberOf(node: XmlNode): string | null {
  const ids = childrenOf(node, 'ResGlobalInfo', 'HotelReservationIDs', 'HotelReservationID');
  return (
    uniqueId(node, '14') ??
    uniqueId(node, '15') ??
    ids.map((id) => attributeOf(id, 'ResID_Value')).find((value) => value !== null) ??
    null
  );
}

function uniqueId(node: XmlNode, type: string): string | null {
  const found = childrenOf(node, 'UniqueID').find((id) => attributeOf(id, 'Type') === type);
  return attributeOf(found, 'ID');
}

/** What a booking needs beyond its dates; a cancellation needs its hotel alone. */
function refuseIncomplete(
  { action, hotel_code, rooms }: IncomingReservation,
  node: XmlNode,
  reading: ReservationReading,
): void {
  if (hotel_code === null) {
    const text = 'HotelCode is missing; write it on BasicPropertyInfo of each RoomStay';
    refuseAt(reading, node, OTA.missing, text);
  }
  if (action === 'cancel') return;
  for (const { room_code, guests } of rooms) {
    if (room_code === null) refuseAt(reading, node, OTA.missing, 'RoomTypeCode is missing on a RoomStay');
    const adults = guests.some(({ age_band }) => age_band === 'adult' || age_band === 'senior');
    if (guests.length > 0 && !adults)
      refuseAt(reading, node, RESERVATION_NUMBERS.guests, 'Invalid number of adults');
  }
}

import type { DecodedContent } from '../../core/model/connector.js';
import type { IncomingReservation } from '../../core/model/incoming-reservation.js';
import { readHotelReservation } from '../shared/opentravel/hotel-reservation.js';
import type { CreateMessageDecoder, OtaContext } from '../shared/opentravel/message-decoder.js';
import {
  instantOf,
  readStay,
  refuseAt,
  type ReservationNumbers,
  type ReservationReading,
} from '../shared/opentravel/reservation-values.js';
import { createTreeMessage } from '../shared/opentravel/tree-message.js';
import { attributeOf, childOf, childrenOf, type XmlNode } from '../shared/xml-tree.js';
import { REFUSALS } from './profile.js';

const refusal = (code: number): { type: number; code: number } => ({ type: 3, code });

/** Prices that do not add up are no reason to refuse what is sold. */
const NUMBERS: ReservationNumbers = {
  missing: refusal(REFUSALS.dates),
  dates: refusal(REFUSALS.dates),
  hotel: refusal(REFUSALS.hotel),
  guests: refusal(REFUSALS.guests),
  amounts: null,
};

/** "Expedia, booking notification": ResID_Type 8 is Expedia's number, 3 is ours. */
const EXPEDIA_NUMBER = '8';

export const createResNotif = notification('OTA_HotelResNotifRQ', 'new', [
  'HotelReservations',
  'HotelReservation',
]);

/** The whole state of a reservation, which takes the place of what was known. */
export const createResModifyNotif = notification('OTA_HotelResModifyNotifRQ', 'modify', [
  'HotelResModifies',
  'HotelResModify',
]);

function notification(
  name: string,
  action: 'new' | 'modify',
  path: readonly [string, string],
): CreateMessageDecoder {
  return createTreeMessage(name, (root, context) => ({
    finish(): DecodedContent {
      const nodes = childrenOf(root, ...path);
      if (nodes.length === 0) refuseEmpty(name, path[1], context);
      const reservations = nodes.flatMap((node) => readNotification(node, { root, action }, context) ?? []);
      return { kind: 'reservations', reservations };
    },
    extra: () => referenceExtra(childrenOf(root, ...path)[0]),
  }));
}

function refuseEmpty(name: string, item: string, { faults }: OtaContext): void {
  const message = `The message has no ${item}, so it says nothing`;
  faults.add({ code: 'VALIDATION', ota: NUMBERS.missing, message, place: { at: `/${name}` } });
}

/** Expedia's number, which the answer repeats even where nothing else of it can be read. */
function referenceExtra(node: XmlNode | undefined): Readonly<Record<string, string>> {
  const reference = node === undefined ? null : expediaNumber(node);
  return reference === null ? {} : { reference };
}

function readNotification(
  node: XmlNode,
  { root, action }: { readonly root: XmlNode; readonly action: 'new' | 'modify' },
  { faults }: OtaContext,
): IncomingReservation | null {
  const reading: ReservationReading = { faults, numbers: NUMBERS };
  const reservation = readHotelReservation(
    node,
    {
      action,
      status: attributeOf(root, 'ResStatus') ?? 'Commit',
      reference: expediaNumber(node),
      message_id: null,
      hotel_code: null,
      remedy: 'write it as HotelReservationID ResID_Type="8"',
    },
    reading,
  );
  if (reservation === null) return null;
  refuseIncomplete(reservation, node, reading);
  // The time of a modification stands in CreateDateTime, too; notifications of one booking come one after the other.
  const time = attributeOf(node, 'LastModifyDateTime', 'CreateDateTime');
  return { ...reservation, revision: instantOf(time) };
}

function expediaNumber(node: XmlNode): string | null {
  const ids = childrenOf(node, 'ResGlobalInfo', 'HotelReservationIDs', 'HotelReservationID');
  const own = ids.find((id) => attributeOf(id, 'ResID_Type') === EXPEDIA_NUMBER);
  const unique = childrenOf(node, 'UniqueID').find((id) => attributeOf(id, 'Type') === '14');
  return attributeOf(own, 'ResID_Value') ?? attributeOf(unique, 'ID');
}

function refuseIncomplete(
  { rooms, guest }: IncomingReservation,
  node: XmlNode,
  reading: ReservationReading,
): void {
  for (const { room_code, rate_code } of rooms) {
    if (room_code === null) refuseAt(reading, node, refusal(REFUSALS.room), 'RoomTypeCode is missing');
    if (rate_code === null) refuseAt(reading, node, refusal(REFUSALS.rate), 'RatePlanCode is missing');
  }
  if (guest === null) refuseAt(reading, node, refusal(REFUSALS.guestName), 'The guest has no name');
}

/** OTA_CancelRQ: the number, with what verifies that it is the right booking. */
export const createCancel = createTreeMessage('OTA_CancelRQ', (root, { faults }) => ({
  finish(): DecodedContent {
    const reading: ReservationReading = { faults, numbers: NUMBERS };
    const reference = uniqueId(root, '14');
    if (reference === null)
      refuseAt(reading, root, refusal(REFUSALS.originalMissing), 'UniqueID Type="14" is missing');
    return { kind: 'reservations', reservations: [toCancellation(root, reference ?? '', reading)] };
  },
  extra() {
    const reference = uniqueId(root, '14');
    return reference === null ? {} : { reference };
  },
}));

function toCancellation(root: XmlNode, reference: string, reading: ReservationReading): IncomingReservation {
  const verification = childOf(root, 'Verification');
  const span = childOf(verification, 'ReservationTimeSpan');
  const stay = span === undefined ? null : readStay(span, ['Start', 'End'], reading);
  const vendor = childrenOf(verification, 'Vendor').find((node) => attributeOf(node, 'Code') === '3');
  const { at, line } = root.place;
  return {
    action: 'cancel',
    reference,
    revision: instantOf(attributeOf(root, 'TimeStamp')),
    message_id: null,
    status: attributeOf(root, 'CancelType') ?? 'Commit',
    hotel_code: vendor === undefined || vendor.text === '' ? null : vendor.text,
    check_in: stay?.check_in ?? null,
    check_out: stay?.check_out ?? null,
    ...{ rooms: [], guest: null, total: null, currency: null, tax: null },
    ...{ extras: [], taxes: [], comments: [], had_card: false },
    ...(line === undefined ? { at } : { at, line }),
  };
}

function uniqueId(root: XmlNode, type: string): string | null {
  return attributeOf(
    childrenOf(root, 'UniqueID').find((node) => attributeOf(node, 'Type') === type),
    'ID',
  );
}

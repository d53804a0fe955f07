import type { DecodedContent } from '../../../core/model/connector.js';
import type { IncomingReservation, IncomingRoom } from '../../../core/model/incoming-reservation.js';
import { isCurrency } from '../../../core/model/money.js';
import { readHotelReservation, type ReservationFrame } from '../../shared/opentravel/hotel-reservation.js';
import { quote, refuse } from '../../shared/opentravel/message-decoder.js';
import type { ReservationReading } from '../../shared/opentravel/reservation-values.js';
import { withoutCardNumbers } from '../../shared/without-card-numbers.js';
import { attributeOf, childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { AB } from '../numbers.js';
import { errorAnswer } from './error-answer.js';
import { withDates, type RoomStayDates } from './room-stay-dates.js';
import { readUniqueId } from './unique-id.js';
import { wholeDocument, type WholeDocument } from './whole-document.js';

const STATUS = {
  Reserved: 'new',
  Requested: 'new',
  Modify: 'modify',
  Cancelled: 'cancel',
} as const satisfies Record<string, IncomingReservation['action']>;
type Status = keyof typeof STATUS;

const STATUS_UPDATE = 'OTA_HotelResNotif:GuestRequests_StatusUpdate';

/** OTA_ResRetrieveRS: the reservations, quotes and cancellations that were asked for. */
export const createResRetrieve = wholeDocument((document, context) => {
  const { parts, reservations } = document;
  const errors = parts.get('Errors');
  if (errors !== undefined && reservations.length === 0) return errorAnswer(errors, null);
  if (parts.get('Success') === undefined) refuse(context, AB.missing, 'Neither Success nor Errors');
  return readAll(document, context, { mayBeBare: false });
});

/** OTA_HotelResNotifRQ: the same, pushed; as a status update no more than number and status ("AlpineBits 2022-10"). */
export const createResNotif = wholeDocument((document, context) => {
  const { variant } = context;
  if (document.reservations.length === 0)
    refuse(context, AB.missing, 'No HotelReservation, so the message says nothing');
  const { action } = variant;
  const mayBeBare = variant.offers({ since: '2022-10' }) && (action === null || action === STATUS_UPDATE);
  return readAll(document, context, { mayBeBare });
});

function readAll(
  { reservations }: WholeDocument,
  context: AlpineBitsContext,
  options: { readonly mayBeBare: boolean },
): DecodedContent {
  const read = reservations.flatMap((node) => readReservation(node, context, options) ?? []);
  return { kind: 'reservations', reservations: read };
}

const NUMBERS = {
  missing: AB.missing,
  dates: AB.invalidRange,
  hotel: AB.invalidHotel,
  guests: AB.invalidValue,
  amounts: AB.invalidValue,
};

/** One HotelReservation; null after adding a fault. `mayBeBare`: no more than its number and status. */
function readReservation(
  node: XmlNode,
  context: AlpineBitsContext,
  { mayBeBare }: { readonly mayBeBare: boolean },
): IncomingReservation | null {
  const status = readStatus(node, context);
  const unique = readUniqueId(node, context);
  if (status === null || unique === null) return null;
  if ((status === 'Cancelled') !== (unique.of === 'cancellation')) {
    const type = status === 'Cancelled' ? 15 : 14;
    refuse(context, AB.invalidValue, `ResStatus "${status}" goes with UniqueID Type="${type}"`, {
      place: node.place,
    });
    return null;
  }
  const roomStays = childrenOf(node, 'RoomStays', 'RoomStay');
  const bare = roomStays.length === 0;
  if (bare && !mayBeBare && (status === 'Reserved' || status === 'Modify')) {
    refuse(context, AB.missing, 'The reservation has no RoomStay; send one for each room', {
      place: node.place,
    });
    return null;
  }
  const dated = withDates(node, context);
  if (dated === null) return null;
  const frame: ReservationFrame = {
    // Of a reservation without rooms no more is read than of a cancellation.
    action: bare ? 'cancel' : STATUS[status],
    status,
    reference: unique.id,
    message_id: unique.id,
    hotel_code: null,
    remedy: 'write it as UniqueID',
  };
  const reading: ReservationReading = { faults: context.faults, numbers: NUMBERS };
  const read = readHotelReservation(dated.node, frame, reading);
  if (read === null) return null;
  refuseCurrency(read, node, context);
  return {
    ...read,
    action: STATUS[status],
    rooms: read.rooms.map((room, i) => ownRoom(room, dated.dates[i])),
    comments: [...serviceLists(node), ...read.comments],
  };
}

function readStatus(node: XmlNode, context: AlpineBitsContext): Status | null {
  const written = attributeOf(node, 'ResStatus');
  const status = (Object.keys(STATUS) as Status[]).find((known) => known === written);
  if (status !== undefined) return status;
  const known = Object.keys(STATUS).join(', ');
  refuse(context, AB.invalidValue, `ResStatus ${quote(written ?? '')} is not one of ${known}`, {
    place: node.place,
  });
  return null;
}

/** "AlpineBits, GuestRequests": there is no age code; whoever's age is given is a child. */
function ownRoom(room: IncomingRoom, dates: RoomStayDates | undefined): IncomingRoom {
  const guests = room.guests.map((guest) =>
    guest.age === null ? guest : { ...guest, age_band: 'child' as const },
  );
  const window = dates?.window ?? null;
  return { ...room, guests, ...(window === null ? {} : { window }) };
}

/** Services that the price includes, told as a list in a comment. */
function serviceLists(node: XmlNode): string[] {
  return childrenOf(node, 'ResGlobalInfo', 'Comments', 'Comment').flatMap((comment) => {
    const items = childrenOf(comment, 'ListItem').map(({ text }) => text);
    const name = attributeOf(comment, 'Name') ?? 'list';
    return items.length === 0 ? [] : [withoutCardNumbers(`${name}: ${items.join(', ')}`)];
  });
}

function refuseCurrency({ currency }: IncomingReservation, node: XmlNode, context: AlpineBitsContext): void {
  if (currency === null || isCurrency(currency)) return;
  refuse(context, AB.invalidValue, `CurrencyCode ${quote(currency)} is not an ISO 4217 code`, {
    place: node.place,
  });
}

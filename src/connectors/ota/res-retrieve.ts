import type { ReservationExtra, ReservationRevision } from '../../core/model/reservation.js';
import { serviceElement, taxesElement } from '../shared/opentravel/write-details.js';
import { describedRooms } from '../shared/single-rooms.js';
import { element, type XmlElement } from '../shared/xml-writer.js';
import { roomStayElements } from './room-stay-element.js';

export const RES_STATUS = { new: 'Book', modify: 'Modify', cancel: 'Cancel' } as const;

/**
 * One revision as a HotelReservation, of OTA_ResRetrieveRS and of OTA_HotelResNotifRQ alike ("pmsXchange, reservation
 * delivery"): Type 14 is the booking, Type 16 the message to acknowledge.
 */
export function reservationElement(revision: ReservationRevision): XmlElement {
  const { action, created_at, updated_at } = revision;
  const { roomStays, services } = staysAndServices(revision);
  return element(
    'HotelReservation',
    {
      CreateDateTime: created_at,
      LastModifyDateTime: action === 'new' ? undefined : updated_at,
      ResStatus: RES_STATUS[action],
      RoomStayReservation: 'true',
    },
    pointOfSale(revision),
    element('UniqueID', { Type: 14, ID: revision.booking_id }),
    element('UniqueID', { Type: 16, ID: revision.revision_id, ID_Context: 'MESSAGE_UNIQUE_ID' }),
    element('RoomStays', {}, ...roomStays),
    services.length === 0 ? undefined : element('Services', {}, ...services),
    guests(revision),
    globalInfo(revision),
  );
}

/** The extras stand apart, under a number by which a room stay claims its own ("OpenTravel, ServiceRPHs"). */
function staysAndServices(revision: ReservationRevision): {
  readonly roomStays: readonly XmlElement[];
  readonly services: readonly XmlElement[];
} {
  const services: XmlElement[] = [];
  const add = (extra: ReservationExtra): number => {
    const rph = services.length + 1;
    services.push(serviceElement(extra, rph));
    return rph;
  };
  const roomStays = revision.rooms
    .flatMap(describedRooms)
    .flatMap((room) => roomStayElements(room, revision, (room.detail?.extras ?? []).map(add)));
  for (const extra of revision.extras ?? []) add(extra);
  return { roomStays, services };
}

/** Where it was booked (code list BCT: 7 is the Internet). */
function pointOfSale({ partner_name }: ReservationRevision): XmlElement {
  const channel = element(
    'BookingChannel',
    { Primary: 'true', Type: 7 },
    element('CompanyName', {}, partner_name),
  );
  return element(
    'POS',
    {},
    element('Source', {}, element('RequestorID', { Type: 22, ID: 'BELLHOP' }), channel),
  );
}

function guests({ guest }: ReservationRevision): XmlElement | undefined {
  if (guest === null) return undefined;
  const { first_name, last_name, phone, email } = guest;
  const customer = element(
    'Customer',
    {},
    element('PersonName', {}, element('GivenName', {}, first_name), element('Surname', {}, last_name)),
    phone === undefined ? undefined : element('Telephone', { PhoneNumber: phone }),
    email === undefined ? undefined : element('Email', {}, email),
  );
  const profile = element('Profile', { ProfileType: 1 }, customer);
  const resGuest = element(
    'ResGuest',
    { ResGuestRPH: 1, PrimaryIndicator: 'true' },
    element('Profiles', {}, element('ProfileInfo', {}, profile)),
  );
  return element('ResGuests', {}, resGuest);
}

function globalInfo(revision: ReservationRevision): XmlElement {
  const { partner_name, partner_reference } = revision;
  const reference =
    partner_reference === null
      ? undefined
      : element('HotelReservationID', {
          ResID_Type: 13,
          ResID_Value: partner_reference,
          ResID_Source: partner_name,
        });
  const own = element('HotelReservationID', {
    ResID_Type: 14,
    ResID_Value: revision.booking_id,
    ResID_Source: 'Bellhop',
  });
  const { taxes = [], comments = [], currency } = revision;
  return element(
    'ResGlobalInfo',
    {},
    element('TimeSpan', { Start: revision.check_in_date, End: revision.check_out_date }),
    comments.length === 0 ? undefined : element('Comments', {}, ...comments.map(commentElement)),
    element(
      'Total',
      { AmountAfterTax: revision.total_price, CurrencyCode: currency },
      taxesElement(taxes, currency),
    ),
    element('HotelReservationIDs', {}, own, reference),
    element('BasicPropertyInfo', { HotelCode: revision.hotel_code }),
  );
}

function commentElement(text: string): XmlElement {
  return element('Comment', {}, element('Text', {}, text));
}

import { inSecuredSoap, OTA_NAMESPACE } from '../shared/opentravel/soap-answer.js';
import { element, writeXml, type XmlElement } from '../shared/xml-writer.js';

/** A booking of the certification, days from today. */
export interface CertifiedBooking {
  readonly id: string;
  readonly status: 'Commit' | 'Modify' | 'Cancel';
  readonly from: number;
  readonly to: number;
  readonly rooms?: number;
  readonly hotel?: string;
  readonly room?: string;
  readonly rate?: string;
  readonly adults?: number;
  readonly children?: number;
  readonly password?: string;
}

/** What a room costs for a night, as the certification puts it on sale. */
const NIGHT = 100;
const MONEY = { CurrencyCode: 'EUR' } as const;

function message(root: XmlElement, password = '{key}'): string {
  return writeXml(inSecuredSoap(root, { username: '{partner}', password }));
}

function rq(name: string, attributes: XmlElement['attributes'], ...children: XmlElement[]): XmlElement {
  return element(
    name,
    { xmlns: OTA_NAMESPACE, Version: '1.0', EchoToken: 'certify', ...attributes },
    ...children,
  );
}

export function pingBody(echo: string): string {
  return message(rq('OTA_PingRQ', {}, element('EchoData', {}, echo)));
}

export function roomListBody(hotel: string): string {
  const criterion = element('Criterion', {}, element('HotelRef', { HotelCode: hotel }));
  const segment = element(
    'AvailRequestSegment',
    { AvailReqType: 'Room' },
    element('HotelSearchCriteria', {}, criterion),
  );
  return message(
    rq('OTA_HotelAvailRQ', { AvailRatesOnly: 'true' }, element('AvailRequestSegments', {}, segment)),
  );
}

export function bookingBody(booking: CertifiedBooking): string {
  const { id, status, from, to, rooms = 1 } = booking;
  const total = `${NIGHT * (to - from) * rooms}.00`;
  const changed = status === 'Commit' ? undefined : status === 'Modify' ? CHANGED : CANCELLED;
  const reservation = element(
    'HotelReservation',
    { CreateDateTime: CREATED, LastModifyDateTime: changed },
    element('UniqueID', { Type: 14, ID: id }),
    element('RoomStays', {}, ...Array.from({ length: rooms }, () => roomStay(booking))),
    guests(),
    element('ResGlobalInfo', {}, element('Total', { AmountAfterTax: total, ...MONEY })),
  );
  const root = rq(
    'OTA_HotelResNotifRQ',
    { ResStatus: status },
    element('HotelReservations', {}, reservation),
  );
  return message(root, booking.password);
}

const CREATED = '2026-01-01T10:00:00Z';
const CHANGED = '2026-01-02T10:00:00Z';
const CANCELLED = '2026-01-03T10:00:00Z';

function roomStay(booking: CertifiedBooking): XmlElement {
  const { from, to, hotel = '{hotel}', room = '{room}', rate = '{rate}', adults = 2, children = 0 } = booking;
  const count = (code: number, number: number): XmlElement | undefined =>
    number === 0 ? undefined : element('GuestCount', { AgeQualifyingCode: code, Count: number });
  return element(
    'RoomStay',
    {},
    element('RoomTypes', {}, element('RoomType', { RoomTypeCode: room })),
    element('RatePlans', {}, element('RatePlan', { RatePlanCode: rate })),
    element('GuestCounts', {}, count(10, adults), count(8, children)),
    element('TimeSpan', { Start: `{day+${from}}`, End: `{day+${to}}` }),
    element('Total', { AmountAfterTax: `${NIGHT * (to - from)}.00`, ...MONEY }),
    element('BasicPropertyInfo', { HotelCode: hotel }),
  );
}

function guests(): XmlElement {
  const name = element(
    'PersonName',
    {},
    element('GivenName', {}, 'Certification'),
    element('Surname', {}, 'Guest'),
  );
  const profile = element('Profile', { ProfileType: 1 }, element('Customer', {}, name));
  const guest = element(
    'ResGuest',
    { ResGuestRPH: 1 },
    element('Profiles', {}, element('ProfileInfo', {}, profile)),
  );
  return element('ResGuests', {}, guest);
}

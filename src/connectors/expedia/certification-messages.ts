import { inSoap, OTA_NAMESPACE } from '../shared/opentravel/soap-answer.js';
import { element, writeXml, type XmlElement } from '../shared/xml-writer.js';

/** A notification of the certification; days from today, 100.00 a night. */
export interface CertifiedNotification {
  readonly id: string;
  readonly modify?: boolean;
  readonly from: number;
  readonly to: number;
  readonly hotel?: string;
  readonly room?: string;
  readonly rate?: string;
  readonly named?: boolean;
  readonly password?: string;
}

const HEADER = 'http://www.newtrade.com/expedia/R14/header';
const ROOT = {
  xmlns: OTA_NAMESPACE,
  Version: '2.000',
  Target: 'Production',
  PrimaryLangID: 'en-us',
} as const;
const BOOKED = '2026-01-01T10:00:00+00:00';
const CHANGED = '2026-01-02T10:00:00+00:00';
const CANCELLED = '2026-01-03T10:00:00+00:00';

/** In the envelope of the contract, whose own header holds partner code and key. */
function inInterface(message: XmlElement, { hotel, password }: { hotel: string; password: string }): string {
  const authentication = element('Authentication', { Username: '{partner}', Password: password });
  const comm = { SourceId: 'ExpediaDC', DestinationId: 'Bellhop', RetryIndicator: 'false' };
  const payload = element(
    'PayloadInfo',
    { RequestId: 'certify-{run}', RequestorId: 'Expedia.com', ResponderId: 'Bellhop', Location: 'Body' },
    element('CommDescriptor', comm, authentication),
    element(
      'PayloadDescriptor',
      { Name: message.name, Version: '2003A' },
      element('PayloadReference', { SupplierHotelCode: hotel }),
    ),
  );
  const attributes = { xmlns: HEADER, Name: 'ExpediaDirectConnect', Version: '4.0' };
  return writeXml(inSoap(message, element('Interface', attributes, payload)));
}

export function notificationBody(booking: CertifiedNotification): string {
  const { id, modify = false, hotel = '{hotel}', password = '{key}' } = booking;
  const [name, list, item] = modify
    ? ['OTA_HotelResModifyNotifRQ', 'HotelResModifies', 'HotelResModify']
    : ['OTA_HotelResNotifRQ', 'HotelReservations', 'HotelReservation'];
  const reservation = element(
    item,
    { CreateDateTime: modify ? CHANGED : BOOKED },
    element('UniqueID', { Type: 14, ID: id }),
    element('RoomStays', {}, roomStay(booking)),
    guests(booking),
  );
  const root = element(
    name,
    { ...ROOT, EchoToken: 'certify', ResStatus: 'Commit' },
    element(list, {}, reservation),
  );
  return inInterface(root, { hotel, password });
}

export function cancelBody(id: string): string {
  const vendor = element('Vendor', { Code: 3, CodeContext: 'HotelCode' }, '{hotel}');
  const root = element(
    'OTA_CancelRQ',
    { ...ROOT, EchoToken: 'certify', TimeStamp: CANCELLED, CancelType: 'Commit' },
    element('UniqueID', { Type: 14, ID: id }),
    element('Verification', {}, vendor),
  );
  return inInterface(root, { hotel: '{hotel}', password: '{key}' });
}

function roomStay(booking: CertifiedNotification): XmlElement {
  const { from, to, hotel = '{hotel}', room = '{room}', rate = '{rate}' } = booking;
  const rates = Array.from({ length: Math.max(0, to - from) }, (_, night) => {
    const dates = { EffectiveDate: `{day+${from + night}}`, ExpireDate: `{day+${from + night + 1}}` };
    const base = element('Base', { AmountBeforeTax: '100.00', CurrencyCode: 'EUR' });
    const price = element('Rate', { ...dates, RateTimeUnit: 'Day', UnitMultiplier: 1 }, base);
    const product = { RoomTypeCode: room, NumberOfUnits: 1, RatePlanCode: rate };
    return element('RoomRate', { ...dates, ...product }, element('Rates', {}, price));
  });
  const adults = element('GuestCount', { AgeQualifyingCode: 10, Count: 2 });
  return element(
    'RoomStay',
    {},
    element('RoomTypes', {}, element('RoomType', { RoomTypeCode: room, IsRoom: 'true' })),
    element('RatePlans', {}, element('RatePlan', { RatePlanCode: rate })),
    element('RoomRates', {}, ...rates),
    element('GuestCounts', { IsPerRoom: 'true' }, adults),
    element('TimeSpan', { Start: `{day+${from}}`, End: `{day+${to}}` }),
    element('Total', { AmountAfterTax: `${Math.max(1, to - from) * 100}.00`, CurrencyCode: 'EUR' }),
    element('BasicPropertyInfo', { HotelCode: hotel }),
  );
}

function guests({ named = true }: CertifiedNotification): XmlElement {
  const name = [element('GivenName', {}, 'Certification'), element('Surname', {}, 'Guest')];
  const customer = element('Customer', {}, element('PersonName', {}, ...(named ? name : [])));
  const profile = element('ProfileInfo', {}, element('Profile', { ProfileType: 1 }, customer));
  return element('ResGuests', {}, element('ResGuest', { ResGuestRPH: 1 }, element('Profiles', {}, profile)));
}

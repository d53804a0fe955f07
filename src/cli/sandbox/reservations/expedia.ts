import { addDays } from '../../../core/model/local-date.js';
import {
  inSoap,
  OTA_NAMESPACE,
  XML_CONTENT_TYPE,
} from '../../../connectors/shared/opentravel/soap-answer.js';
import { element, writeXml, type XmlElement } from '../../../connectors/shared/xml-writer.js';
import type { StoredBooking } from '../bookings.js';
import { guestCounts, productElements, resGuests } from './ota-elements.js';
import type { ReservationWriter, Sender } from './reservation-writer.js';
import { xmlVerdict } from './xml-verdict.js';

const HEADER = 'http://www.newtrade.com/expedia/R14/header';
/** How long Expedia goes on trying ("Expedia, BN": 2 h 30 min). */
const EXPIRY_MS = 9_000_000;
/** ResID_Type: 8 is Expedia's number, 3 the hotel's; 10 that of the hotel in a cancellation. */
const EXPEDIA_NUMBER = 8;
const HOTEL_NUMBERS = { reservationId: '3', uniqueId: '10' } as const;

const MESSAGES = {
  new: 'OTA_HotelResNotifRQ',
  modify: 'OTA_HotelResModifyNotifRQ',
  cancel: 'OTA_CancelRQ',
} as const;

/** "Expedia, BN": one notification for each action, the message's name says which; the header is Expedia's own. */
export const expediaReservations: ReservationWriter = {
  write(booking, sender) {
    const message = MESSAGES[booking.action];
    const root = booking.action === 'cancel' ? cancellation(booking, sender) : notification(booking, sender);
    return {
      method: 'POST',
      path: '/ota/expedia',
      headers: { 'content-type': XML_CONTENT_TYPE, soapaction: '""' },
      body: writeXml(inSoap(root, interfaceHeader(booking, { message, sender }))),
      message,
    };
  },
  read: (reply) => xmlVerdict(reply, HOTEL_NUMBERS),
};

function interfaceHeader(
  { hotel_code }: StoredBooking,
  { message, sender }: { readonly message: string; readonly sender: Sender },
): XmlElement {
  const { partner, key, id, now, repeated = false } = sender;
  const expires = new Date(Date.parse(now) + EXPIRY_MS).toISOString();
  const reference = { SupplierHotelCode: hotel_code, DistributorHotelId: hotel_code };
  return element(
    'Interface',
    { xmlns: HEADER, Name: 'ExpediaDirectConnect', Version: '4.0' },
    element(
      'PayloadInfo',
      {
        RequestId: id,
        RequestorId: 'Expedia.com',
        ResponderId: 'Bellhop',
        ExpirationDateTime: expires,
        Location: 'Body',
      },
      element(
        'CommDescriptor',
        {
          SourceId: 'ExpediaDC',
          DestinationId: 'Bellhop',
          RetryIndicator: String(repeated),
        },
        element('Authentication', { Username: partner, Password: key }),
      ),
      element(
        'PayloadDescriptor',
        { Name: message, Version: '2003A' },
        element('PayloadReference', reference),
      ),
    ),
  );
}

/** A message that is sent again bears the time at which it was made: of a cancellation there is no other. */
function rootAttributes({ id }: Sender, { changed_at }: StoredBooking): XmlElement['attributes'] {
  const fixed = { xmlns: OTA_NAMESPACE, Target: 'Production', Version: '2.000' };
  return { ...fixed, EchoToken: id, TimeStamp: changed_at };
}

function notification(booking: StoredBooking, sender: Sender): XmlElement {
  const { action, reference, created_at, changed_at } = booking;
  const [list, item] =
    action === 'modify' ? ['HotelResModifies', 'HotelResModify'] : ['HotelReservations', 'HotelReservation'];
  const ids = element('HotelReservationID', {
    ResID_Type: EXPEDIA_NUMBER,
    ResID_Value: reference,
    ResID_Source: 'Expedia',
  });
  const content = element(
    item,
    {
      RoomStayReservation: 'true',
      CreateDateTime: action === 'modify' ? changed_at : created_at,
      CreatorID: 'Expedia',
    },
    element('UniqueID', { Type: 14, ID: reference }),
    element('RoomStays', {}, roomStay(booking)),
    resGuests(booking),
    element('ResGlobalInfo', {}, element('HotelReservationIDs', {}, ids)),
  );
  const attributes = { ...rootAttributes(sender, booking), ResStatus: 'Commit' };
  return element(MESSAGES[action], attributes, element(list, {}, content));
}

function roomStay(booking: StoredBooking): XmlElement {
  const { room_code, rate_code, check_in, check_out, nights, amount, currency, hotel_code } = booking;
  const money = currency ?? undefined;
  const rates = nights.map((night) =>
    element(
      'Rate',
      {
        EffectiveDate: night.date,
        ExpireDate: addDays(night.date, 1),
        RateTimeUnit: 'Day',
        UnitMultiplier: 1,
      },
      element('Base', { AmountBeforeTax: night.amount, CurrencyCode: money }),
    ),
  );
  const product = {
    RoomTypeCode: room_code ?? undefined,
    RatePlanCode: rate_code ?? undefined,
    NumberOfUnits: 1,
  };
  return element(
    'RoomStay',
    {},
    ...productElements(booking),
    element(
      'RoomRates',
      {},
      element(
        'RoomRate',
        { EffectiveDate: check_in, ExpireDate: check_out, ...product },
        element('Rates', {}, ...rates),
      ),
    ),
    guestCounts(booking),
    element('TimeSpan', { Start: check_in, End: check_out }),
    element('Total', { AmountAfterTax: amount ?? undefined, CurrencyCode: money }),
    element('BasicPropertyInfo', { HotelCode: hotel_code }),
  );
}

/** OTA_CancelRQ: the number, and what verifies that the right booking is meant. */
function cancellation(booking: StoredBooking, sender: Sender): XmlElement {
  const { reference, our_number, guest, hotel_code, check_in, check_out } = booking;
  const name =
    guest === null
      ? undefined
      : element(
          'PersonName',
          {},
          element('GivenName', {}, guest.first_name),
          element('Surname', {}, guest.last_name),
        );
  return element(
    'OTA_CancelRQ',
    { ...rootAttributes(sender, booking), CancelType: 'Commit' },
    element('UniqueID', { Type: 14, ID: reference }, element('CompanyName', {}, 'Expedia')),
    our_number === null
      ? undefined
      : element('UniqueID', { Type: 10, ID: our_number }, element('CompanyName', {}, 'Bellhop')),
    element(
      'Verification',
      {},
      name,
      element('Vendor', { Code: 3, CodeContext: 'HotelCode' }, hotel_code),
      element('ReservationTimeSpan', { Start: check_in, End: check_out }),
    ),
  );
}

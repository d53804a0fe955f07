import { addDays } from '../../../core/model/local-date.js';
import {
  inSecuredSoap,
  OTA_NAMESPACE,
  XML_CONTENT_TYPE,
} from '../../../connectors/shared/opentravel/soap-answer.js';
import { element, writeXml, type XmlElement } from '../../../connectors/shared/xml-writer.js';
import type { StoredBooking } from '../bookings.js';
import { guestCounts, productElements, resGuests } from './ota-elements.js';
import type { ReservationWriter } from './reservation-writer.js';
import { xmlVerdict } from './xml-verdict.js';

const STATUS = { new: 'Commit', modify: 'Modify', cancel: 'Cancel' } as const;

/** "SiteConnect, bookings": OTA_HotelResNotifRQ with the action on the root, the whole state of one reservation. */
export const siteConnectReservations: ReservationWriter = {
  write(booking, { partner, key, id, now }) {
    const root = element(
      'OTA_HotelResNotifRQ',
      {
        xmlns: OTA_NAMESPACE,
        Version: '1.0',
        TimeStamp: now,
        EchoToken: id,
        ResStatus: STATUS[booking.action],
      },
      pointOfSale(partner),
      element('HotelReservations', {}, reservationElement(booking)),
    );
    return {
      method: 'POST',
      path: '/ota/siteconnect',
      headers: { 'content-type': XML_CONTENT_TYPE, soapaction: '"HotelResNotifRQ"' },
      body: writeXml(inSecuredSoap(root, { username: partner, password: key })),
      message: 'OTA_HotelResNotifRQ',
    };
  },
  read: (reply) => xmlVerdict(reply, { reservationId: '14' }),
};

function pointOfSale(partner: string): XmlElement {
  const channel = element(
    'BookingChannel',
    { Type: 7, Primary: 'true' },
    element('CompanyName', { Code: partner }, partner),
  );
  return element(
    'POS',
    {},
    element('Source', {}, element('RequestorID', { Type: 22, ID: partner }), channel),
  );
}

function reservationElement(booking: StoredBooking): XmlElement {
  const { reference, hotel_code, check_in, check_out, amount, currency, created_at, changed_at } = booking;
  const total = element('Total', {
    AmountAfterTax: amount ?? undefined,
    CurrencyCode: currency ?? undefined,
  });
  const roomStay = element(
    'RoomStay',
    {},
    ...productElements(booking),
    element('RoomRates', {}, roomRate(booking)),
    guestCounts(booking),
    element('TimeSpan', { Start: check_in, End: check_out }),
    total,
    element('BasicPropertyInfo', { HotelCode: hotel_code }),
  );
  const id = element('HotelReservationID', { ResID_Type: 14, ResID_Value: reference });
  return element(
    'HotelReservation',
    { CreateDateTime: created_at, LastModifyDateTime: changed_at },
    element('UniqueID', { Type: 14, ID: reference }),
    element('RoomStays', {}, roomStay),
    resGuests(booking),
    element('ResGlobalInfo', {}, total, element('HotelReservationIDs', {}, id)),
  );
}

function roomRate({ room_code, rate_code, nights, currency }: StoredBooking): XmlElement {
  const rates = nights.map(({ date, amount }) =>
    element(
      'Rate',
      { EffectiveDate: date, ExpireDate: addDays(date, 1), RateTimeUnit: 'Day', UnitMultiplier: 1 },
      element('Base', { AmountAfterTax: amount, CurrencyCode: currency ?? undefined }),
    ),
  );
  return element(
    'RoomRate',
    { RoomTypeCode: room_code ?? undefined, RatePlanCode: rate_code ?? undefined, NumberOfUnits: 1 },
    element('Rates', {}, ...rates),
  );
}

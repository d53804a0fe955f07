import type { CertificationCase, CertificationStep } from '../../../core/model/certification.js';
import { ROOT, step, success } from './messages.js';

const SOURCE = 'AlpineBits, GuestRequests';
const STOCK = { rooms: 5, amount: '100.00' } as const;
const BOOKING_ID = '<UniqueID Type="14" ID="([^"]+)"';

/** A channel sells a room of the hotel. */
const book: CertificationStep = {
  request: {
    method: 'POST',
    path: '/api/bookings/create',
    headers: { authorization: 'Bearer {channel_key}', 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ hotel_id: '{hotel}', room_code: '{room}', rate_code: '{rate}', guests: 2 },
      ...{ checkin_date: '{day+3}', checkout_date: '{day+5}', partner_reference: '{run}-{hotel}' },
      guest: { first_name: 'Ana', last_name: 'Certify' },
    }),
  },
  expect: { status: 201, capture: { booking: '"booking_id":"([^"]+)"' } },
};

const cancel: CertificationStep = {
  request: {
    method: 'POST',
    path: '/api/bookings/{booking}/cancel',
    headers: { authorization: 'Bearer {channel_key}', 'content-type': 'application/json' },
    body: '{}',
  },
  expect: { status: 200 },
};

function read(expect: CertificationStep['expect'], version = '2022-10'): CertificationStep {
  const request = `<OTA_ReadRQ ${ROOT}><ReadRequests><HotelReadRequest HotelCode="{hotel}"/></ReadRequests></OTA_ReadRQ>`;
  return step({ version, action: 'OTA_Read:GuestRequests', request }, expect);
}

function report(content: string, expect: CertificationStep['expect']): CertificationStep {
  const request = `<OTA_NotifReportRQ ${ROOT}><Success/>${content}</OTA_NotifReportRQ>`;
  return step({ action: 'OTA_NotifReport:GuestRequests', request }, expect);
}

const taken = (type: string): string =>
  `<NotifDetails><HotelNotifReport><HotelReservations><HotelReservation><UniqueID Type="${type}" ID="{booking}"/></HotelReservation></HotelReservations></HotelNotifReport></NotifDetails>`;

const noted = success({ contains: ['<OTA_NotifReportRS'] });
const found = success({
  contains: ['<OTA_ResRetrieveRS', 'ResStatus="Reserved"', 'ID="{booking}"', 'Certify', '200.00'],
  capture: { read_booking: BOOKING_ID },
});

/** Reservations: fetched, acknowledged, refused, cancelled. */
export const GUEST_REQUEST_CASES: readonly CertificationCase[] = [
  {
    id: 'read-and-acknowledge',
    title: 'A reservation is read until it is acknowledged by its number, and then no more',
    source: SOURCE,
    on_sale: STOCK,
    steps: [
      book,
      read(found),
      read(success({ contains: ['ID="{booking}"'] })),
      report(taken('14'), noted),
      report(taken('14'), noted),
      read(success({ lacks: ['ID="{booking}"'] })),
    ],
  },
  {
    id: 'cancellation',
    title: 'A cancellation follows as type 15, and is acknowledged as such',
    source: SOURCE,
    on_sale: STOCK,
    steps: [
      book,
      read(found),
      report(taken('14'), noted),
      cancel,
      read(success({ contains: ['ResStatus="Cancelled"', '<UniqueID Type="15" ID="{booking}"'] })),
      report(taken('15'), noted),
      read(success({ lacks: ['ID="{booking}"'] })),
    ],
  },
  {
    id: 'refusal',
    title: 'What a PMS cannot process it says in a Warning with the number as RecordID',
    source: SOURCE,
    on_sale: STOCK,
    steps: [
      book,
      read(found),
      report(
        '<Warnings><Warning Type="3" Code="450" RecordID="{booking}">Room type not set up</Warning></Warnings>',
        noted,
      ),
      read(success({ lacks: ['ID="{booking}"'] })),
    ],
  },
  {
    id: 'read-2018-10',
    title: 'An older client reads the same reservations in its version',
    source: SOURCE,
    on_sale: STOCK,
    steps: [book, read(found, '2018-10'), report(taken('14'), noted)],
  },
  {
    id: 'unknown-acknowledgement',
    title: 'An acknowledgement of what was never handed out is no Success',
    source: SOURCE,
    steps: [
      step(
        {
          action: 'OTA_NotifReport:GuestRequests',
          request: `<OTA_NotifReportRQ ${ROOT}><Success/><NotifDetails><HotelNotifReport><HotelReservations><HotelReservation><UniqueID Type="14" ID="1"/></HotelReservation></HotelReservations></HotelNotifReport></NotifDetails></OTA_NotifReportRQ>`,
        },
        { status: 200, contains: ['<Error Type="13"'], lacks: ['<Success'] },
      ),
    ],
  },
  {
    id: 'upload',
    title: 'A reservation that a PMS uploads is refused: it would be sold a second time',
    source: SOURCE,
    steps: [
      step(
        {
          action: 'OTA_HotelResNotif:GuestRequests',
          request: `<OTA_HotelResNotifRQ ${ROOT}><HotelReservations><HotelReservation CreateDateTime="2026-01-01T10:00:00+00:00" ResStatus="Cancelled"><UniqueID Type="15" ID="{run}"/><ResGlobalInfo><BasicPropertyInfo HotelCode="{hotel}"/></ResGlobalInfo></HotelReservation></HotelReservations></OTA_HotelResNotifRQ>`,
        },
        { status: 200, contains: ['<OTA_HotelResNotifRS', '<Error Type="13"'], lacks: ['<Success'] },
      ),
    ],
  },
];

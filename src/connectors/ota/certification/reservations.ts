import type { CertificationCase, CertificationStep } from '../../../core/model/certification.js';
import { ping, read, refused, report, reported, step, taken } from './messages.js';

const REPORT = 'OTA_NotifReportRQ';
const SOURCE = 'pmsXchange, reservation delivery';
const STOCK = { rooms: 5, amount: '100.00' } as const;
/** The message that is to be acknowledged, not the booking ("Traps", 1). */
const MESSAGE_ID = 'Type="16" ID="([^"]+)"';
const BOOKING_ID = 'Type="14" ID="([^"]+)"';

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
  expect: { status: 201 },
};

const undelivered = step(read(), {
  ...taken('OTA_ResRetrieveRS', {
    contains: ['ResStatus="Book"', '{run}-{hotel}', 'Certify', '200.00'],
    capture: { message: MESSAGE_ID, booking: BOOKING_ID },
  }),
});

export const RESERVATION_CASES: readonly CertificationCase[] = [
  {
    id: 'ping',
    title: 'A ping comes back',
    source: 'OpenTravel, OTA_PingRQ',
    steps: [step(ping(), taken('OTA_PingRQ', { contains: ['certify'] }))],
  },
  {
    id: 'read-and-confirm',
    title: 'A booking is read until its message is confirmed as delivered, and then no more',
    source: SOURCE,
    on_sale: STOCK,
    steps: [
      book,
      undelivered,
      step(read(), taken('OTA_ResRetrieveRS', { contains: ['{message}'] })),
      step(report('<Success/>', reported('{message}', 'PMS-{run}')), taken(REPORT)),
      step(read(), taken('OTA_ResRetrieveRS', { lacks: ['{message}'] })),
    ],
  },
  {
    id: 'confirm-by-booking-number',
    title: 'The number of the booking confirms nothing: its message stays undelivered',
    source: `${SOURCE}: UniqueID Type 16`,
    on_sale: STOCK,
    steps: [
      book,
      undelivered,
      step(report('<Success/>', reported('{booking}')), refused(245)),
      step(read(), taken('OTA_ResRetrieveRS', { contains: ['{message}'] })),
    ],
  },
  {
    id: 'report-failure',
    title: 'A failure is reported too, and is a verdict',
    source: `${SOURCE}: failures must be reported`,
    on_sale: STOCK,
    steps: [
      book,
      undelivered,
      step(
        report(
          '<Errors><Error Type="3" Code="402" ShortText="Room type not set up"/></Errors>',
          reported('{message}'),
        ),
        taken(REPORT),
      ),
    ],
  },
];

import type { CertificationCase, CertificationStep } from '../../core/model/certification.js';
import { bookingBody, pingBody, roomListBody, type CertifiedBooking } from './certification-messages.js';

/** Credentials stand in the message alone. */
const HEADERS = { 'content-type': 'text/xml; charset=utf-8', authorization: '' };
const ON_SALE = { rooms: 2, amount: '100.00' } as const;

/** Errors of the application never have an HTTP status of their own ("SiteConnect, error handling"). */
function step(body: string, expect: Omit<CertificationStep['expect'], 'status'>): CertificationStep {
  return {
    request: { method: 'POST', path: '/ota/siteconnect', headers: HEADERS, body },
    expect: { status: 200, ...expect },
  };
}

function refused(body: string, error: string): CertificationStep {
  return step(body, { contains: ['<Errors>', error], lacks: ['<Success'] });
}

const accepted = ['<OTA_HotelResNotifRS', '<Success/>'];
const BOOKING: CertifiedBooking = { id: 'SC-{run}', status: 'Commit', from: 3, to: 5 };

function errorCase(
  id: string,
  title: string,
  booking: Partial<CertifiedBooking>,
  error: string,
): CertificationCase {
  const unknown = { ...BOOKING, id: `SC-{run}-${id}`, ...booking };
  return {
    id,
    title,
    source: 'SiteConnect, error codes',
    on_sale: ON_SALE,
    steps: [refused(bookingBody(unknown), error)],
  };
}

/** What SiteConnect demands of the other side: its messages, and the table of errors with their exact texts. */
export const SITECONNECT_CERTIFICATION: readonly CertificationCase[] = [
  {
    id: 'ping',
    title: 'A ping comes back with its echo',
    source: 'SiteConnect, messages',
    steps: [step(pingBody('are you there'), { contains: ['<OTA_PingRS', '<Success/>', 'are you there'] })],
  },
  {
    id: 'room-list',
    title: 'The list has each room under each of its rate plans, with names',
    source: 'SiteConnect, rooms and rates',
    steps: [
      step(roomListBody('{hotel}'), {
        contains: [
          '<OTA_HotelAvailRS',
          '<Success/>',
          'RoomTypeCode="{room}"',
          'RatePlanCode="{rate}"',
          '<RoomDescription Name=',
        ],
      }),
    ],
  },
  {
    id: 'reservation',
    title: 'A booking is delivered twice, changed and cancelled under one number',
    source: 'SiteConnect, reservations',
    on_sale: ON_SALE,
    steps: [
      step(bookingBody(BOOKING), { contains: accepted, capture: { number: 'ResID_Value="(\\d+)"' } }),
      step(bookingBody(BOOKING), { contains: [...accepted, 'ResID_Value="{number}"'] }),
      step(bookingBody({ ...BOOKING, status: 'Modify', from: 4, to: 6 }), {
        contains: [...accepted, 'ResID_Value="{number}"'],
      }),
      step(bookingBody({ ...BOOKING, status: 'Cancel', from: 4, to: 6 }), {
        contains: [...accepted, 'ResID_Value="{number}"'],
      }),
    ],
  },
  {
    id: 'multi-room',
    title: 'Two rooms are one reservation, taken whole',
    source: 'SiteConnect, reservation with several rooms',
    on_sale: ON_SALE,
    steps: [
      step(bookingBody({ ...BOOKING, id: 'SC-{run}-2', from: 10, to: 11, rooms: 2 }), { contains: accepted }),
    ],
  },
  {
    id: 'credentials',
    title: 'Wrong credentials: 4/448',
    source: 'SiteConnect, error codes',
    steps: [
      refused(
        bookingBody({ ...BOOKING, password: 'not-the-password' }),
        '<Error Type="4" Code="448">Invalid Username and/or Password</Error>',
      ),
    ],
  },
  errorCase(
    'hotel',
    'Unknown hotel: 6/392, naming it',
    { hotel: 'NOPE' },
    '<Error Type="6" Code="392">Hotel not found for HotelCode=NOPE</Error>',
  ),
  errorCase(
    'room',
    'Unknown room: 402',
    { room: 'NOPE' },
    'Code="402">Room type code not found for this hotel</Error>',
  ),
  errorCase(
    'rate',
    'Unknown rate plan: 249',
    { rate: 'NOPE' },
    'Code="249">Rate code not found for this hotel</Error>',
  ),
  errorCase(
    'adults',
    'A room without adult: 397',
    { adults: 0, children: 1 },
    'Code="397">Invalid number of adults</Error>',
  ),
  errorCase('required', 'Something is missing: 321, with what it is', { hotel: '' }, 'Code="321">'),
  errorCase('unable', 'Sold out: 450, with the reason', { from: 20, to: 21, rooms: 3 }, 'Code="450">'),
  {
    id: 'room-list-hotel',
    title: 'The list of an unknown hotel: 6/392',
    source: 'SiteConnect, error codes',
    steps: [
      refused(roomListBody('NOPE'), '<Error Type="6" Code="392">Hotel not found for HotelCode=NOPE</Error>'),
    ],
  },
];

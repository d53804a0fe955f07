import type { CertificationCase, CertificationStep } from '../../core/model/certification.js';

const SOURCE = 'Open Channel, new booking';
const WEBHOOKS = '/ota/open-channel/channel_webhooks/open_channel';
const ON_SALE = { rooms: 2, amount: '100.00' } as const;

interface Certified {
  readonly id: string;
  readonly status?: 'new' | 'modified' | 'cancelled';
  /** Days from today. */
  readonly from: number;
  readonly to: number;
  readonly rooms?: number;
  readonly hotel?: string;
  readonly room?: string;
  readonly rate?: string;
}

function booking({ id, status = 'new', from, to, ...rest }: Certified): object {
  const { rooms = 1, hotel = '{hotel}', room = '{room}', rate = '{rate}' } = rest;
  const days = Array.from({ length: to - from }, (_, night) => ({
    date: `{day+${from + night}}`,
    price: '100.00',
    rate_plan_code: rate,
  }));
  const stay = { arrival_date: `{day+${from}}`, departure_date: `{day+${to}}`, currency: 'EUR' };
  const one = { room_type_code: room, occupancy: { adults: 2, children: 0, infants: 0 }, days };
  return {
    booking: {
      ...{ status, provider_code: 'OpenChannel', hotel_code: hotel, reservation_id: id, ...stay },
      customer: { name: 'Certification', surname: 'Guest' },
      rooms: Array.from({ length: rooms }, () => one),
    },
  };
}

function post(
  endpoint: string,
  body: object | string,
  expect: CertificationStep['expect'],
  key = '{key}',
): CertificationStep {
  const headers = { 'api-key': key, 'content-type': 'application/json', authorization: '' };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { request: { method: 'POST', path: `${WEBHOOKS}/${endpoint}`, headers, body: text }, expect };
}

const send = (certified: Certified, expect: CertificationStep['expect']) =>
  post('new_booking', booking(certified), expect);

const took = (status: string, more: CertificationStep['expect'] = {}): CertificationStep['expect'] => ({
  status: 200,
  ...more,
  contains: ['"success":true', `"status":"${status}"`, ...(more.contains ?? [])],
});

function refusal(id: string, title: string, wrong: Partial<Certified>, code: string): CertificationCase {
  const expect = {
    status: 422,
    contains: ['"success":false', `"code":"${code}"`],
    lacks: ['"success":true'],
  };
  const steps = [send({ id: `OC-{run}-${id}`, from: 3, to: 4, ...wrong }, expect)];
  return { id, title, source: `${SOURCE}, errors`, on_sale: ON_SALE, steps };
}

const STAY = { id: 'OC-{run}-1', from: 3, to: 5 } as const;
const NUMBER = '"unique_id":"([^"]+)"';
const SAME = ['"unique_id":"{number}"'];

/** What a channel sends: bookings in each state, again and again, and what cannot be taken. */
export const OPEN_CHANNEL_CERTIFICATION: readonly CertificationCase[] = [
  {
    id: 'book-modify-cancel',
    title: 'A booking is changed and cancelled under one number',
    source: SOURCE,
    on_sale: ON_SALE,
    steps: [
      send(STAY, took('booked', { capture: { number: NUMBER } })),
      send({ ...STAY, status: 'modified', from: 4, to: 6 }, took('modified', { contains: SAME })),
      send({ ...STAY, status: 'cancelled', from: 4, to: 6 }, took('cancelled', { contains: SAME })),
    ],
  },
  {
    id: 're-delivery',
    title: 'The same message again changes nothing and has the same number',
    source: SOURCE,
    on_sale: ON_SALE,
    steps: [
      send({ ...STAY, id: 'OC-{run}-2' }, took('booked', { capture: { number: NUMBER } })),
      send({ ...STAY, id: 'OC-{run}-2' }, took('unchanged', { contains: SAME })),
      send({ ...STAY, id: 'OC-{run}-2', status: 'cancelled' }, took('cancelled', { contains: SAME })),
      send(
        { ...STAY, id: 'OC-{run}-2', status: 'cancelled' },
        { status: 200, contains: ['"success":true', ...SAME] },
      ),
    ],
  },
  refusal('sold-out', 'More rooms than there are', { rooms: 3 }, 'SOLD_OUT'),
  refusal('hotel', 'A hotel that is not mapped', { hotel: 'NOPE' }, 'HOTEL_NOT_FOUND'),
  refusal('room', 'A room type that is not mapped', { room: 'NOPE' }, 'ROOM_NOT_FOUND'),
  refusal('rate', 'A rate plan that is not mapped', { rate: 'NOPE' }, 'RATE_NOT_FOUND'),
  {
    id: 'malformed',
    title: 'What is no JSON: 400',
    source: 'Open Channel, errors',
    steps: [post('new_booking', '{"booking": {', { status: 400, contains: ['"success":false'] })],
  },
  {
    id: 'credentials',
    title: 'A wrong API key: 401',
    source: 'Open Channel, errors',
    steps: [
      post('new_booking', booking(STAY), { status: 401, contains: ['"success":false'] }, 'not-the-key'),
    ],
  },
  {
    id: 'full-sync-hotel',
    title: 'The wish for everything anew, for a hotel that is not mapped: 404',
    source: 'Open Channel, request_full_sync',
    steps: [
      post('request_full_sync', { hotel_code: 'NOPE' }, { status: 404, contains: ['"HOTEL_NOT_FOUND"'] }),
    ],
  },
];

import type { CertificationCase, CertificationExpectation } from '../../../core/model/certification.js';
import { COUNTED, get, nights, on, post, push, taken, TAKEN, TWIN } from './messages.js';

const SOURCE = 'Channex, PMS certification tests';
/** What the contract allows of each endpoint for one property in a minute. */
const CALLS = 10;

const room = (code: string, day: number, available_rooms: number) => ({
  room: code,
  day,
  fields: { available_rooms },
});
const FEED = '/booking_revisions/feed?filter[property_id]={hotel}';
const bookRequest = (path: string, body: string) => ({
  method: 'POST',
  path,
  headers: { authorization: 'Bearer {channel_key}', 'content-type': 'application/json' },
  body,
});
const STAY = '"checkin_date":"{day+10}","checkout_date":"{day+12}"';
const ACKNOWLEDGED: CertificationExpectation = { status: 200, contains: ['"message":"Success"'] };
const inFeed = (status: string): CertificationExpectation => ({
  status: 200,
  contains: [`"status":"${status}"`, '{booking}', '"property_id":"{hotel}"', '"room_type_id":"{room}"'],
  capture: { revision: '"type":"booking_revision","id":"(\\d+)"' },
});
const acknowledge = () => post('/booking_revisions/{revision}/ack', ACKNOWLEDGED);

/** The scenarios about availability, bookings, limits and wrong values. */
export const BOOKING_CASES: readonly CertificationCase[] = [
  {
    id: '9-single-date-availability',
    title: 'Availability of one date of two room types, in one call',
    source: `${SOURCE}, 9`,
    steps: [
      COUNTED,
      push(
        'availability',
        [
          { room_type_id: '{room}', ...on(21), availability: 7 },
          { room_type_id: '{room2}', ...on(25), availability: 0 },
        ],
        taken(room('{room}', 21, 7), room('{room2}', 25, 0), room('{room}', 22, 8)),
      ),
    ],
  },
  {
    id: '10-multiple-dates-availability',
    title: 'Availability of several dates of two room types, in one call',
    source: `${SOURCE}, 10`,
    steps: [
      push(
        'availability',
        [
          { room_type_id: '{room}', ...nights(10, 16), availability: 3 },
          { room_type_id: '{room2}', ...nights(17, 24), availability: 4 },
        ],
        taken(
          ...[room('{room}', 10, 3), room('{room}', 16, 3)],
          ...[room('{room2}', 17, 4), room('{room2}', 24, 4)],
        ),
      ),
    ],
  },
  {
    id: '11-bookings',
    title: 'A new booking, its change and its cancellation, each acknowledged by its revision',
    source: `${SOURCE}, 11`,
    steps: [
      COUNTED,
      push('restrictions', [{ rate_plan_id: TWIN.bar, ...nights(1, 60), rate: 10_000 }]),
      {
        request: bookRequest(
          '/api/bookings/create',
          `{"hotel_id":"{hotel}","room_code":"{room}","rate_code":"{rate}",${STAY},"guests":1,"partner_reference":"R-{run}"}`,
        ),
        expect: { status: 201, capture: { booking: '"booking_id":"(\\d+)"' } },
      },
      get(FEED, inFeed('new')),
      // Not acknowledged, it comes again.
      get(FEED, inFeed('new')),
      acknowledge(),
      get(FEED, { status: 200, contains: ['"data":[]', '"total":0'] }),
      {
        request: {
          ...bookRequest(
            '/api/bookings/{booking}',
            '{"checkin_date":"{day+10}","checkout_date":"{day+13}","lines":[{"room_code":"{room}","rate_code":"{rate}","quantity":1,"guests":1}]}',
          ),
          method: 'PUT',
        },
        expect: { status: 200 },
      },
      get(FEED, inFeed('modified')),
      acknowledge(),
      { request: bookRequest('/api/bookings/{booking}/cancel', '{}'), expect: { status: 200 } },
      get(FEED, inFeed('cancelled')),
      acknowledge(),
      get(FEED, { status: 200, contains: ['"data":[]'] }),
    ],
  },
  {
    id: '12-rate-limits',
    title:
      'Ten calls a minute of each endpoint for one property, the eleventh is told to wait (so once a minute)',
    source: `${SOURCE}, 12, and rate limits`,
    steps: [
      ...Array.from({ length: CALLS }, (_, call) =>
        push('availability', [{ room_type_id: '{room}', ...on(5), availability: call }], { status: 200 }),
      ),
      push('availability', [{ room_type_id: '{room}', ...on(5), availability: 5 }], {
        status: 429,
        contains: ['"code":"http_too_many_requests"', '"title":"Too Many Requests"'],
        cells: [room('{room}', 5, CALLS - 1)],
      }),
      push('restrictions', [{ rate_plan_id: TWIN.bar, ...on(5), rate: 9_900 }], TAKEN),
    ],
  },
  {
    id: 'warnings',
    title: 'Wrong values are dropped and named, the others are applied',
    source: 'Channex, warning notifications',
    steps: [
      push(
        'availability',
        [
          { room_type_id: '{room}', ...on(5), availability: 6 },
          { room_type_id: 'no-such-room', ...on(5), availability: 6 },
          { room_type_id: '{room}', ...on(6), availability: -1 },
        ],
        {
          status: 200,
          contains: [
            '"type":"task"',
            '"message":"Success"',
            'does not exist',
            'must be greater than or equal to 0',
          ],
          cells: [room('{room}', 5, 6)],
        },
      ),
      push('restrictions', [{ rate_plan_id: TWIN.bar, ...on(5), rate: null, stop_sell: null }], {
        status: 200,
        contains: ['"data":[]', '"message":"Success"', 'Should be a non null value or not existed field'],
      }),
    ],
  },
  {
    id: 'unauthorized',
    title: 'A call without a key',
    source: 'Channex, errors',
    steps: [
      {
        request: {
          method: 'GET',
          path: '/pms/channex/api/v1/properties',
          headers: { authorization: '' },
        },
        expect: { status: 401, contains: ['{"errors":{"code":"unauthorized","title":"Unauthorized"}}'] },
      },
    ],
  },
];

import { describe, expect, test } from 'vitest';
import type { ChannelSettings, PmsCodec, WireRequest } from '../../core/model/channel-codec.js';
import type { ReservationRevision } from '../../core/model/reservation.js';
import { createOtaConnector } from './ota-connector.js';

const connector = createOtaConnector({ clock: { now: () => new Date('2026-09-01T10:00:00Z') } });

function pms(): PmsCodec {
  if (connector.pms === undefined) throw new Error('the connector pushes no reservations');
  return connector.pms;
}

const settings: ChannelSettings = {
  username: 'pms&co',
  password: 'p<w>',
  requestor_id: 'BHOP',
  now: '2026-09-01T10:00:00.000Z',
  nextId: () => 'echo-1',
};

const revision: ReservationRevision = {
  revision_id: '9001',
  booking_id: '7001',
  revision: 1,
  action: 'new',
  hotel_code: 'HV01',
  status: 'CONFIRMED',
  partner_name: 'StayFinder',
  partner_reference: 'X-1',
  check_in_date: '2026-10-30',
  check_out_date: '2026-10-31',
  rooms: [
    {
      room_code: '007',
      rate_code: 'BAR',
      quantity: 1,
      guests: 2,
      nights: [{ date: '2026-10-30', amount: '80.00' }],
    },
  ],
  guest: null,
  total_price: '80.00',
  currency: 'EUR',
  created_at: '2026-09-01T09:00:00.000Z',
  updated_at: '2026-09-01T09:00:00.000Z',
};

describe('OTA_HotelResNotifRQ', () => {
  test.each([
    ['new', 'Book'],
    ['modify', 'Modify'],
    ['cancel', 'Cancel'],
  ] as const)(
    'a revision that is %s says %s, and reads back by both of its numbers',
    async (action, word) => {
      const request = pms().encodeReservation({ ...revision, action }, settings);
      const decoded = await connector.decode(Buffer.from(request.body), { charset: null });

      expect(request).toMatchObject({ method: 'POST', path: '', message: 'OTA_HotelResNotifRQ' });
      expect(request.headers['Content-Type']).toBe('text/xml; charset=utf-8');
      expect(request.body).toContain(`ResStatus="${word}"`);
      expect(decoded.faults).toEqual([]);
      expect(decoded.envelope).toMatchObject({
        soap: true,
        echo_token: 'echo-1',
        credentials: { username: 'pms&co', password: 'p<w>' },
        extra: { requestor_id: 'BHOP' },
      });
      expect(decoded.content).toMatchObject({
        reservations: [{ action, reference: '7001', message_id: '9001', hotel_code: 'HV01' }],
      });
    },
  );
});

describe('the answer of the PMS', () => {
  const request: WireRequest = pms().encodeReservation(revision, settings);
  const read = (body: string, status = 200, headers: Record<string, string> = {}) =>
    pms().readAnswer(request, { status, headers, body });
  const answer = (inside: string) =>
    `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header/><soap:Body><OTA_HotelResNotifRS>${inside}</OTA_HotelResNotifRS></soap:Body></soap:Envelope>`;
  const numbered =
    '<HotelReservations><HotelReservation><ResGlobalInfo><HotelReservationIDs><HotelReservationID ResID_Type="13" ResID_Value="X-1"/><HotelReservationID ResID_Type="14" ResID_Value="PMS-55"/></HotelReservationIDs></ResGlobalInfo></HotelReservation></HotelReservations>';

  test.each([
    [
      'success with its number',
      answer(`<Success/>${numbered}`),
      { kind: 'accepted', reference: 'PMS-55', warnings: [] },
    ],
    ['success without a number', answer('<Success/>'), { kind: 'accepted', reference: null }],
    [
      'success with warnings, which is success',
      answer(
        `<Success/><Warnings><Warning Type="3" Code="783">Room is not mapped</Warning></Warnings>${numbered}`,
      ),
      { kind: 'accepted', reference: 'PMS-55', warnings: ['783: Room is not mapped'] },
    ],
    [
      'an error to mend',
      answer('<Errors><Error Type="3" Code="392">No such hotel</Error></Errors>'),
      { kind: 'rejected', code: '392', message: 'No such hotel', mapping: false },
    ],
    [
      'an error of a mapping',
      answer('<Errors><Error Type="3" Code="402">No such room</Error></Errors>'),
      { kind: 'rejected', mapping: true },
    ],
    [
      'a passing error',
      answer('<Errors><Error Type="12" Code="187">Down</Error></Errors>'),
      { kind: 'retry', code: '187' },
    ],
    ['neither', answer(''), { kind: 'retry', code: 'UNREADABLE' }],
    ['no XML', 'OK', { kind: 'retry', code: 'UNREADABLE' }],
  ])('%s', (_what, body, expected) => {
    expect(read(body)).toMatchObject(expected);
  });

  test('a SOAP fault of the server is tried again, one of ours is not', () => {
    const fault = (code: string) =>
      `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><S:Fault><faultcode>S:${code}</faultcode><faultstring>no</faultstring></S:Fault></S:Body></S:Envelope>`;

    expect(read(fault('Server'), 500).kind).toBe('retry');
    expect(read(fault('Client'), 500).kind).toBe('rejected');
  });

  test('HTTP trouble is tried again when it passes, after as long as it says', () => {
    expect(read('', 503, { 'retry-after': '30' })).toMatchObject({ kind: 'retry', after_seconds: 30 });
    expect(read('', 401)).toMatchObject({ kind: 'rejected', code: 'HTTP_401' });
  });
});

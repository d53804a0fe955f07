import { describe, expect, test } from 'vitest';
import type { ChannelSettings } from '../../../core/model/channel-codec.js';
import type { ReservationRevision } from '../../../core/model/reservation.js';
import { decodeAlpineBits } from '../decode.js';
import { pushReservation } from './push-reservation.js';

const settings: ChannelSettings = {
  username: 'pms',
  password: 'päss',
  now: '2026-09-01T10:00:00.000Z',
  nextId: () => 'e-1',
};

const revision: ReservationRevision = {
  revision_id: '9001',
  booking_id: '7001',
  revision: 2,
  action: 'modify',
  hotel_code: 'HV01',
  status: 'CONFIRMED',
  partner_name: 'StayFinder',
  partner_reference: 'X-1',
  check_in_date: '2026-10-30',
  check_out_date: '2026-11-02',
  rooms: [
    {
      room_code: '007',
      rate_code: 'BAR',
      meal_plan: 'HALF_BOARD',
      quantity: 2,
      guests: 2,
      nights: [
        { date: '2026-10-30', amount: '80.00' },
        { date: '2026-10-31', amount: '90.00' },
      ],
    },
    {
      room_code: 'DBL',
      rate_code: 'BAR',
      quantity: 1,
      guests: 1,
      nights: [{ date: '2026-11-01', amount: '70.50' }],
    },
  ],
  guest: { first_name: 'Ada', last_name: '--e-1 & Söhne', phone: '+39 1' },
  total_price: '410.50',
  currency: 'EUR',
  created_at: '2026-09-01T09:00:00.000Z',
  updated_at: '2026-09-01T09:30:00.000Z',
};

const documentOf = (body: string) =>
  body.slice(body.indexOf('<?xml'), body.lastIndexOf('>', body.lastIndexOf('\r\n--')) + 1);

describe('OTA_HotelResNotif:GuestRequests', () => {
  test('is a form with the action and a document that reads back, a room stay for each room with its own dates', async () => {
    const request = pushReservation.encodeReservation(revision, settings);
    const decoded = await decodeAlpineBits(Buffer.from(documentOf(request.body)), { charset: null });

    expect(request.headers).toMatchObject({
      'X-AlpineBits-ClientProtocolVersion': '2024-10',
      'X-AlpineBits-ClientID': 'bellhop',
      Authorization: `Basic ${Buffer.from('pms:päss').toString('base64')}`,
    });
    expect(request.body).toMatch(
      /name="action"\r\n\r\nOTA_HotelResNotif:GuestRequests\r\n--bellhop-e-1-9001/,
    );
    expect(decoded.faults).toEqual([]);
    expect(decoded.content).toMatchObject({
      reservations: [
        {
          action: 'modify',
          reference: '7001',
          status: 'Modify',
          hotel_code: 'HV01',
          check_in: '2026-10-30',
          check_out: '2026-11-02',
          total: '410.50',
          guest: { first_name: 'Ada', last_name: '--e-1 & Söhne', phone: '+39 1' },
          rooms: [
            { room_code: '007', check_in: '2026-10-30', check_out: '2026-11-01', total: '170.00' },
            { room_code: '007', check_in: '2026-10-30', check_out: '2026-11-01', total: '170.00' },
            { room_code: 'DBL', check_in: '2026-11-01', check_out: '2026-11-02', total: '70.50' },
          ],
        },
      ],
    });
  });

  test('says a cancellation with everything, under the number of the booking and type 15', () => {
    const { body } = pushReservation.encodeReservation(
      { ...revision, action: 'cancel', guest: null },
      settings,
    );

    expect(body).toContain('ResStatus="Cancelled"');
    expect(body).toContain('<UniqueID Type="15" ID="7001"/>');
    expect(body).toContain('<Surname>7001</Surname>');
  });
});

describe('the answer of the PMS', () => {
  const request = pushReservation.encodeReservation(revision, settings);
  const read = (body: string, status = 200) =>
    pushReservation.readAnswer(request, { status, headers: {}, body });
  const answer = (inside: string) => `<OTA_HotelResNotifRS Version="1.0">${inside}</OTA_HotelResNotifRS>`;

  test.each([
    ['taken', answer('<Success/><HotelReservations/>'), 200, { kind: 'accepted', warnings: [] }],
    [
      'taken with a remark',
      answer('<Success/><Warnings><Warning Type="11">late</Warning></Warnings>'),
      200,
      { kind: 'accepted', warnings: ['late'] },
    ],
    [
      'refused by name',
      answer('<Success/><Warnings><Warning Type="3" Code="450" RecordID="7001">full</Warning></Warnings>'),
      200,
      { kind: 'rejected', code: '450', message: 'full' },
    ],
    [
      'refused',
      answer('<Errors><Error Type="13" Code="392">no hotel</Error></Errors>'),
      200,
      { kind: 'rejected', code: '392' },
    ],
    ['neither', answer(''), 200, { kind: 'retry' }],
    ['a wrong call', 'ERROR:unknown or missing action', 400, { kind: 'rejected', code: 'HTTP 400' }],
    ['a PMS that is down', 'oops', 503, { kind: 'retry' }],
  ])('%s', (_what, body, status, expected) => {
    expect(read(body, status)).toMatchObject(expected);
  });
});

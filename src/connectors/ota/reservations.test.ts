import { describe, expect, test } from 'vitest';
import { decode, refusalOf } from '../../../test/builders/an-ota-message.js';
import type { IncomingReservation } from '../../core/model/incoming-reservation.js';
import type { ReservationRevision } from '../../core/model/reservation.js';
import { createOtaConnector } from './ota-connector.js';

const connector = createOtaConnector({ clock: { now: () => new Date('2026-09-01T10:00:00Z') } });

const notif = (reservations: string, root = '') =>
  `<OTA_HotelResNotifRQ Version="1.0" ${root}><HotelReservations>${reservations}</HotelReservations></OTA_HotelResNotifRQ>`;

const ROOM = `<RoomStays><RoomStay>
  <RoomTypes><RoomType RoomTypeCode="007" NumberOfUnits="1"/></RoomTypes>
  <RatePlans><RatePlan RatePlanCode="BAR"/></RatePlans>
  <GuestCounts><GuestCount AgeQualifyingCode="10" Count="2"/><GuestCount AgeQualifyingCode="8" Age="6" Count="1"/></GuestCounts>
  <TimeSpan Start="2026-10-30" End="2026-11-01"/><Total AmountAfterTax="200.00" CurrencyCode="EUR"/>
  <BasicPropertyInfo HotelCode="HV01"/></RoomStay></RoomStays>`;

const reservation = (
  status: string,
  inside = ROOM,
  ids = '<UniqueID Type="14" ID="EXP-1"/><UniqueID Type="16" ID="m-1" ID_Context="MESSAGE_UNIQUE_ID"/>',
) => `<HotelReservation ${status} CreateDateTime="2026-09-01T09:00:00Z">${ids}${inside}</HotelReservation>`;

async function reservationsOf(xml: string): Promise<readonly IncomingReservation[]> {
  const { content, faults } = await decode(xml);
  if (content?.kind !== 'reservations') throw new Error(JSON.stringify(faults));
  return content.reservations;
}

describe('OTA_HotelResNotifRQ', () => {
  test('a booking with its message id, room, guests of every age and total', async () => {
    const [booked] = await reservationsOf(notif(reservation('ResStatus="Book"')));

    expect(booked).toMatchObject({
      action: 'new',
      status: 'Book',
      reference: 'EXP-1',
      message_id: 'm-1',
      hotel_code: 'HV01',
      check_in: '2026-10-30',
      check_out: '2026-11-01',
      total: '200.00',
      currency: 'EUR',
      rooms: [
        {
          room_code: '007',
          rate_code: 'BAR',
          guests: [
            { age_band: 'adult', count: 2, age: null },
            { age_band: 'child', count: 1, age: 6 },
          ],
        },
      ],
    });
  });

  test('one that was sent before says so, whatever its times say', async () => {
    const repeatedBy = async (root: string) =>
      (await reservationsOf(notif(reservation('ResStatus="Book"'), root)))[0]?.repeated;

    expect(await repeatedBy('RetransmissionIndicator="true"')).toBe(true);
    expect(await repeatedBy('RetransmissionIndicator="1"')).toBe(true);
    expect(await repeatedBy('RetransmissionIndicator="false"')).toBeUndefined();
    expect(await repeatedBy('')).toBeUndefined();
  });

  test.each([
    ['ResStatus="Modify"', '', 'modify'],
    ['', 'ResStatus="Commit"', 'new'],
    ['ResStatus="Cancel"', 'ResStatus="Commit"', 'cancel'],
    ['ResStatus="Reserved"', '', 'new'],
    ['ResStatus="No-show"', '', 'modify'],
  ])('%s below a root with "%s" is %s', async (own, root, action) => {
    const [found] = await reservationsOf(notif(reservation(own), root));

    expect(found?.action).toBe(action);
  });

  test('a cancellation may be no more than its number', async () => {
    const [cancelled] = await reservationsOf(notif(reservation('ResStatus="Cancel"', '')));

    expect(cancelled).toMatchObject({ action: 'cancel', reference: 'EXP-1', rooms: [], check_in: null });
  });

  test('Type 14 and Type 16 of one value are two things still', async () => {
    const ids = '<UniqueID Type="14" ID="L-9"/><UniqueID Type="16" ID="L-9" ID_Context="MESSAGE_UNIQUE_ID"/>';
    const [found] = await reservationsOf(notif(reservation('ResStatus="Modify"', ROOM, ids)));

    expect(found).toMatchObject({ reference: 'L-9', message_id: 'L-9' });
  });

  test.each([
    ['none', notif(''), 'no HotelReservation', 321],
    ['no word', notif(reservation('')), 'ResStatus is missing', 321],
    ['a word that nobody uses', notif(reservation('ResStatus="Ignore"')), '"Ignore"', 320],
    ['no number', notif(reservation('ResStatus="Book"', ROOM, '')), 'UniqueID Type="14"', 321],
    ['no room', notif(reservation('ResStatus="Book"', '')), 'RoomStay', 321],
    [
      'no hotel',
      notif(reservation('ResStatus="Book"', ROOM.replace('HotelCode="HV01"', ''))),
      'HotelCode',
      321,
    ],
    [
      'no room type',
      notif(reservation('ResStatus="Book"', ROOM.replace('RoomTypeCode="007"', ''))),
      'RoomTypeCode',
      321,
    ],
    [
      'a stay of no night',
      notif(reservation('ResStatus="Book"', ROOM.replace('2026-11-01', '2026-10-30'))),
      '2026-10-30',
      15,
    ],
  ])('%s is refused', async (_what, xml, words, code) => {
    const fault = await refusalOf(xml);

    expect(fault.message).toContain(words);
    expect(fault.ota?.code).toBe(code);
  });

  test('a card is seen, and no digit of it leaves', async () => {
    const card =
      '<ResGlobalInfo><Guarantee><GuaranteesAccepted><GuaranteeAccepted><PaymentCard CardNumber="4111111111111111" ExpireDate="1230"/></GuaranteeAccepted></GuaranteesAccepted></Guarantee></ResGlobalInfo>';
    const decoded = await decode(notif(reservation('ResStatus="Book"', ROOM + card)));

    expect(JSON.stringify(decoded)).not.toContain('4111');
    expect(decoded.content).toMatchObject({ reservations: [{ had_card: true }] });
  });
});

const revision: ReservationRevision = {
  revision_id: '9001',
  booking_id: '7001',
  revision: 2,
  action: 'modify',
  hotel_code: 'HV01',
  status: 'CONFIRMED',
  partner_name: 'Stay & Find',
  partner_reference: 'X-1',
  check_in_date: '2026-10-30',
  check_out_date: '2026-11-03',
  rooms: [
    {
      room_code: '007',
      rate_code: 'BAR',
      quantity: 1,
      guests: 2,
      nights: [
        { date: '2026-10-30', amount: '100.10' },
        { date: '2026-11-02', amount: '100.20' },
      ],
    },
    {
      room_code: 'SGL',
      rate_code: 'BAR',
      quantity: 2,
      guests: 1,
      nights: [{ date: '2026-10-31', amount: '80.00' }],
    },
  ],
  guest: { first_name: 'Zoë', last_name: "O'Neil", email: 'z@example.com', phone: '+351 1' },
  total_price: '360.30',
  currency: 'EUR',
  taxes: [{ code: '3', name: 'City tax', amount: '4.00', percent: null, included: false }],
  comments: ['Late arrival <23:00>'],
  created_at: '2026-09-01T09:00:00.000Z',
  updated_at: '2026-09-01T09:30:00.000Z',
};

describe('OTA_ResRetrieveRS', () => {
  const encoded = (reservations: readonly ReservationRevision[]) =>
    connector.encode(
      { message: 'OTA_ReadRQ', soap: true, echo_token: 'e', version: '1.0', credentials: null },
      { kind: 'reservations', reservations },
    ).body;

  test('what is handed out reads back with every room on its own dates, taxes and remarks', async () => {
    const [read] = await reservationsOf(encoded([revision]));

    expect(read).toMatchObject({
      action: 'modify',
      reference: '7001',
      message_id: '9001',
      revision: Date.parse(revision.updated_at),
      hotel_code: 'HV01',
      check_in: '2026-10-30',
      check_out: '2026-11-03',
      total: '360.30',
      currency: 'EUR',
      tax: 'after',
      guest: revision.guest,
      comments: ['Late arrival <23:00>'],
      taxes: [{ code: '3', name: 'City tax', amount: '4.00', percent: null, included: false }],
    });
    // Two runs of nights of the first line, then two rooms of the second.
    expect(
      read?.rooms.map(({ room_code, check_in, check_out, nights }) => [
        room_code,
        check_in,
        check_out,
        nights,
      ]),
    ).toEqual([
      ['007', '2026-10-30', '2026-10-31', [{ date: '2026-10-30', amount: '100.10', currency: 'EUR' }]],
      ['007', '2026-11-02', '2026-11-03', [{ date: '2026-11-02', amount: '100.20', currency: 'EUR' }]],
      ['SGL', '2026-10-31', '2026-11-01', [{ date: '2026-10-31', amount: '80.00', currency: 'EUR' }]],
      ['SGL', '2026-10-31', '2026-11-01', [{ date: '2026-10-31', amount: '80.00', currency: 'EUR' }]],
    ]);
  });

  test('a cancellation and none at all read back', async () => {
    const [cancelled] = await reservationsOf(encoded([{ ...revision, action: 'cancel' }]));

    expect(cancelled).toMatchObject({ action: 'cancel', reference: '7001', message_id: '9001' });
    expect(await reservationsOf(encoded([]))).toEqual([]);
  });

  test('an answer of errors is an answer; one that says both or neither is refused', async () => {
    const answer = (inside: string) => `<OTA_ResRetrieveRS>${inside}</OTA_ResRetrieveRS>`;
    const { content } = await decode(answer('<Errors><Error Type="3" Code="392">No hotel</Error></Errors>'));

    expect(content).toMatchObject({
      kind: 'document',
      topic: 'answer',
      document: { success: false, errors: [{ type: '3', code: '392', text: 'No hotel' }] },
    });
    expect((await refusalOf(answer('<Success/><Errors/>'))).message).toContain('Success and Errors');
    expect((await refusalOf(answer(''))).message).toContain('Neither');
  });
});

test.each([
  'OTA_HotelAvailNotifRS',
  'OTA_HotelRateAmountNotifRS',
  'OTA_HotelInvCountNotifRS',
  'OTA_HotelBookingRuleNotifRS',
  'OTA_NotifReportRS',
  'OTA_HotelResNotifRS',
  'OTA_PingRS',
])('%s decodes as an answer', async (name) => {
  const { content } = await decode(
    `<${name}><Success/><Warnings><Warning Type="11">well</Warning></Warnings></${name}>`,
  );

  expect(content).toMatchObject({
    kind: 'document',
    topic: 'answer',
    document: { success: true, errors: [], warnings: [{ type: '11', text: 'well' }] },
  });
});

import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import type { Envelope, MessageOutcome } from '../../core/model/connector.js';
import { AppError } from '../../core/model/errors.js';
import type { ReservationRevision } from '../../core/model/reservation.js';
import { createOtaConnector } from './ota-connector.js';

const connector = createOtaConnector({ clock: { now: () => new Date('2026-09-01T10:00:00Z') } });

const envelope: Envelope = {
  message: 'OTA_HotelAvailNotifRQ',
  soap: false,
  echo_token: 'tok<&>"en',
  version: '3.14',
  credentials: null,
};

function encode(outcome: MessageOutcome, over: Partial<Envelope> = {}) {
  const answer = connector.encode({ ...envelope, ...over }, outcome);
  expect(XMLValidator.validate(answer.body)).toBe(true);
  return answer;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  removeNSPrefix: true,
});
const parse = (xml: string): unknown => parser.parse(xml);

const revision: ReservationRevision = {
  revision_id: '9001',
  booking_id: '7001',
  revision: 1,
  action: 'new',
  hotel_code: 'HV01',
  status: 'CONFIRMED',
  partner_name: 'Demo <OTA>',
  partner_reference: 'X-1',
  check_in_date: '2026-10-30',
  check_out_date: '2026-11-01',
  rooms: [
    {
      room_code: '007',
      rate_code: 'BAR',
      quantity: 2,
      guests: 2,
      nights: [
        { date: '2026-10-30', amount: '100.10' },
        { date: '2026-10-31', amount: '100.20' },
      ],
    },
    {
      room_code: 'SGL',
      rate_code: 'BAR',
      quantity: 1,
      guests: 1,
      nights: [{ date: '2026-10-30', amount: '80.00' }],
    },
  ],
  guest: { first_name: 'Zoë', last_name: "O'Neil & Sons", email: 'z@example.com', phone: '+351 1' },
  total_price: '480.60',
  currency: 'EUR',
  created_at: '2026-09-01T09:00:00.000Z',
  updated_at: '2026-09-01T09:30:00.000Z',
};

describe('success', () => {
  test('the answer echoes token and version and has Success alone', () => {
    const answer = encode({ kind: 'applied' });

    expect(answer).toMatchObject({ status: 200, contentType: 'text/xml; charset=utf-8' });
    expect(parse(answer.body)).toMatchObject({
      OTA_HotelAvailNotifRS: {
        '@EchoToken': 'tok<&>"en',
        '@Version': '3.14',
        '@TimeStamp': '2026-09-01T10:00:00.000Z',
        Success: '',
      },
    });
    expect(answer.body).toContain('<OTA_HotelAvailNotifRS xmlns="http://www.opentravel.org/OTA/2003/05" ');
    expect(answer.body).not.toContain('Errors');
  });

  test('without token there is none in the answer', () => {
    expect(encode({ kind: 'applied' }, { echo_token: null }).body).not.toContain('EchoToken');
  });

  test.each([
    ['OTA_HotelRateAmountNotifRQ', 'OTA_HotelRateAmountNotifRS'],
    ['OTA_HotelInvCountNotifRQ', 'OTA_HotelInvCountNotifRS'],
    ['OTA_NotifReportRQ', 'OTA_NotifReportRS'],
    ['OTA_ReadRQ', 'OTA_ResRetrieveRS'],
  ])('%s is answered with %s', (message, answer) => {
    expect(encode({ kind: 'applied' }, { message }).body).toContain(`<${answer} `);
  });

  test('a ping comes back as it was', () => {
    const answer = encode({ kind: 'pong', echo: '{"a":"<b>"}' }, { message: 'OTA_PingRQ' });

    expect(parse(answer.body)).toMatchObject({ OTA_PingRS: { Success: '', EchoData: '{"a":"<b>"}' } });
  });

  test('SOAP is answered in SOAP with an empty header', () => {
    const answer = encode({ kind: 'applied' }, { soap: true });

    expect(answer.status).toBe(200);
    expect(parse(answer.body)).toMatchObject({
      Envelope: { Header: '', Body: { OTA_HotelAvailNotifRS: { Success: '' } } },
    });
    expect(answer.body).toContain('xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"');
  });
});

describe('errors', () => {
  test('each fault is an Error with type, code, short text, tag and text', () => {
    const message =
      'BookingLimitMessageType AdjustLimit is not supported; send the absolute count with SetLimit';
    const faults = [
      {
        pointer: '/OTA_HotelAvailNotifRQ/x[2]',
        code: 'UNSUPPORTED_UPDATE',
        message,
        line: 4,
        ota: { type: 3, code: 450 },
      },
      { pointer: '/y', code: 'ROOM_NOT_FOUND', message: 'No room "<DBX>"' },
    ];

    const answer = encode({ kind: 'refused', faults });

    expect(answer.status).toBe(200);
    expect(answer.body).not.toContain('Success');
    expect(parse(answer.body)).toMatchObject({
      OTA_HotelAvailNotifRS: {
        Errors: {
          Error: [
            {
              '@Type': '3',
              '@Code': '450',
              '@ShortText': 'BookingLimitMessageType AdjustLimit is not supported; send the',
              '@Tag': '/OTA_HotelAvailNotifRQ/x[2]',
              '#text': `${message} (line 4)`,
            },
            { '@Type': '3', '@Code': '402', '@Tag': '/y', '#text': 'No room "<DBX>"' },
          ],
        },
      },
    });
  });

  test('a short text never has more than 64 characters', () => {
    const faults = [{ pointer: '/x', code: 'VALIDATION', message: 'x'.repeat(500) }];

    expect(/ShortText="(x+)"/.exec(encode({ kind: 'refused', faults }).body)?.[1]).toHaveLength(64);
  });

  test.each([
    ['HOTEL_NOT_FOUND', '3', '392'],
    ['RATE_NOT_FOUND', '3', '249'],
    ['CURRENCY_MISMATCH', '3', '61'],
    ['UNAUTHENTICATED', '4', '497'],
    ['FORBIDDEN', '6', '497'],
    ['PARKED', '3', '450'],
    ['UNAVAILABLE', '12', '187'],
    ['ROOM_BUSY', '12', '191'],
    ['RATE_LIMITED', '12', '888'],
    ['INTERNAL', '12', '448'],
  ] as const)('%s is type %s, code %s, with HTTP 200', (code, type, number) => {
    const answer = encode({ kind: 'failed', error: new AppError(code, 'What and how to mend it') });

    expect(answer.status).toBe(200);
    expect(answer.body).toContain(
      `<Error Type="${type}" Code="${number}" ShortText="What and how to mend it">`,
    );
  });

  test('the faults of an error are told one by one', () => {
    const faults = ['A', 'B'].map((code) => ({
      pointer: `/${code}`,
      code: 'ROOM_NOT_FOUND',
      message: `No room ${code}`,
    }));

    const { body } = encode({ kind: 'failed', error: new AppError('VALIDATION', 'Refused', { faults }) });

    expect(body.match(/<Error /g)).toHaveLength(2);
    expect(body).not.toContain('Refused');
  });

  test('a document whose root is not known is answered with OTA_ErrorRS and HTTP 400', () => {
    const faults = [{ pointer: '/', code: 'MALFORMED', message: 'Not XML' }];

    const answer = encode({ kind: 'refused', faults }, { message: null, echo_token: null, version: null });

    expect(answer.status).toBe(400);
    expect(parse(answer.body)).toMatchObject({
      OTA_ErrorRS: { '@Version': '1.0', Errors: { Error: { '#text': 'Not XML' } } },
    });
    expect(encode({ kind: 'refused', faults }, { message: 'html' }).body).toContain('<OTA_ErrorRS ');
  });

  test('an unreadable SOAP envelope is a Fault with HTTP 500', () => {
    const faults = [{ pointer: '/Envelope', code: 'MALFORMED', message: 'Not well-formed <XML>' }];

    const answer = encode({ kind: 'refused', faults }, { message: null, soap: true });

    expect(answer.status).toBe(500);
    expect(parse(answer.body)).toMatchObject({
      Envelope: { Body: { Fault: { faultcode: 'SOAP-ENV:Client', faultstring: 'Not well-formed <XML>' } } },
    });
  });

  test('too large a payload has the words that senders look for', () => {
    const error = new AppError('TOO_LARGE', 'More than 10 MB');

    expect(encode({ kind: 'failed', error }, { message: null, soap: true }).body).toContain(
      '<faultcode>SOAP-ENV:Server</faultcode><faultstring>Unable to process message. Payload too large</faultstring>',
    );
    expect(encode({ kind: 'failed', error }, { message: null }).status).toBe(413);
  });

  test('a bug of ours in SOAP is the server’s fault', () => {
    const answer = encode(
      { kind: 'failed', error: new AppError('INTERNAL', 'Sorry') },
      { message: null, soap: true },
    );

    expect(answer.body).toContain('SOAP-ENV:Server');
  });
});

describe('reservations', () => {
  const retrieve = (reservations: readonly ReservationRevision[]) =>
    encode({ kind: 'reservations', reservations }, { message: 'OTA_ReadRQ' });

  test('one HotelReservation a revision, booking and message told apart', () => {
    const { body } = retrieve([revision, { ...revision, revision_id: '9002', action: 'cancel' }]);

    expect(body.match(/<HotelReservation[ >]/g)).toHaveLength(2);
    expect(body).toContain(
      '<HotelReservation CreateDateTime="2026-09-01T09:00:00.000Z" ResStatus="Book" RoomStayReservation="true">' +
        '<POS><Source><RequestorID Type="22" ID="BELLHOP"/><BookingChannel Primary="true" Type="7"><CompanyName>Demo &lt;OTA&gt;</CompanyName></BookingChannel></Source></POS>' +
        '<UniqueID Type="14" ID="7001"/><UniqueID Type="16" ID="9001" ID_Context="MESSAGE_UNIQUE_ID"/>',
    );
    expect(body).toContain('LastModifyDateTime="2026-09-01T09:30:00.000Z" ResStatus="Cancel"');
  });

  test('each line is a RoomStay with its nights, guests and sum', () => {
    const { body } = retrieve([revision]);

    expect(body.match(/<RoomStay>/g)).toHaveLength(2);
    expect(body).toContain('<RoomType RoomTypeCode="007" NumberOfUnits="2"/>');
    expect(body).toContain(
      '<Rate EffectiveDate="2026-10-31" ExpireDate="2026-11-01" RateTimeUnit="Day" UnitMultiplier="1"><Base AmountAfterTax="100.20" CurrencyCode="EUR"/></Rate>',
    );
    expect(body).toContain('<Total AmountAfterTax="400.60" CurrencyCode="EUR"/>');
    expect(body).toContain('<GuestCount AgeQualifyingCode="10" Count="2"/>');
    expect(body).toContain('<TimeSpan Start="2026-10-30" End="2026-11-01"/>');
    expect(body).toContain('<BasicPropertyInfo HotelCode="HV01"/>');
  });

  test('guest, total and the partner’s reference are there', () => {
    const reservation = parse(retrieve([revision]).body);

    expect(reservation).toMatchObject({
      OTA_ResRetrieveRS: {
        Success: '',
        ReservationsList: {
          HotelReservation: {
            ResGuests: {
              ResGuest: {
                Profiles: {
                  ProfileInfo: {
                    Profile: {
                      Customer: {
                        PersonName: { GivenName: 'Zoë', Surname: "O'Neil & Sons" },
                        Telephone: { '@PhoneNumber': '+351 1' },
                        Email: 'z@example.com',
                      },
                    },
                  },
                },
              },
            },
            ResGlobalInfo: {
              Total: { '@AmountAfterTax': '480.60', '@CurrencyCode': 'EUR' },
              HotelReservationIDs: {
                HotelReservationID: [
                  { '@ResID_Type': '14', '@ResID_Value': '7001' },
                  { '@ResID_Type': '13', '@ResID_Value': 'X-1', '@ResID_Source': 'Demo <OTA>' },
                ],
              },
            },
          },
        },
      },
    });
  });

  test('a reservation without guest or reference, and none at all', () => {
    const bare = { ...revision, guest: null, partner_reference: null };

    expect(retrieve([bare]).body).not.toMatch(/ResGuest|ResID_Type="13"/);
    expect(parse(retrieve([]).body)).toMatchObject({
      OTA_ResRetrieveRS: { Success: '', ReservationsList: '' },
    });
  });
});

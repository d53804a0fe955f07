import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/model/clock.js';
import type { WireRequest } from '../../core/model/channel-codec.js';
import { settingsOf } from '../../../test/contracts/random-cells.js';
import { toDecodeDocument } from '../shared/decode-document.js';
import { toCalendar } from '../shared/calendar.js';
import { createBookingComConnector } from './booking-com-connector.js';

const connector = createBookingComConnector({ clock: systemClock });
const decode = (xml: string, options = {}) =>
  connector.decode(Buffer.from(xml), { charset: null, ...options });
const codec = connector.channel;

const item = (room_code: string, rate_code: string | null) => ({
  room_code,
  rate_code,
  from: '2026-11-05',
  to: '2026-11-05',
});
const request: WireRequest = {
  method: 'POST',
  path: '/hotels/xml/availability',
  headers: {},
  body: '',
  message: 'request',
  items: [item('1', null), item('2', 'A')],
  values: 2,
};

describe('an answer to a push', () => {
  const read = (status: number, body: string) => codec?.readAnswer(request, { status, headers: {}, body });

  it.each([
    [
      'OpenTravel that took all',
      200,
      '<OTA_HotelAvailNotifRS><Success/></OTA_HotelAvailNotifRS><!-- RUID: [abc] -->',
      { kind: 'accepted', reference: 'abc' },
    ],
    ['B.XML that took all', 200, '<ok></ok>', { kind: 'accepted' }],
    [
      'repeated dates, of which there are none',
      200,
      '<ok><warning code="WARN_DUPLICATE_DATES">twice</warning></ok>',
      { kind: 'accepted', warnings: ['twice'] },
    ],
    [
      'a warning beside Success',
      200,
      '<OTA_HotelAvailNotifRS><Success/><Warnings><Warning Code="402" ShortText="no such room" RecordID="2"/></Warnings></OTA_HotelAvailNotifRS>',
      {
        kind: 'partial',
        items: [{ code: '402', message: 'no such room', item: { room_code: '2', rate_code: 'A' } }],
      },
    ],
    [
      'an error in HTTP 200',
      200,
      '<ok><error code="ROOM_ID_INVALID" room_id="1">Room ID 1 is not valid</error></ok>',
      { kind: 'partial', items: [{ code: 'ROOM_ID_INVALID', item: { room_code: '1' } }] },
    ],
    ['nothing that says success', 200, '<response/>', { kind: 'retry', code: 'UNREADABLE' }],
    ['what is no XML', 200, 'OK', { kind: 'retry', code: 'UNREADABLE' }],
    [
      'a room that nobody knows',
      400,
      '<fault code="ROOM_ID_INVALID" string="Room ID 9 is not valid"/>',
      { kind: 'rejected', code: 'ROOM_ID_INVALID', mapping: true },
    ],
    [
      'a broken schema',
      400,
      '<error><code>DATES_TOO_FAR_OR_INVALID</code><message>far</message></error>',
      { kind: 'rejected', code: 'DATES_TOO_FAR_OR_INVALID', mapping: false },
    ],
    ['wrong credentials', 401, '', { kind: 'rejected', code: 'HTTP_401' }],
    ['no right to the rooms', 403, '', { kind: 'rejected', code: 'HTTP_403' }],
    ['trouble of theirs', 500, '<fault code="INTERNAL_SERVER_ERROR"/>', { kind: 'retry', code: 'HTTP_500' }],
  ])('with %s', (_what, status, body, expected) => {
    expect(read(status, body)).toMatchObject(expected);
  });
});

describe('dates that stand twice', () => {
  it('count the first time, in both grammars', async () => {
    const ota = (limit: number) =>
      `<AvailStatusMessage BookingLimit="${limit}"><StatusApplicationControl Start="2026-11-05" End="2026-11-05" InvTypeCode="1"/></AvailStatusMessage>`;
    const bxml = (count: number) => `<date value="2026-11-05"><roomstosell>${count}</roomstosell></date>`;
    for (const xml of [
      `<OTA_HotelAvailNotifRQ><AvailStatusMessages>${ota(3)}${ota(9)}</AvailStatusMessages></OTA_HotelAvailNotifRQ>`,
      `<request><room id="1">${bxml(3)}${bxml(9)}</room></request>`,
    ]) {
      const { content } = await decode(xml);
      expect(content?.kind === 'ari' ? toCalendar(content.ari) : []).toMatchObject([{ available: 3 }]);
    }
  });

  it('are told, each once, without making the message a partial one', async () => {
    const date = (count: number) => `<date value="2026-11-05"><roomstosell>${count}</roomstosell></date>`;
    const other = '<date value="2026-11-06"><roomstosell>1</roomstosell></date>';
    const decoded = await decode(`<request><room id="1">${date(3)}${other}${date(9)}</room></request>`);

    expect(toDecodeDocument('booking-com', decoded)).toMatchObject({
      verdict: 'accepted',
      faults: [],
      notes: [{ code: 'WARN_DUPLICATE_DATES', at: '/request/room[1]/date[3]' }],
    });
    expect(
      toDecodeDocument('booking-com', await decode(`<request><room id="1">${other}</room></request>`)),
    ).not.toHaveProperty('notes');
  });
});

describe('more wrong items than are told', () => {
  it('leave the right ones among them', async () => {
    const wrong =
      '<AvailStatusMessage BookingLimit="x"><StatusApplicationControl Start="2026-11-05" End="2026-11-05" InvTypeCode="1"/></AvailStatusMessage>';
    const right = wrong.replace('"x"', '"4"');
    const { content, faults } = await decode(
      `<OTA_HotelAvailNotifRQ><AvailStatusMessages>${wrong.repeat(40)}${right}${wrong}</AvailStatusMessages></OTA_HotelAvailNotifRQ>`,
    );

    expect(faults).toHaveLength(21);
    expect(content?.kind === 'ari' ? content.ari.updates.map(({ available }) => available) : []).toEqual([4]);
  });

  it('save nothing of a message that breaks off', async () => {
    const { content } = await decode(
      '<OTA_HotelAvailNotifRQ><AvailStatusMessages><AvailStatusMessage BookingLimit="4"><StatusApplicationControl Start="2026-11-05" End="2026-11-05" InvTypeCode="1"/></AvailStatusMessage>',
    );

    expect(content).toBeNull();
  });
});

describe('reservations', () => {
  it('are asked for, new ones first; B.XML has one queue and no acknowledgement', () => {
    const asked = codec?.pull?.requests(settingsOf()) ?? [];
    const bxml = codec?.pull?.requests(settingsOf({ dialect: 'booking-com-bxml' })) ?? [];

    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /hotels/ota/OTA_HotelResNotif',
      'GET /hotels/ota/OTA_HotelResModifyNotif',
    ]);
    expect(bxml.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /hotels/xml/reservations']);
    expect(
      bxml[0] && codec?.pull?.acknowledge(bxml[0], [taken('1')], settingsOf({ dialect: 'booking-com-bxml' })),
    ).toBeNull();
  });

  const taken = (reference: string) => ({
    reference,
    message_id: null,
    our_number: `B-${reference}`,
    error: null,
  });
  const refused = (reference: string) => ({
    reference,
    message_id: null,
    our_number: null,
    error: 'no such room',
  });
  const acknowledge = (queue: number, results: (ReturnType<typeof taken> | ReturnType<typeof refused>)[]) => {
    const asked = codec?.pull?.requests(settingsOf())[queue];
    return asked === undefined ? undefined : codec?.pull?.acknowledge(asked, results, settingsOf());
  };

  it('are acknowledged by name once they are committed; what was refused stays in the queue', () => {
    const answer = acknowledge(1, [taken('1'), refused('2'), taken('3')]);

    expect(answer).toMatchObject({ method: 'POST', path: '/hotels/ota/OTA_HotelResModifyNotif' });
    expect(answer?.body).toMatch(
      /^<\?xml[^>]*><OTA_HotelResModifyNotifRS [^>]*><Success\/><HotelResModifies>/,
    );
    expect(answer?.body).toContain('ResID_Value="1"');
    expect(answer?.body).toContain('ResID_Value="B-3"');
    expect(answer?.body).not.toContain('ResID_Value="2"');
  });

  it('are answered with Errors where none was taken', () => {
    const answer = acknowledge(0, [refused('2')]);

    expect(answer?.body).toMatch(
      /<OTA_HotelResNotifRS [^>]*><Errors><Error Type="12" Code="450" RecordID="2"/,
    );
  });

  it('that are none are no fault', async () => {
    expect(await decode('<OTA_HotelResNotifRQ><HotelReservations/></OTA_HotelResNotifRQ>')).toMatchObject({
      content: { kind: 'reservations', reservations: [] },
      faults: [],
    });
  });

  it('delivered again as new are the same but for the time of the answer', async () => {
    const stay =
      '<RoomStays><RoomStay><RoomTypes><RoomType RoomTypeCode="1"/></RoomTypes><RoomRates><RoomRate EffectiveDate="2026-11-05" RatePlanCode="A"/></RoomRates></RoomStay></RoomStays>';
    const feed = (time: string) =>
      decode(
        `<OTA_HotelResNotifRQ TimeStamp="${time}"><HotelReservations><HotelReservation>${stay}<ResGlobalInfo><HotelReservationIDs><HotelReservationID ResID_Value="0077" ResID_Date="2026-10-01T10:00:00"/></HotelReservationIDs></ResGlobalInfo></HotelReservation></HotelReservations></OTA_HotelResNotifRQ>`,
      );

    const [first, second] = [await feed('2026-10-01T10:00:01Z'), await feed('2026-10-01T10:00:31Z')];
    expect(first.content).toEqual(second.content);
    expect(first.content).toMatchObject({
      reservations: [{ reference: '0077', action: 'new', revision: null }],
    });
  });

  it('never show a card', async () => {
    const { content } = await decode(
      '<reservations><reservation><id>1</id><status>cancelled</status><customer><cc_number>4111111111111111</cc_number><cc_cvc>987</cc_cvc><remarks>4111 1111 1111 1111</remarks></customer></reservation></reservations>',
    );

    expect(JSON.stringify(content)).not.toMatch(/4111|987/);
    expect(content).toMatchObject({ reservations: [{ had_card: true }] });
  });
});

describe('a request for reservations', () => {
  it('is a question for those of a hotel', async () => {
    expect(await decode('<request><hotel_id>12</hotel_id></request>')).toMatchObject({
      content: { kind: 'read', hotel_code: '12' },
    });
  });
});

import { describe, expect, test } from 'vitest';
import type { ChannelSettings, PushCell } from '../../core/model/channel-codec.js';
import { toCalendar } from '../shared/calendar.js';
import { createAgodaConnector } from './agoda-connector.js';
import { encodeAri } from './encode-ari.js';
import { readAnswer } from './read-answer.js';

const agoda = createAgodaConnector();
const settings: ChannelSettings = {
  username: 'u',
  password: 'p',
  now: '2027-01-01T00:00:00Z',
  nextId: () => 'e1',
};

function decode(xml: string) {
  return agoda.decode(Buffer.from(xml), { charset: null });
}

const ycs = (updates: string, attributes = 'type="10"') =>
  `<request timestamp="1" ${attributes}><criteria property_id="007">${updates}</criteria></request>`;
const RANGE = '<date_range from="2027-03-01" to="2027-03-07"/>';

async function calendarOf(xml: string) {
  const { content, faults } = await decode(xml);
  expect(faults).toEqual([]);
  if (content?.kind !== 'ari') throw new Error('no rates and availability');
  return { hotel: content.ari.hotel_code, cells: toCalendar(content.ari) };
}

describe('YCS', () => {
  test('sets allotment, restrictions and prices on the days that it names', async () => {
    const { hotel, cells } = await calendarOf(
      ycs(`<inventory><update room_id="01"><date_range from="2027-03-01" to="2027-03-07"><dow>1</dow><dow>7</dow></date_range>
        <allotment><regular>3</regular><guaranteed>2</guaranteed></allotment></update></inventory>
        <rate><update room_id="01" rateplan_id="1e3"><date_range from="2027-03-01" to="2027-03-01"/>
        <restrictions><closed>false</closed><cta>true</cta><min_los>2</min_los></restrictions>
        <prices currency="THB"><occupancy><single>100</single><double>150.5</double><full>200</full></occupancy></prices></update></rate>`),
    );

    expect(hotel).toBe('007');
    expect(cells).toEqual([
      { room_code: '01', rate_code: null, date: '2027-03-01', available: 5 },
      { room_code: '01', rate_code: null, date: '2027-03-07', available: 5 },
      {
        room_code: '01',
        rate_code: '1e3',
        date: '2027-03-01',
        closed: false,
        closed_to_arrival: true,
        min_stay_arrival: 2,
        amounts: [
          { guests: 1, amount: '100', currency: 'THB', tax: 'after' },
          { guests: 2, amount: '150.5', currency: 'THB', tax: 'after' },
          { guests: null, amount: '200', currency: 'THB', tax: 'after' },
        ],
      },
    ]);
  });

  test.each([
    ['no property', '<request type="10"><criteria/></request>'],
    ['two properties', ycs('').replace('</request>', '<criteria property_id="2"/></request>')],
    ['another type', ycs(`<update room_id="1">${RANGE}<allotment>1</allotment></update>`, 'type="4"')],
    ['no update', ycs('')],
    ['no room', ycs(`<update>${RANGE}<allotment>1</allotment></update>`)],
    ['no dates', ycs('<update room_id="1"><allotment>1</allotment></update>')],
    [
      'dates backwards',
      ycs(
        '<update room_id="1"><date_range from="2027-03-02" to="2027-03-01"/><allotment>1</allotment></update>',
      ),
    ],
    [
      'a day that is none',
      ycs(
        '<update room_id="1"><date_range from="2027-03-01" to="2027-03-01" dow="8"/><allotment>1</allotment></update>',
      ),
    ],
    ['a count that is none', ycs(`<update room_id="1">${RANGE}<allotment>many</allotment></update>`)],
    ['a flag that is none', ycs(`<update room_id="1">${RANGE}<closed>yes</closed></update>`)],
    [
      'a price without rate plan',
      ycs(`<update room_id="1">${RANGE}<prices currency="THB"><full>1</full></prices></update>`),
    ],
    [
      'a price without currency',
      ycs(`<update room_id="1" rateplan_id="2">${RANGE}<prices><full>1</full></prices></update>`),
    ],
    ['nothing to set', ycs(`<update room_id="1">${RANGE}</update>`)],
    ['a root that is none', '<weather/>'],
    ['no XML', 'hello'],
  ])('refuses %s, naming the place', async (_what, xml) => {
    const { content, faults } = await decode(xml);

    expect(content).toBeNull();
    expect(faults[0]?.message).not.toBe('');
    expect(faults[0]?.pointer).toMatch(/^\//);
  });
});

describe('OpenTravel', () => {
  const avail = (item: string) =>
    `<OTA_HotelAvailNotifRQ Version="1"><AvailStatusMessages HotelCode="7">${item}</AvailStatusMessages></OTA_HotelAvailNotifRQ>`;
  const control =
    '<StatusApplicationControl Start="2027-03-01" End="2027-03-02" InvTypeCode="R" RatePlanCode="B"/>';
  const los = '<LengthsOfStay><LengthOfStay MinMaxMessageType="SetMinLOS" Time="2"/></LengthsOfStay>';

  test.each([
    ['a LocatorID', avail(`<AvailStatusMessage>${control}${los}</AvailStatusMessage>`)],
    [
      'one aspect a message',
      avail(
        `<AvailStatusMessage LocatorID="1">${control}${los}<RestrictionStatus Status="Close"/></AvailStatusMessage>`,
      ),
    ],
  ])('demands %s', async (_what, xml) => {
    expect((await decode(xml)).content).toBeNull();
  });

  test('is taken where both are right', async () => {
    const { cells } = await calendarOf(
      avail(`<AvailStatusMessage LocatorID="1">${control}${los}</AvailStatusMessage>`),
    );

    expect(cells).toHaveLength(2);
  });
});

describe('a push', () => {
  const cells: PushCell[] = [
    { room_code: '01', rate_code: null, date: '2027-03-01', available: 2 },
    { room_code: '01', rate_code: null, date: '2027-03-02', available: 2 },
    {
      room_code: '01',
      rate_code: 'BAR',
      date: '2027-03-01',
      closed: true,
      closed_to_departure: false,
      min_stay_arrival: 3,
      amounts: [
        { guests: 2, amount: '90.00', currency: 'EUR', tax: 'after' },
        { guests: 3, amount: '99.00', currency: 'EUR', tax: 'after' },
      ],
    },
  ];

  test.each(['agoda-ycs', 'agoda-ota'])(
    'in %s reads back as the cells that it was made of',
    async (dialect) => {
      const requests = encodeAri({ hotel_code: '007', cells, full: false }, { ...settings, dialect });
      const read = await Promise.all(requests.map(({ body }) => calendarOf(body)));

      expect(new Set(read.map(({ hotel }) => hotel))).toEqual(new Set(['007']));
      const merged = new Map<string, object>();
      for (const cell of read.flatMap((one) => one.cells)) {
        const key = `${cell.rate_code}/${cell.date}`;
        merged.set(key, { ...merged.get(key), ...cell });
      }
      expect([...merged.values()]).toEqual(expect.arrayContaining(cells));
      expect(merged.size).toBe(cells.length);
    },
  );

  test.each([
    [200, '<response id="8"><success/></response>', { kind: 'accepted', reference: '8' }],
    [
      200,
      '<response><errors><error code="5" description="Invalid room id"/></errors></response>',
      { kind: 'rejected', mapping: true },
    ],
    [
      200,
      '<response><success/><warnings><warning code="2" description="late"/></warnings></response>',
      { kind: 'partial' },
    ],
    [200, '<response/>', { kind: 'retry' }],
    [200, 'ok', { kind: 'retry' }],
    [503, '', { kind: 'retry' }],
    [401, '', { kind: 'rejected', mapping: false }],
  ])('hears of HTTP %i %s', (status, body, outcome) => {
    const [request] = encodeAri({ hotel_code: '7', cells, full: false }, settings);
    if (request === undefined) throw new Error('nothing to send');

    expect(readAnswer(request, { status, headers: {}, body })).toMatchObject(outcome);
  });
});

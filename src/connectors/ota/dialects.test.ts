import { describe, expect, test } from 'vitest';
import {
  ariOf,
  avail,
  CONTROL,
  control,
  counts,
  price,
  refusalOf,
  stay,
  stays,
  updateOf,
} from '../../../test/builders/an-ota-message.js';
import { toCalendar } from '../shared/calendar.js';
import { OTA_DIALECTS } from './profile.js';

const WEEKENDESK = { dialect: 'ota-weekendesk' };
const SYNXIS = { dialect: 'ota-synxis' };
const HOTELIERS = { dialect: 'ota-hoteliers' };

describe('what a stay limit means', () => {
  test.each([
    ['pmsXchange', {}, 'MinMaxMessageType="SetMinLOS" Time="3"', { min_stay_arrival: 3 }],
    ['Weekendesk', WEEKENDESK, 'MinMaxMessageType="SetMinLOS" Time="3"', { min_stay_through: 3 }],
    ['Weekendesk', WEEKENDESK, 'MinMaxMessageType="RemoveMaxLOS"', { max_stay_through: null }],
    ['Weekendesk', WEEKENDESK, 'MinMaxMessageType="SetForwardMinStay" Time="2"', { min_stay_through: 2 }],
    [
      'Weekendesk',
      WEEKENDESK,
      'MinMaxMessageType="FixedLOS" Time="2"',
      { min_stay_through: 2, max_stay_through: 2 },
    ],
    ['SynXis', SYNXIS, 'MinMaxMessageType="SetForwardMaxStay" Time="0"', { max_stay_through: null }],
    [
      'a partner',
      { overrides: { los: 'through' } } as const,
      'MinMaxMessageType="SetMaxLOS" Time="9"',
      { max_stay_through: 9 },
    ],
    [
      'a partner of Weekendesk',
      { ...WEEKENDESK, overrides: { los: 'arrival' } } as const,
      'MinMaxMessageType="SetMinLOS" Time="9"',
      { min_stay_arrival: 9 },
    ],
  ])('%s %j: %s', async (_who, options, attributes, set) => {
    expect((await updateOf(stay(attributes), options)).set).toEqual(set);
  });

  test('what the message itself says goes before what its dialect means', async () => {
    const limit = '<LengthOfStay MinMaxMessageType="SetMinLOS" Time="2"/>';

    expect((await updateOf(stays(limit, 'ArrivalDateBased="1"'), WEEKENDESK)).set).toEqual({
      min_stay_arrival: 2,
    });
    expect((await updateOf(stays(limit, 'ArrivalDateBased="false"'))).set).toEqual({ min_stay_through: 2 });
  });

  test('the limits of a Rate follow the dialect', async () => {
    const xml = price('MinLOS="2" MaxLOS="5"', '');

    expect((await updateOf(xml, HOTELIERS)).set).toEqual({ min_stay_through: 2, max_stay_through: 5 });
  });
});

describe('Hoteliers: a limit that closes', () => {
  test.each([
    ['SetMinLOS', '-1', { closed_to_arrival: true }],
    ['SetMinLOS', '0', { closed_to_arrival: false, min_stay_through: null }],
    ['SetMinLOS', '3', { closed_to_arrival: false, min_stay_through: 3 }],
    ['SetMaxLOS', '-1', { closed_to_departure: true }],
    ['SetMaxLOS', '0', { closed_to_departure: false, max_stay_through: null }],
  ])('%s %s', async (kind, time, set) => {
    expect((await updateOf(stay(`MinMaxMessageType="${kind}" Time="${time}"`), HOTELIERS)).set).toEqual(set);
  });

  test('no other sender closes so, and -2 means nothing to anybody', async () => {
    expect((await refusalOf(stay('MinMaxMessageType="SetMinLOS" Time="-1"'))).ota?.code).toBe(320);
    expect((await refusalOf(stay('MinMaxMessageType="SetMinLOS" Time="-2"'), HOTELIERS)).message).toContain(
      '"-2"',
    );
  });

  test('a removed limit opens nothing', async () => {
    expect((await updateOf(stay('MinMaxMessageType="RemoveMinLOS" Time="-1"'), HOTELIERS)).set).toEqual({
      min_stay_through: null,
    });
  });
});

describe('Weekendesk', () => {
  test('stock stands in the cell of the rate plan', async () => {
    const xml = avail(`<AvailStatusMessage BookingLimit="4">${CONTROL}</AvailStatusMessage>`);
    const ours = toCalendar(await ariOf(xml));
    const theirs = toCalendar(await ariOf(xml, WEEKENDESK));

    expect(ours.map(({ rate_code }) => rate_code)).toEqual([null, null]);
    expect(theirs).toMatchObject([
      { rate_code: 'BAR', available: 4 },
      { rate_code: 'BAR', available: 4 },
    ]);
  });

  test('a range of more than a year is refused', async () => {
    const year = control('InvTypeCode="DBL" Start="2026-10-01" End="2027-10-01"');
    const longer = control('InvTypeCode="DBL" Start="2026-10-01" End="2027-10-02"');

    expect((await updateOf(year, WEEKENDESK)).to).toBe('2027-10-01');
    expect((await refusalOf(longer, WEEKENDESK)).ota?.code).toBe(404);
    expect((await updateOf(longer)).to).toBe('2027-10-02');
  });
});

describe('SynXis', () => {
  const CONTROL_WITH_SYSTEM =
    '<StatusApplicationControl Start="2026-10-01" End="2026-10-02" InvTypeCode="KING" RatePlanCode="RACK"><DestinationSystemCodes><DestinationSystemCode>330</DestinationSystemCode></DestinationSystemCodes></StatusApplicationControl>';

  test('of two counts the one that is left to sell counts; alone, that of the rooms there are', async () => {
    const both = counts(
      `<Inventory>${CONTROL_WITH_SYSTEM}<InvCounts><InvCount CountType="1" Count="12"/><InvCount CountType="2" Count="5"/></InvCounts></Inventory>`,
    );
    const alone = counts(
      `<Inventory>${CONTROL_WITH_SYSTEM}<InvCounts><InvCount CountType="1" Count="12"/></InvCounts></Inventory>`,
    );

    expect((await updateOf(both, SYNXIS)).available).toBe(5);
    expect((await updateOf(alone, SYNXIS)).available).toBe(12);
    expect((await updateOf(alone)).available).toBe(0);
  });

  test('a fault names the item by the sender’s own number, whatever the order of its elements', async () => {
    const item = (id: string, body: string) =>
      `<AvailStatusMessage><UniqueID Type="16" ID="${id}"/>${CONTROL_WITH_SYSTEM}${body}</AvailStatusMessage>`;
    const xml = avail(
      `${item('1', '<RestrictionStatus Status="Open"/>')}${item('2', '<RestrictionStatus Status="Ajar"/>')}`,
    );

    expect(await refusalOf(xml, SYNXIS)).toMatchObject({
      record_id: '2',
      pointer: expect.stringContaining('AvailStatusMessage[2]') as string,
    });
    expect((await updateOf(avail(item('7', '<RestrictionStatus Status="Open"/>')), SYNXIS)).record_id).toBe(
      '7',
    );
  });
});

test('prices for children are kept, read over or refused, as the dialect says', async () => {
  const xml = price(
    'CurrencyCode="EUR"',
    '<BaseByGuestAmts><BaseByGuestAmt NumberOfGuests="2" AmountAfterTax="90"/><BaseByGuestAmt AgeQualifyingCode="8" AmountAfterTax="9"/></BaseByGuestAmts>',
  );

  expect((await refusalOf(xml)).message).toContain('AgeQualifyingCode "8"');
  expect((await updateOf(xml, { overrides: { child_prices: 'ignore' } })).amounts).toEqual([
    { guests: 2, amount: '90', currency: 'EUR', tax: 'after' },
  ]);
});

test('six guests are too many for pmsXchange alone', async () => {
  const xml = price(
    '',
    '<BaseByGuestAmts><BaseByGuestAmt NumberOfGuests="6" AmountAfterTax="90"/></BaseByGuestAmts>',
  );

  expect((await refusalOf(xml)).message).toContain('1 to 5');
  expect((await updateOf(xml, SYNXIS)).amounts).toMatchObject([{ guests: 6 }]);
});

test('the same night twice: the last counts, or the first, or none', async () => {
  const item = (limit: number) =>
    `<AvailStatusMessage BookingLimit="${limit}"><StatusApplicationControl Start="2026-10-01" End="2026-10-02" InvTypeCode="DBL"/></AvailStatusMessage>`;
  const xml = avail(item(1) + item(2));
  const [last] = toCalendar(await ariOf(xml));
  const [first] = toCalendar(await ariOf(xml, { overrides: { duplicate_dates: 'first' } }));
  const refused = await refusalOf(xml, { overrides: { duplicate_dates: 'refuse' } });

  expect([last?.available, first?.available]).toEqual([2, 1]);
  expect(refused.message).toContain('2026-10-01');
  expect(refused.pointer).toContain('AvailStatusMessage[2]');
});

test('every dialect has an id of its own that begins with that of its contract', () => {
  const ids = OTA_DIALECTS.map(({ id }) => id);

  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => id === 'ota' || id.startsWith('ota-'))).toBe(true);
});

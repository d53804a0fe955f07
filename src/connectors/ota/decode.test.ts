import { describe, expect, test } from 'vitest';
import {
  avail,
  CONTROL,
  control,
  counts,
  rates,
  refusalOf,
  status,
  stay,
  stays,
  updateOf,
} from '../../../test/builders/an-ota-message.js';

test.each([
  ['availability', avail(`<AvailStatusMessage BookingLimit="1">${CONTROL}${CONTROL}</AvailStatusMessage>`)],
  ['counts', counts(`<Inventory>${CONTROL}${CONTROL}</Inventory>`)],
  ['rates', rates(`<RateAmountMessage>${CONTROL}${CONTROL}<Rates><Rate/></Rates></RateAmountMessage>`)],
])('%s: two controls in one item are refused, for only one of them could be applied', async (_kind, xml) => {
  expect((await refusalOf(xml)).message).toContain('A second StatusApplicationControl');
});

describe('restrictions', () => {
  test.each([
    ['<RestrictionStatus Status="Open"/>', { closed: false }],
    ['<RestrictionStatus Status="Close"/>', { closed: true }],
    ['<RestrictionStatus Status="Closed" Restriction="Master"/>', { closed: true }],
    ['<RestrictionStatus Status="ClosedOnArrival"/>', { closed_to_arrival: true }],
    ['<RestrictionStatus Restriction="Arrival" Status="Open"/>', { closed_to_arrival: false }],
    ['<RestrictionStatus Restriction="Departure" Status="Close"/>', { closed_to_departure: true }],
    [
      '<RestrictionStatus Status="Open"/><RestrictionStatus Restriction="Arrival" Status="Close"/><RestrictionStatus Restriction="Departure" Status="Close"/>',
      { closed: false, closed_to_arrival: true, closed_to_departure: true },
    ],
    ['<RestrictionStatus Status="Close"/><RestrictionStatus Status="Open"/>', { closed: false }],
    ['<RestrictionStatus MinAdvancedBookingOffset="P7D"/>', { min_advance_days: 7 }],
    [
      '<RestrictionStatus MinAdvancedBookingOffset="3" MaxAdvancedBookingOffset="P2W"/>',
      { min_advance_days: 3, max_advance_days: 14 },
    ],
    [
      '<RestrictionStatus MinAdvancedBookingOffset="PT25H" MaxAdvancedBookingOffset="PT47H"/>',
      { min_advance_days: 2, max_advance_days: 1 },
    ],
    [
      '<RestrictionStatus MinAdvancedBookingOffset="" MaxAdvancedBookingOffset="P0D"/>',
      { min_advance_days: null, max_advance_days: null },
    ],
  ])('%s', async (xml, set) => {
    expect((await updateOf(status(xml))).set).toEqual(set);
  });

  test.each([
    ['<RestrictionStatus Status="OnRequest"/>', '"OnRequest"', 320],
    ['<RestrictionStatus Status="Open" Restriction="NonGuarantee"/>', '"NonGuarantee"', 320],
    ['<RestrictionStatus Restriction="Departure" Status="ClosedOnArrival"/>', '"ClosedOnArrival"', 320],
    ['<RestrictionStatus Restriction="Arrival"/>', 'no Status', 321],
    ['<RestrictionStatus Status="Open" MinAdvancedBookingOffset="P1M"/>', '"P1M"', 320],
    ['<RestrictionStatus Status="Open" MaxAdvancedBookingOffset="-P1D"/>', '"-P1D"', 320],
  ])('%s is refused', async (xml, named, code) => {
    const fault = await refusalOf(status(xml));

    expect(fault.message).toContain(named);
    expect(fault.ota?.code).toBe(code);
  });
});

describe('lengths of stay', () => {
  test.each([
    ['MinMaxMessageType="SetMinLOS" Time="2"', { min_stay_arrival: 2 }],
    ['MinMaxMessageType="MinLOS" Time="2" TimeUnit="Day"', { min_stay_arrival: 2 }],
    ['MinMaxMessageType="SetMaxLOS" Time="2" TimeUnit="Week"', { max_stay_arrival: 14 }],
    ['MinMaxMessageType="SetMaxLOS" Time="98"', { max_stay_arrival: 98 }],
    ['MinMaxMessageType="SetMaxLOS" Time="99"', { max_stay_arrival: null }],
    ['MinMaxMessageType="MaxLOS" Time="999"', { max_stay_arrival: null }],
    ['MinMaxMessageType="SetForwardMinStay" Time="3"', { min_stay_through: 3 }],
    ['MinMaxMessageType="SetForwardMaxStay" Time="0"', { max_stay_through: null }],
    ['MinMaxMessageType="SetMinLOS"', { min_stay_arrival: null }],
    ['MinMaxMessageType="SetMinLOS" Time="0"', { min_stay_arrival: null }],
    ['MinMaxMessageType="SetMinLOS" Time="1"', { min_stay_arrival: 1 }],
    ['MinMaxMessageType="RemoveMinLOS" Time="5"', { min_stay_arrival: null }],
    ['MinMaxMessageType="RemoveMaxLOS"', { max_stay_arrival: null }],
    ['MinMaxMessageType="RemoveForwardMinStay"', { min_stay_through: null }],
    ['MinMaxMessageType="RemoveForwardMaxStay"', { max_stay_through: null }],
    ['MinMaxMessageType="FixedLOS" Time="7"', { min_stay_arrival: 7, max_stay_arrival: 7 }],
  ])('%s', async (attributes, set) => {
    expect((await updateOf(stay(attributes))).set).toEqual(set);
  });

  test.each([
    ['YYY', { min_stay_arrival: 1, max_stay_arrival: 3 }],
    ['00110', { min_stay_arrival: 3, max_stay_arrival: 4 }],
  ])('pattern %s', async (pattern, set) => {
    const xml = `<LengthOfStay MinMaxMessageType="FullPatternLOS"><LOS_Pattern FullPatternLOS="${pattern}"/></LengthOfStay>`;

    expect((await updateOf(stays(xml))).set).toEqual(set);
  });

  test('limits that are not arrival-based hold through the stay', async () => {
    const xml = stays(
      '<LengthOfStay MinMaxMessageType="SetMinLOS" Time="2"/><LengthOfStay MinMaxMessageType="RemoveMaxLOS"/>',
      'ArrivalDateBased="0"',
    );

    expect((await updateOf(xml)).set).toEqual({ min_stay_through: 2, max_stay_through: null });
  });

  test.each([
    ['MinMaxMessageType="SetMinLOS" Time="-1"', 320],
    ['MinMaxMessageType="SetMinLOS" Time="366"', 320],
    ['MinMaxMessageType="SetMinLOS" Time="2.5"', 320],
    ['MinMaxMessageType="SetMinLOS" Time="60" TimeUnit="Week"', 320],
    ['MinMaxMessageType="SetMinLOS" Time="2" TimeUnit="Month"', 320],
    ['MinMaxMessageType="SomeLOS" Time="2"', 320],
    ['Time="2"', 321],
    ['MinMaxMessageType="FullPatternLOS"', 321],
    ['MinMaxMessageType="FixedLOS" Time="2" OpenStatusIndicator="false"', 450],
  ])('%s is refused', async (attributes, code) => {
    expect((await refusalOf(stay(attributes))).ota?.code).toBe(code);
  });

  test.each(['YNY', 'NNN', 'Y'.repeat(400), 'maybe'])(
    'pattern %s is refused with a remedy',
    async (pattern) => {
      const xml = `<LengthOfStay MinMaxMessageType="FullPatternLOS"><LOS_Pattern FullPatternLOS="${pattern}"/></LengthOfStay>`;

      const fault = await refusalOf(stays(xml));

      expect(fault.code).toBe('UNSUPPORTED_UPDATE');
      expect(fault.message).toContain('send SetMinLOS and SetMaxLOS');
    },
  );
});

describe('rooms, rate plans and dates', () => {
  test.each([
    ['InvTypeCode="DBL"', ['DBL', null, null]],
    ['InvCode="007" InvCodeApplication="InvCode"', ['007', null, null]],
    ['InvTypeCode="DBL" InvCode="101"', ['DBL', '101', null]],
    ['InvTypeCode="DBL" InvCode="DBL"', ['DBL', null, null]],
    ['RatePlanCode="BAR"', [null, null, 'BAR']],
    ['AllInvCode="true"', [null, null, null]],
    ['AllInvCode="1" RatePlanCode="BAR"', [null, null, 'BAR']],
    ['InvTypeCode="DBL" AllRateCode="true"', ['DBL', null, null]],
  ])('%s', async (codes, expected) => {
    const update = await updateOf(control(`Start="2026-10-01" End="2026-10-01" ${codes}`));

    expect([update.room_code, update.unit_code, update.rate_code]).toEqual(expected);
  });

  test.each([
    ['', 321],
    ['AllInvCode="false"', 321],
    ['InvTypeCode=""', 320],
    ['InvTypeCode="DBL" AllInvCode="true"', 320],
    ['InvTypeCode="DBL" RatePlanCode="BAR" AllRateCode="1"', 320],
  ])('codes %s are refused', async (codes, code) => {
    expect((await refusalOf(control(`Start="2026-10-01" End="2026-10-01" ${codes}`))).ota?.code).toBe(code);
  });

  test.each([
    ['Start="2026-10-01" End="2026-10-02"', '2026-10-01', '2026-10-02'],
    ['Start="2026-10-01T15:00:00" End="2026-10-02T11:00:00+02:00"', '2026-10-01', '2026-10-02'],
    ['Start=" 2026-10-01 " End="2026-10-01Z"', '2026-10-01', '2026-10-01'],
    ['Start="2026-10-01" Duration="P3D"', '2026-10-01', '2026-10-03'],
    ['Start="2026-10-01" Duration="P1W"', '2026-10-01', '2026-10-07'],
    ['Start="2026-10-01" Duration="P2N"', '2026-10-01', '2026-10-02'],
    ['Start="2026-10-01" Duration="PT48H"', '2026-10-01', '2026-10-02'],
    ['Start="2024-02-28" End="2024-02-29"', '2024-02-28', '2024-02-29'],
    ['Start="2026-01-01" End="2029-01-04"', '2026-01-01', '2029-01-04'],
  ])('%s', async (dates, from, to) => {
    expect(await updateOf(control(`InvTypeCode="DBL" ${dates}`))).toMatchObject({ from, to });
  });

  test.each([
    ['Start="2026- 10-24" End="2026-10-25"', 'has a blank inside', 15],
    ['Start="2026-02-29" End="2026-03-01"', '"2026-02-29"', 15],
    ['Start="24.10.2026" End="2026-10-25"', '"24.10.2026"', 15],
    ['Start="2026-10-02" End="2026-10-01"', 'before Start', 404],
    ['Start="2026-01-01" End="2029-01-06"', 'more than 1100 nights', 404],
    ['Start="2026-01-01" End="9999-12-31"', '"9999-12-31"', 15],
    ['Start="2026-10-01" Duration="P0D"', 'Duration "P0D"', 404],
    ['Start="2026-10-01" Duration="PT5H"', 'Duration "PT5H"', 404],
    ['Start="2026-10-01"', 'End is missing', 321],
    ['End="2026-10-01"', 'Start is missing', 321],
    ['', 'Start and End are missing', 321],
  ])('dates %s are refused', async (dates, named, code) => {
    const fault = await refusalOf(control(`InvTypeCode="DBL" ${dates}`));

    expect(fault.message).toContain(named);
    expect(fault.ota?.code).toBe(code);
  });

  const week = (pattern: string) => [...pattern].map((flag) => flag === '1');
  test.each([
    ['Mon="1" Weds="true" Thur="1" Sun="1"', week('1011001')],
    ['Wed="1" Thu="1"', week('0011000')],
    ['Mon="0" Tue="false" Weds="0" Thur="0" Fri="1" Sat="0" Sun="0"', week('0000100')],
    ['Mon="1" Tue="1" Weds="1" Thur="1" Fri="1" Sat="1" Sun="1"', null],
    ['', null],
  ])('day flags %s', async (flags, days) => {
    expect(
      (await updateOf(control(`InvTypeCode="DBL" Start="2026-10-01" End="2026-10-31" ${flags}`))).days,
    ).toEqual(days);
  });

  test.each([['Mon="0" Tue="0"'], ['Mon="yes"']])('day flags %s are refused', async (flags) => {
    const fault = await refusalOf(control(`InvTypeCode="DBL" Start="2026-10-01" End="2026-10-31" ${flags}`));

    expect(fault.ota).toEqual({ type: 3, code: 320 });
  });
});

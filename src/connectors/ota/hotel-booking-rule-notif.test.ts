import { describe, expect, test } from 'vitest';
import { ariOf, decode, refusalOf } from '../../../test/builders/an-ota-message.js';

const message = (rules: string, control = 'InvTypeCode="DBL" RatePlanCode="BAR"') =>
  `<OTA_HotelBookingRuleNotifRQ><RuleMessages HotelCode="HV01"><RuleMessage><StatusApplicationControl ${control}/><BookingRules>${rules}</BookingRules></RuleMessage></RuleMessages></OTA_HotelBookingRuleNotifRQ>`;

const DATES = 'Start="2026-10-01" End="2026-10-31"';

describe('OTA_HotelBookingRuleNotifRQ', () => {
  test('a rule sets stay limits, openings and advance days of its own dates', async () => {
    const { hotel_code, updates } = await ariOf(
      message(
        `<BookingRule ${DATES} MinAdvancedBookingOffset="P3D">
          <LengthsOfStay><LengthOfStay MinMaxMessageType="SetMinLOS" TimeUnit="Day" Time="5"/></LengthsOfStay>
          <RestrictionStatus Restriction="Arrival" Status="Open"/>
          <RestrictionStatus Restriction="Departure" Status="Close"/>
          <RestrictionStatus Restriction="Master" Status="Open"/>
        </BookingRule>`,
      ),
    );

    expect(hotel_code).toBe('HV01');
    expect(updates).toMatchObject([
      {
        room_code: 'DBL',
        rate_code: 'BAR',
        from: '2026-10-01',
        to: '2026-10-31',
        set: {
          min_advance_days: 3,
          min_stay_arrival: 5,
          closed_to_arrival: false,
          closed_to_departure: true,
          closed: false,
        },
      },
    ]);
  });

  test('dates of the control hold for rules without their own, each rule an instruction', async () => {
    const { updates } = await ariOf(
      message(
        '<BookingRule><RestrictionStatus Status="Close"/></BookingRule><BookingRule MaxAdvancedBookingOffset="30"/>',
        `InvCode="DBL" ${DATES}`,
      ),
    );

    expect(updates.map(({ from, set }) => [from, set])).toEqual([
      ['2026-10-01', { closed: true }],
      ['2026-10-01', { max_advance_days: 30 }],
    ]);
  });

  test('weekdays of arrival close the others', async () => {
    const { updates } = await ariOf(
      message(
        `<BookingRule ${DATES}><DOW_Restrictions><ArrivalDaysOfWeek Sat="1" Sun="1"/></DOW_Restrictions></BookingRule>`,
      ),
    );
    const weekend = [false, false, false, false, false, true, true];

    expect(updates.map(({ days, set }) => ({ days, set }))).toEqual([
      { days: weekend, set: { closed_to_arrival: false } },
      { days: weekend.map((on) => !on), set: { closed_to_arrival: true } },
    ]);
  });

  test.each([
    ['no rule', '', 'no BookingRule', 321],
    ['a rule that says nothing', `<BookingRule ${DATES}/>`, 'sets nothing', 321],
    ['no dates', '<BookingRule><RestrictionStatus Status="Close"/></BookingRule>', 'Start and End', 321],
    [
      'a blank inside a date',
      '<BookingRule Start="2010- 10-24" End="2010-10-25"><RestrictionStatus Status="Close"/></BookingRule>',
      'blank inside',
      15,
    ],
    [
      'weekdays that a stay must include',
      `<BookingRule ${DATES}><DOW_Restrictions><RequiredDaysOfWeek Sat="1"/></DOW_Restrictions></BookingRule>`,
      'RequiredDaysOfWeek',
      450,
    ],
  ])('%s is refused', async (_what, rules, words, code) => {
    const fault = await refusalOf(message(rules));

    expect(fault.message).toContain(words);
    expect(fault.ota?.code).toBe(code);
  });

  test('a pattern that never comes is told at its place', async () => {
    const { faults } = await decode(
      message(
        `<BookingRule ${DATES}><LengthsOfStay><LengthOfStay MinMaxMessageType="FullPatternLOS"/></LengthsOfStay></BookingRule>`,
      ),
    );

    expect(faults[0]?.pointer).toBe(
      '/OTA_HotelBookingRuleNotifRQ/RuleMessages/RuleMessage[1]/BookingRules/BookingRule/LengthsOfStay/LengthOfStay',
    );
  });
});

import { describe, expect, test } from 'vitest';
import type { AriMessage } from '../../core/model/ari.js';
import type { DecodedMessage } from '../../core/model/connector.js';
import { decodeOta } from './decode.js';

const decode = (xml: string): Promise<DecodedMessage> => decodeOta(Buffer.from(xml), null);

const CONTROL =
  '<StatusApplicationControl Start="2026-10-01" End="2026-10-02" InvTypeCode="DBL" RatePlanCode="BAR"/>';

function avail(items: string, { root = '', hotel = 'HotelCode="HV01"', unique = '' } = {}): string {
  const list = `<AvailStatusMessages ${hotel}>${items}</AvailStatusMessages>`;
  return `<OTA_HotelAvailNotifRQ Version="1.0" ${root}>${unique}${list}</OTA_HotelAvailNotifRQ>`;
}

function counts(items: string, unique = ''): string {
  return `<OTA_HotelInvCountNotifRQ>${unique}<Inventories HotelCode="HV01">${items}</Inventories></OTA_HotelInvCountNotifRQ>`;
}

function rates(items: string, root = ''): string {
  const list = `<RateAmountMessages HotelCode="HV01">${items}</RateAmountMessages>`;
  return `<OTA_HotelRateAmountNotifRQ ${root}>${list}</OTA_HotelRateAmountNotifRQ>`;
}

const COMPLETE_SET = '<UniqueID Type="16" ID="1" Instance="CompleteSet"/>';
const status = (body: string): string => avail(`<AvailStatusMessage>${CONTROL}${body}</AvailStatusMessage>`);
const stays = (body: string, attributes = ''): string =>
  status(`<LengthsOfStay ${attributes}>${body}</LengthsOfStay>`);
const stay = (attributes: string): string => stays(`<LengthOfStay ${attributes}/>`);
const control = (attributes: string): string =>
  avail(
    `<AvailStatusMessage BookingLimit="1"><StatusApplicationControl ${attributes}/></AvailStatusMessage>`,
  );
const price = (rate: string, amounts: string): string =>
  rates(`<RateAmountMessage>${CONTROL}<Rates><Rate ${rate}>${amounts}</Rate></Rates></RateAmountMessage>`);

async function ariOf(xml: string): Promise<AriMessage> {
  const decoded = await decode(xml);
  expect(decoded.faults).toEqual([]);
  if (decoded.content?.kind !== 'ari') throw new Error('not an ARI message');
  return decoded.content.ari;
}

async function updateOf(xml: string) {
  const [update] = (await ariOf(xml)).updates;
  if (update === undefined) throw new Error('no update');
  return update;
}

async function refusalOf(xml: string) {
  const decoded = await decode(xml);
  expect(decoded.content).toBeNull();
  const [fault] = decoded.faults;
  if (fault === undefined) throw new Error('no fault');
  return fault;
}

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

describe('counts', () => {
  const limit = (attributes: string): string =>
    avail(`<AvailStatusMessage ${attributes}>${CONTROL}</AvailStatusMessage>`);

  test.each([
    ['BookingLimit="0"', 0],
    ['BookingLimit="9999" BookingLimitMessageType="SetLimit"', 9999],
  ])('%s', async (attributes, available) => {
    expect((await updateOf(limit(attributes))).available).toBe(available);
  });

  test.each([
    ['BookingLimit="2" BookingLimitMessageType="AdjustLimit"', 'UNSUPPORTED_UPDATE', 450],
    ['BookingLimitMessageType="RemoveLimit"', 'UNSUPPORTED_UPDATE', 450],
    ['BookingLimit="2" BookingLimitMessageType="Other"', 'VALIDATION', 320],
    ['BookingLimitMessageType="SetLimit"', 'VALIDATION', 321],
    ['BookingLimit="-1"', 'VALIDATION', 320],
    ['BookingLimit="1.5"', 'VALIDATION', 320],
    ['BookingLimit="10000"', 'VALIDATION', 320],
    ['BookingLimit=""', 'VALIDATION', 320],
    ['BookingThreshold="1"', 'VALIDATION', 321],
  ])('%s is refused', async (attributes, code, number) => {
    const fault = await refusalOf(limit(attributes));

    expect(fault.code).toBe(code);
    expect(fault.ota?.code).toBe(number);
  });

  test('a relative limit is answered with the remedy', async () => {
    const fault = await refusalOf(limit('BookingLimit="2" BookingLimitMessageType="AdjustLimit"'));

    expect(fault.message).toContain('send the absolute count with SetLimit');
    expect(fault.ota).toEqual({ type: 3, code: 450 });
  });

  const inventory = (body: string): string => counts(`<Inventory>${CONTROL}${body}</Inventory>`);
  test.each([
    ['<InvCounts><InvCount CountType="2" Count="3"/></InvCounts>', 3],
    [
      '<InvCounts><InvCount CountType="6" Count="1"/><InvCount CountType="2" Count="3" ActionType="Remaining"/></InvCounts>',
      3,
    ],
    ['<InvCounts><InvCount CountType="9" Count="4"/></InvCounts>', 0],
    ['<InvCounts/>', 0],
    ['', 0],
  ])('inventory %s', async (body, available) => {
    expect((await updateOf(inventory(body))).available).toBe(available);
  });

  test.each([
    ['<InvCount CountType="2" Count="1" ActionType="Adjustment"/>', 450],
    ['<InvCount CountType="2" Count="-1"/>', 320],
    ['<InvCount CountType="99" Count="1"/>', 320],
    ['<InvCount Count="1"/>', 321],
    ['<InvCount CountType="2"/>', 321],
    ['<InvCount CountType="2" Count="1"/><InvCount CountType="2" Count="2"/>', 320],
  ])('inventory %s is refused', async (body, code) => {
    expect((await refusalOf(inventory(`<InvCounts>${body}</InvCounts>`))).ota?.code).toBe(code);
  });
});

describe('hotels, complete sets and empty messages', () => {
  const item = `<AvailStatusMessage BookingLimit="1">${CONTROL}</AvailStatusMessage>`;

  test('a complete set is marked; one empty item empties it', async () => {
    expect((await ariOf(avail(item, { unique: COMPLETE_SET }))).complete_set).toBe(true);
    expect((await ariOf(avail(item))).complete_set).toBe(false);
    const emptied = { complete_set: true, updates: [] };
    expect(await ariOf(avail('<AvailStatusMessage/>', { unique: COMPLETE_SET }))).toMatchObject(emptied);
    expect(await ariOf(counts('<Inventory/>', COMPLETE_SET))).toMatchObject(emptied);
  });

  test('a UniqueID inside an item or of another type is no complete set', async () => {
    const inside = `<AvailStatusMessage BookingLimit="1">${CONTROL}${COMPLETE_SET}</AvailStatusMessage>`;

    expect((await ariOf(avail(inside))).complete_set).toBe(false);
    expect(
      (await ariOf(avail(item, { unique: '<UniqueID Type="14" Instance="CompleteSet"/>' }))).complete_set,
    ).toBe(false);
  });

  test.each([
    ['a delta without items', avail(''), 321],
    ['an empty item in a delta', avail('<AvailStatusMessage/>'), 321],
    ['an empty item among others', avail(`${item}<AvailStatusMessage/>`, { unique: COMPLETE_SET }), 321],
    ['an item that sets nothing', avail(`<AvailStatusMessage>${CONTROL}</AvailStatusMessage>`), 321],
    ['no hotel', avail(item, { hotel: '' }), 321],
    ['an empty hotel', avail(item, { hotel: 'HotelCode=""' }), 392],
    [
      'two hotels',
      avail(item).replace(
        '</OTA_HotelAvailNotifRQ>',
        '<AvailStatusMessages HotelCode="HV02"/></OTA_HotelAvailNotifRQ>',
      ),
      392,
    ],
    ['rates without items', rates(''), 321],
    ['counts without items', counts(''), 321],
    ['a message without a list', '<OTA_HotelAvailNotifRQ/>', 321],
  ])('%s is refused', async (_name, xml, code) => {
    expect((await refusalOf(xml)).ota?.code).toBe(code);
  });

  test.each([
    ['2026-09-01T10:00:00+02:00', '2026-09-01T08:00:00.000Z'],
    ['2026-09-01T10:00:00Z', '2026-09-01T10:00:00.000Z'],
    ['2026-09-01T10:00:00', null],
    ['2026-09-01 10:00:00', null],
    ['yesterday', null],
  ])('sent at %s', async (stamp, expected) => {
    expect((await ariOf(avail(item, { root: `TimeStamp="${stamp}"` }))).sent_at).toBe(expected);
  });

  test('twenty faults are told, then that there are more', async () => {
    const { faults } = await decode(avail('<AvailStatusMessage BookingLimit="x"/>'.repeat(50_000)));

    expect(faults).toHaveLength(21);
    expect(faults[19]?.pointer).toBe('/OTA_HotelAvailNotifRQ/AvailStatusMessages/AvailStatusMessage[10]');
    expect(faults[20]?.message).toMatch(/more faults/);
  });

  test('one fault spoils the whole message', async () => {
    const decoded = await decode(
      avail(`${item}<AvailStatusMessage BookingLimit="x">${CONTROL}</AvailStatusMessage>`),
    );

    expect(decoded.content).toBeNull();
    expect(decoded.faults).toHaveLength(1);
  });
});

describe('prices', () => {
  const amount = (attributes: string): string =>
    `<BaseByGuestAmts><BaseByGuestAmt ${attributes}/></BaseByGuestAmts>`;
  const extra = (xml: string): string => `<AdditionalGuestAmounts>${xml}</AdditionalGuestAmounts>`;

  test.each([
    [
      'CurrencyCode="EUR"',
      amount('NumberOfGuests="2" AmountAfterTax="101.00"'),
      { guests: 2, amount: '101.00', currency: 'EUR', tax: 'after' },
    ],
    [
      'CurrencyCode="EUR"',
      amount('AgeQualifyingCode="10" AmountBeforeTax="9.5"'),
      { guests: null, amount: '9.5', currency: 'EUR', tax: 'before' },
    ],
    [
      '',
      amount('NumberOfGuests="1" AmountAfterTax="5" AmountBeforeTax="4" CurrencyCode="USD"'),
      { guests: 1, amount: '5', currency: 'USD', tax: 'after' },
    ],
    [
      '',
      amount('NumberOfGuests="20" AmountAfterTax="5"'),
      { guests: 20, amount: '5', currency: null, tax: 'after' },
    ],
    [
      'CurrencyCode="KWD"',
      amount('AmountAfterTax="10.125"'),
      { guests: null, amount: '10.125', currency: 'KWD', tax: 'after' },
    ],
    [
      'CurrencyCode="EUR"',
      amount('AmountAfterTax="5" DecimalPlaces="2"'),
      { guests: null, amount: '0.05', currency: 'EUR', tax: 'after' },
    ],
    [
      'CurrencyCode="EUR"',
      amount('AmountAfterTax="5.00" DecimalPlaces="2"'),
      { guests: null, amount: '5.00', currency: 'EUR', tax: 'after' },
    ],
    [
      'CurrencyCode="EUR"',
      extra('<AdditionalGuestAmount AgeQualifyingCode="10" Amount="20.00"/>'),
      { guests: null, amount: '20.00', currency: 'EUR', tax: 'after', extra: 'adult' },
    ],
    [
      'CurrencyCode="EUR"',
      extra('<AdditionalGuestAmount><Amount AmountBeforeTax="20.00"/></AdditionalGuestAmount>'),
      { guests: null, amount: '20.00', currency: 'EUR', tax: 'before', extra: 'adult' },
    ],
  ])('%s %s', async (rate, xml, expected) => {
    expect((await updateOf(price(rate, xml))).amounts).toEqual([expected]);
  });

  test.each([
    ['', amount('AmountAfterTax="-1"'), 320],
    ['', amount('AmountAfterTax="1e3"'), 320],
    ['', amount('AmountAfterTax="1,50"'), 320],
    ['', amount('AmountAfterTax="1234567890123"'), 320],
    ['CurrencyCode="JPY"', amount('AmountAfterTax="100.50"'), 320],
    ['CurrencyCode="eur"', amount('AmountAfterTax="100.50"'), 61],
    ['', amount('NumberOfGuests="21" AmountAfterTax="1"'), 320],
    ['', amount('NumberOfGuests="0" AmountAfterTax="1"'), 320],
    ['', amount('NumberOfGuests="2"'), 321],
    ['', amount('AgeQualifyingCode="8" AmountAfterTax="1"'), 450],
    ['', extra('<AdditionalGuestAmount AgeQualifyingCode="8" Amount="1"/>'), 450],
    ['', extra('<AdditionalGuestAmount AgeQualifyingCode="10"/>'), 321],
    ['RateTimeUnit="Week"', amount('AmountAfterTax="1"'), 450],
    ['UnitMultiplier="7"', amount('AmountAfterTax="1"'), 450],
    ['', '', 321],
    ['MinLOS="-2"', '', 320],
    ['Start="2026-10-02" End="2026-10-01"', amount('AmountAfterTax="1"'), 404],
  ])('%s %s is refused', async (rate, xml, code) => {
    expect((await refusalOf(price(rate, xml))).ota?.code).toBe(code);
  });

  test('dates and day flags of Rate go before those of the control; day flags narrow each other', async () => {
    const own = 'Start="2026-11-01" End="2026-11-30" Fri="1" Sat="1"';
    const above = CONTROL.replace('/>', ' Sat="1" Sun="1"/>');
    const xml = price(own, amount('AmountAfterTax="1"')).replace(CONTROL, above);

    const update = await updateOf(xml);

    expect(update).toMatchObject({ from: '2026-11-01', to: '2026-11-30' });
    expect(update.days).toEqual([false, false, false, false, false, true, false]);
  });

  test('stay limits of a Rate are set beside its prices', async () => {
    expect((await updateOf(price('MinLOS="2" MaxLOS="99"', amount('AmountAfterTax="1"')))).set).toEqual({
      min_stay_arrival: 2,
      max_stay_arrival: null,
    });
  });

  test('removing rates is refused', async () => {
    const xml = price('', amount('AmountAfterTax="1"')).replace(
      '<OTA_HotelRateAmountNotifRQ ',
      '$&NotifType="Remove" ',
    );

    expect((await refusalOf(xml)).code).toBe('UNSUPPORTED_UPDATE');
  });

  test('a Rate without its control is refused', async () => {
    const fault = await refusalOf(price('', amount('AmountAfterTax="1"')).replace(CONTROL, ''));

    expect(fault.ota?.code).toBe(321);
  });
});

describe('reading, reports and pings', () => {
  const read = (criteria: string) => `<OTA_ReadRQ><ReadRequests>${criteria}</ReadRequests></OTA_ReadRQ>`;

  test('a read without hotel is for all of them', async () => {
    expect((await decode(read('<HotelReadRequest/>'))).content).toEqual({ kind: 'read', hotel_code: null });
  });

  test.each([
    read('<HotelReadRequest HotelCode=""/>'),
    read('<HotelReadRequest HotelCode="A"/><HotelReadRequest HotelCode="B"/>'),
    read('<HotelReadRequest><SelectionCriteria SelectionType="All"/></HotelReadRequest>'),
    read('<HotelReadRequest><SelectionCriteria Start="2026-01-01"/></HotelReadRequest>'),
    read('<ReadRequest><UniqueID Type="14" ID="1"/></ReadRequest>'),
  ])('%s is refused', async (xml) => {
    expect((await decode(xml)).content).toBeNull();
  });

  const report = (verdict: string, reservations: string) =>
    `<OTA_NotifReportRQ>${verdict}<NotifDetails><HotelNotifReport><HotelReservations>${reservations}</HotelReservations></HotelNotifReport></NotifDetails></OTA_NotifReportRQ>`;
  const message = '<HotelReservation><UniqueID Type="16" ID="12"/></HotelReservation>';

  test.each([
    ['Success and Errors', report('<Success/><Errors><Error/></Errors>', message), /separate reports/],
    ['neither', report('', message), /Neither Success nor Errors/],
    ['no reservation', report('<Success/>', ''), /No HotelReservation/],
    ['the booking alone', report('<Success/>', message.replace('16', '14')), /Type="16"/],
    ['no id', report('<Success/>', '<HotelReservation/>'), /UniqueID is missing/],
    [
      'an id that is none of ours',
      report('<Success/>', message.replace('12', 'abc')),
      /"abc" is not a message id/,
    ],
  ])('a report with %s is refused', async (_name, xml, text) => {
    expect((await refusalOf(xml)).message).toMatch(text);
  });

  test('a ping without data is refused', async () => {
    expect((await refusalOf('<OTA_PingRQ/>')).ota?.code).toBe(321);
  });
});

describe('envelopes', () => {
  const ping = '<OTA_PingRQ EchoToken="t" Version="2.0"><EchoData>x</EchoData></OTA_PingRQ>';
  const soap = (body: string, header = '', namespace = 'http://schemas.xmlsoap.org/soap/envelope/') =>
    `<S:Envelope xmlns:S="${namespace}"><S:Header>${header}</S:Header><S:Body>${body}</S:Body></S:Envelope>`;
  const token = (password: string) =>
    `<w:Security><w:UsernameToken><w:Username>pms</w:Username>${password}</w:UsernameToken></w:Security>`;

  test('a plain message has no credentials of its own', async () => {
    const { envelope } = await decode(ping);

    expect(envelope).toEqual({
      message: 'OTA_PingRQ',
      soap: false,
      echo_token: 't',
      version: '2.0',
      credentials: null,
    });
  });

  test('a SOAP message brings its user name and password', async () => {
    const decoded = await decode(
      soap(ping, token('<w:Password Type="urn:x#PasswordText">a &amp; b</w:Password>')),
    );

    expect(decoded.content).toEqual({ kind: 'ping', echo: 'x' });
    expect(decoded.envelope).toMatchObject({
      soap: true,
      echo_token: 't',
      credentials: { username: 'pms', password: 'a & b' },
    });
  });

  test('a user name outside the token is nobody’s', async () => {
    const { envelope } = await decode(soap(ping, '<w:Username>pms</w:Username><w:Password>x</w:Password>'));

    expect(envelope.credentials).toBeNull();
  });

  test('places are told from the message’s own root', async () => {
    const fault = await refusalOf(soap(avail('<AvailStatusMessage/>')));

    expect(fault.pointer).toBe('/OTA_HotelAvailNotifRQ/AvailStatusMessages/AvailStatusMessage[1]');
  });

  test.each([
    ['SOAP 1.2', soap(ping, '', 'http://www.w3.org/2003/05/soap-envelope'), /SOAP 1.1/],
    [
      'a password digest',
      soap(ping, token('<w:Password Type="urn:x#PasswordDigest">x</w:Password>')),
      /PasswordText/,
    ],
    ['an empty body', soap(''), /no message in its Body/],
    ['two messages', soap(ping + ping), /second message/],
    ['an unknown message', '<OTA_HotelSearchRQ/>', /"OTA_HotelSearchRQ" is not supported/],
    ['another document', '<html/>', /"html" is not supported/],
  ])('%s is refused', async (_name, xml, message) => {
    expect((await refusalOf(xml)).message).toMatch(message);
  });

  test('a message that breaks off keeps what was known of it, and its line', async () => {
    const { envelope, faults } = await decode(
      `<OTA_HotelAvailNotifRQ EchoToken="e">\n<AvailStatusMessages HotelCode="A">\n`,
    );

    expect(envelope).toMatchObject({ message: 'OTA_HotelAvailNotifRQ', echo_token: 'e' });
    expect(faults[0]).toMatchObject({ code: 'MALFORMED', line: 3, ota: { type: 10, code: 450 } });
  });
});

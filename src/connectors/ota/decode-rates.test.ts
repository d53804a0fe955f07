import { describe, expect, test } from 'vitest';
import { CONTROL, price, refusalOf, updateOf } from '../../../test/builders/an-ota-message.js';

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
      amount('NumberOfGuests="5" AmountAfterTax="5"'),
      { guests: 5, amount: '5', currency: null, tax: 'after' },
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
    [
      'CurrencyCode="EUR"',
      extra('<AdditionalGuestAmount AgeQualifyingCode="8" Amount="7.50"/>'),
      { guests: null, amount: '7.50', currency: 'EUR', tax: 'after', extra: 'child' },
    ],
    [
      'CurrencyCode="EUR"',
      extra(
        '<AdditionalGuestAmount AgeQualifyingCode="7"><Amount AmountAfterTax="0"/></AdditionalGuestAmount>',
      ),
      { guests: null, amount: '0', currency: 'EUR', tax: 'after', extra: 'infant' },
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
    ['', amount('NumberOfGuests="6" AmountAfterTax="1"'), 320],
    ['', amount('NumberOfGuests="0" AmountAfterTax="1"'), 320],
    ['', amount('NumberOfGuests="2"'), 321],
    ['', amount('AgeQualifyingCode="8" AmountAfterTax="1"'), 450],
    ['', extra('<AdditionalGuestAmount AgeQualifyingCode="11" Amount="1"/>'), 450],
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

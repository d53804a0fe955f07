import type { AriAmount } from '../../core/model/ari.js';
import { currencyExponent, isCurrency } from '../../core/model/money.js';
import type { XmlAttributes } from '../shared/xml-reader.js';
import { quote, refuse, wholeNumber, type OtaContext } from './message-decoder.js';
import { OTA } from './ota-numbers.js';

const MAX_GUESTS = 20;
const AMOUNT = /^\d{1,12}(?:\.(\d{1,6}))?$/;
/** Code list AQC. */
const ADULT = '10';

/**
 * One BaseByGuestAmt: the price of a night for so many adults, or per room where it names no number.
 * @returns null after adding a fault.
 */
export function readBaseAmount(
  attributes: XmlAttributes,
  rateCurrency: string | undefined,
  context: OtaContext,
): AriAmount | null {
  const { AgeQualifyingCode: age, NumberOfGuests: number } = attributes;
  if (age !== undefined && age !== ADULT) {
    refuse(
      context,
      OTA.unable,
      `Prices by age (AgeQualifyingCode ${quote(age)}) are not supported; send adults, code 10`,
      {
        code: 'UNSUPPORTED_UPDATE',
      },
    );
    return null;
  }
  const guests = number === undefined ? null : wholeNumber(number);
  if (number !== undefined && (guests === null || guests < 1 || guests > MAX_GUESTS)) {
    refuse(
      context,
      OTA.invalidValue,
      `NumberOfGuests ${quote(number)} is not a number of adults; write 1 to ${MAX_GUESTS}`,
    );
    return null;
  }
  const price = readPrice(attributes, rateCurrency, context);
  return price === null ? null : { guests, ...price };
}

/** One AdditionalGuestAmount: what one adult more than the highest level costs. Null after adding a fault. */
export function readExtraAdult(
  attributes: XmlAttributes,
  rateCurrency: string | undefined,
  context: OtaContext,
): AriAmount | null {
  const price = readPrice(attributes, rateCurrency, context);
  return price === null ? null : { guests: null, ...price, extra: 'adult' };
}

/** Refuses the price of an additional child: it must not be sold at an adult's or at no price. */
export function isAdult(age: string | undefined, context: OtaContext): boolean {
  if (age === undefined || age === ADULT) return true;
  refuse(
    context,
    OTA.unable,
    `AdditionalGuestAmount for AgeQualifyingCode ${quote(age)} is not supported yet; send adults, code 10`,
    {
      code: 'UNSUPPORTED_UPDATE',
    },
  );
  return false;
}

type Price = Pick<AriAmount, 'amount' | 'currency' | 'tax'>;

function readPrice(
  attributes: XmlAttributes,
  rateCurrency: string | undefined,
  context: OtaContext,
): Price | null {
  const { AmountAfterTax: after, AmountBeforeTax: before, Amount: plain, CurrencyCode: own } = attributes;
  const [name, text] =
    after !== undefined
      ? ['AmountAfterTax', after]
      : before !== undefined
        ? ['AmountBeforeTax', before]
        : ['Amount', plain];
  const currency = own ?? rateCurrency ?? null;
  if (currency !== null && !isCurrency(currency)) {
    refuse(
      context,
      OTA.invalidCurrency,
      `CurrencyCode ${quote(currency)} is not an ISO 4217 code such as EUR`,
    );
    return null;
  }
  if (text === undefined) {
    refuse(
      context,
      OTA.missing,
      'No amount: send AmountAfterTax, or AmountBeforeTax where taxes are not included',
    );
    return null;
  }
  const amount = readDecimal(text, attributes['DecimalPlaces']);
  if (amount === null || hasTooManyPlaces(amount, currency)) {
    const places =
      currency === null ? '' : ` with at most ${currencyExponent(currency)} decimal places of ${currency}`;
    refuse(
      context,
      OTA.invalidValue,
      `${name} ${quote(text)} is not an amount; write a decimal such as 101${places}`,
    );
    return null;
  }
  return { amount, currency, tax: name === 'AmountBeforeTax' ? 'before' : 'after' };
}

/** "OTA, CurrencyAmountGroup": an amount without point counts in units of DecimalPlaces (8500 with 2 is 85.00). */
function readDecimal(text: string, places: string | undefined): string | null {
  const trimmed = text.trim();
  if (!AMOUNT.test(trimmed)) return null;
  const shift = places === undefined ? 0 : wholeNumber(places);
  if (shift === null || shift > 6) return null;
  if (shift === 0 || trimmed.includes('.')) return trimmed;
  const digits = trimmed.padStart(shift + 1, '0');
  return `${digits.slice(0, -shift)}.${digits.slice(-shift)}`;
}

function hasTooManyPlaces(amount: string, currency: string | null): boolean {
  const fraction = AMOUNT.exec(amount)?.[1];
  if (fraction === undefined || currency === null) return false;
  return /[1-9]/.test(fraction.slice(currencyExponent(currency)));
}

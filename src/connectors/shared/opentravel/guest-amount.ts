import type { AriAmount } from '../../../core/model/ari.js';
import { currencyExponent, isCurrency } from '../../../core/model/money.js';
import type { XmlAttributes } from '../xml-reader.js';
import { quote, refuse, wholeNumber, type OtaContext } from './message-decoder.js';
import { OTA } from './ota-numbers.js';

const MAX_GUESTS = 20;
const AMOUNT = /^\d{1,12}(?:\.\d{1,6})?$/;
const NOT_ZERO = /[1-9]/;
/** Code list AQC. */
const ADULT = '10';

/**
 * One BaseByGuestAmt: the price of a night for so many adults, or per room where it names no number.
 * @returns null after adding a fault, or where the dialect reads over the price.
 */
export function readBaseAmount(
  attributes: XmlAttributes,
  rateCurrency: string | undefined,
  context: OtaContext,
): AriAmount | null {
  const { AgeQualifyingCode: age, NumberOfGuests: number } = attributes;
  const { child_prices: others = 'refuse', limits } = context.dialect;
  if (age !== undefined && age !== ADULT) {
    if (others === 'ignore') return null;
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
  const most = limits.guests ?? MAX_GUESTS;
  const guests = number === undefined ? null : wholeNumber(number);
  if (number !== undefined && (guests === null || guests < 1 || guests > most)) {
    refuse(
      context,
      OTA.invalidValue,
      `NumberOfGuests ${quote(number)} is not a number of adults; write 1 to ${most}`,
    );
    return null;
  }
  const price = readPrice(attributes, rateCurrency, context);
  if (price === null) return null;
  // Field by field: there are tens of thousands, and spreading costs more than reading them.
  return { guests, amount: price.amount, currency: price.currency, tax: price.tax };
}

/** What an AdditionalGuestAmount is for, by its AgeQualifyingCode (code list AQC). */
const EXTRA_GUESTS = new Map<string, AriAmount['extra']>([
  [ADULT, 'adult'],
  ['8', 'child'],
  ['7', 'infant'],
]);

/** One AdditionalGuestAmount: what one guest more than the highest level costs. Null after adding a fault. */
export function readExtraGuest(
  attributes: XmlAttributes,
  rateCurrency: string | undefined,
  { extra, context }: { readonly extra: ExtraGuest; readonly context: OtaContext },
): AriAmount | null {
  const price = readPrice(attributes, rateCurrency, context);
  return price === null ? null : { guests: null, ...price, extra };
}

export type ExtraGuest = NonNullable<AriAmount['extra']>;

/**
 * Who an AdditionalGuestAmount is for; null where its dialect reads over it, or after adding a fault: where it is not
 * known what becomes of a child's price, it must not be sold at an adult's or at no price.
 */
export function extraGuestOf(age: string | undefined, context: OtaContext): ExtraGuest | null {
  const { child_prices: others = 'refuse' } = context.dialect;
  const guest = EXTRA_GUESTS.get(age ?? ADULT);
  if (guest === 'adult' || (guest !== undefined && others === 'keep')) return guest;
  if (others === 'ignore') return null;
  refuse(
    context,
    OTA.unable,
    `AdditionalGuestAmount for AgeQualifyingCode ${quote(age ?? '')} is not supported; send adults, code 10`,
    {
      code: 'UNSUPPORTED_UPDATE',
    },
  );
  return null;
}

type Price = Pick<AriAmount, 'amount' | 'currency' | 'tax'>;

function readPrice(
  attributes: XmlAttributes,
  rateCurrency: string | undefined,
  context: OtaContext,
): Price | null {
  const { AmountAfterTax: after, AmountBeforeTax: before, Amount: plain, CurrencyCode: own } = attributes;
  const tax = after === undefined && before !== undefined ? 'before' : 'after';
  const text = after ?? before ?? plain;
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
      `${nameOfAmount(attributes)} ${quote(text)} is not an amount; write a decimal such as 101${places}`,
    );
    return null;
  }
  return { amount, currency, tax };
}

function nameOfAmount({ AmountAfterTax: after, AmountBeforeTax: before }: XmlAttributes): string {
  if (after !== undefined) return 'AmountAfterTax';
  return before === undefined ? 'Amount' : 'AmountBeforeTax';
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
  const point = amount.indexOf('.');
  if (point < 0 || currency === null) return false;
  const most = point + 1 + currencyExponent(currency);
  return amount.length > most && NOT_ZERO.test(amount.slice(most));
}

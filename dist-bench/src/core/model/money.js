import { AppError } from './errors.js';
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));
/** ISO 4217 where it is not 2; the runtime's own data follows daily use instead (no fillers in Hungary), not the standard. */
const EXPONENTS = new Map([
    ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map(places(0)),
    ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map(places(3)),
    ...'CLF UYW'.split(' ').map(places(4)),
]);
const AMOUNT = /^\d{1,12}(\.\d{1,6})?$/;
/** True for an ISO 4217 code in capitals. */
export function isCurrency(code) {
    return CURRENCIES.has(code);
}
function places(count) {
    return (currency) => [currency, count];
}
/** Decimal places of a currency (ISO 4217): EUR 2, JPY 0, KWD 3. */
export function currencyExponent(currency) {
    return EXPONENTS.get(currency) ?? 2;
}
/**
 * Reads a decimal such as "101.00" exactly, never through a float.
 * @throws AppError VALIDATION for a sign, an exponent, more than 12 digits, or places that the currency lacks.
 */
export function parseAmount(text, currency) {
    if (!AMOUNT.test(text)) {
        throw new AppError('VALIDATION', `"${text}" is not an amount; write a decimal such as 101.00, zero or more`);
    }
    const exponent = currencyExponent(currency);
    const point = text.indexOf('.');
    const whole = point < 0 ? text : text.slice(0, point);
    const fraction = point < 0 ? '' : text.slice(point + 1);
    if (/[1-9]/.test(fraction.slice(exponent))) {
        throw new AppError('VALIDATION', `"${text}" has more than the ${exponent} decimal places of ${currency}`);
    }
    return Number(whole) * 10 ** exponent + Number(fraction.slice(0, exponent).padEnd(exponent, '0') || '0');
}
/** The decimal text of an amount with the currency's places: (10100, 'EUR') gives "101.00". */
export function formatAmount(minor, currency) {
    const exponent = currencyExponent(currency);
    if (exponent === 0)
        return String(minor);
    const digits = String(Math.abs(minor)).padStart(exponent + 1, '0');
    return `${minor < 0 ? '-' : ''}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
//# sourceMappingURL=money.js.map
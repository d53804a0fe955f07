import { currencyExponent, isCurrency } from '../model/money.js';
/** A country of ISO 3166, alpha-2 in capitals. */
export function isCountry(text) {
    if (!/^[A-Z]{2}$/.test(text) || text === 'ZZ')
        return false;
    return new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }).of(text) !== undefined;
}
/** A time zone that this machine can reckon in. */
export function isTimeZone(text) {
    // Offsets such as +02:00 are refused on purpose: they know no summer time.
    if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(text))
        return false;
    try {
        new Intl.DateTimeFormat('en', { timeZone: text });
        return true;
    }
    catch (error) {
        if (error instanceof RangeError)
            return false;
        throw error;
    }
}
/** Amounts are stored with three decimal places: the two currencies with four (CLF, UYW) are units of account. */
export function isStorable(currency) {
    return isCurrency(currency) && currencyExponent(currency) <= 3;
}
/** An http or https address: images are shown in browsers, where other schemes can run code. */
export function isWebAddress(text) {
    return URL.canParse(text) && /^https?:\/\/[^\s\p{C}]+$/iu.test(text);
}
//# sourceMappingURL=hotel-facts.js.map
/** Adds a fault to the message, at the element being read unless a place is given. */
export function refuse(context, numbers, message, options = {}) {
    context.faults.add({
        code: options.code ?? 'VALIDATION',
        ota: numbers,
        message,
        ...(options.place === undefined ? {} : { place: options.place }),
    });
}
const POINT_OF_SALE = new Set([
    'POS',
    'Source',
    'RequestorID',
    'BookingChannel',
    'CompanyName',
]);
/** Elements that say who sends; authentication says so already, so they are read over. */
export function isPointOfSale(name) {
    return POINT_OF_SALE.has(name);
}
const QUOTED = 40;
/** A partner's value inside a fault's text, cut where it is long. */
export function quote(value) {
    return value.length > QUOTED ? `"${value.slice(0, QUOTED)}..."` : `"${value}"`;
}
const WHOLE_NUMBER = /^\d{1,9}$/;
/** A whole number without sign, or null where the text is not one. */
export function wholeNumber(text) {
    const trimmed = text.trim();
    return WHOLE_NUMBER.test(trimmed) ? Number(trimmed) : null;
}
/** An xs:boolean: 1, 0, true, false; null for anything else. */
export function booleanOf(text) {
    const trimmed = text.trim();
    if (trimmed === '1' || trimmed === 'true')
        return true;
    return trimmed === '0' || trimmed === 'false' ? false : null;
}
//# sourceMappingURL=message-decoder.js.map
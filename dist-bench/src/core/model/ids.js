const ID = /^[1-9]\d{0,18}$/;
export function isId(text) {
    return ID.test(text) && (text.length < 19 || text <= '9223372036854775807');
}
/** Order of ids as numbers: the order of the primary key, in which every transaction takes its row locks. */
export function compareIds(a, b) {
    if (a.length !== b.length)
        return a.length - b.length;
    return a < b ? -1 : a > b ? 1 : 0;
}
//# sourceMappingURL=ids.js.map
import { createHash, randomInt } from 'node:crypto';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_LENGTH = 32;
const KEY = /^bh_(live|test)_[0-9A-Za-z]{32}$/;
/** A new key, `bh_live_...` or `bh_test_...`: 32 random characters, 190 bits. */
export function newKeyText(mode) {
    const secret = Array.from({ length: SECRET_LENGTH }, () => BASE62.charAt(randomInt(BASE62.length)));
    return `${keyPrefix(mode)}${secret.join('')}`;
}
export function isKeyText(text) {
    return KEY.test(text);
}
export function keyPrefix(mode) {
    return `bh_${mode}_`;
}
/** SHA-256 in hex, the only form of a key that is stored. A random key needs no salt and no slow hash. */
export function hashKey(key) {
    return createHash('sha256').update(key).digest('hex');
}
/** What people tell keys apart by: the prefix and the last four characters. */
export function keyHint(key) {
    return `${key.slice(0, 8)}..${key.slice(-4)}`;
}
//# sourceMappingURL=key-text.js.map
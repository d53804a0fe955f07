/** The ASCII that markup is made of. */
export const LT = 0x3c;
export const GT = 0x3e;
export const SLASH = 0x2f;
export const BANG = 0x21;
export const QUESTION = 0x3f;
export const EQUALS = 0x3d;
export const QUOTE = 0x22;
export const APOSTROPHE = 0x27;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const DASH = 0x2d;
export const COLON = 0x3a;
export const COMMA = 0x2c;
export const BACKSLASH = 0x5c;
export const STAR = 0x2a;
export const ZERO = 0x30;
export const NEWLINE = 0x0a;

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

export function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

export function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

export function isBracket(byte: number): boolean {
  return byte === OPEN_BRACE || byte === CLOSE_BRACE || byte === OPEN_BRACKET || byte === CLOSE_BRACKET;
}

/** Of an XML name; a byte above ASCII may be part of one in any encoding. */
export function isNameStart(byte: number): boolean {
  return isLetter(byte) || byte === 0x5f || byte === COLON || byte >= 0x80;
}

/** Of a JSON number: digits, signs, point and exponent. */
export function isNumberPart(byte: number): boolean {
  return isDigit(byte) || byte === DASH || byte === 0x2b || byte === 0x2e || (byte | 0x20) === 0x65;
}

/** What ends a bare word of JSON. */
export function isWordEnd(byte: number): boolean {
  return isSpace(byte) || isBracket(byte) || byte === QUOTE || byte === COMMA || byte === COLON;
}

const DATE = /^\d{4}-\d\d-\d\d["']/;
const LENGTH = 11;

/**
 * `ExpireDate` is the end of a night's price in some contracts and of a card in others. A card's never is a whole date, and a message
 * without the nights of its prices could not be replayed.
 * @param at where the value begins, behind its quote
 */
export function isEndOfStay(name: string, body: Uint8Array, at: number): boolean {
  if (name.toLowerCase() !== 'expiredate') return false;
  return DATE.test(
    Buffer.from(body.buffer, body.byteOffset + at, Math.min(LENGTH, body.length - at)).toString('latin1'),
  );
}

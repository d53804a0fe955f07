import { redactBody } from '../../src/core/messages/redact.js';

/** Pass the Luhn check; the networks' own test numbers. */
export const CARDS = [
  '4111111111111111',
  '5555555555554444',
  '378282246310005',
  '6011111111111117',
  '2223003122003222',
];
export const CARD = '4111111111111111';
/** As our ids are; 6011... also passes for a card of a network that has them that long. */
export const OUR_ID = '381234567890123456';
export const CARDLIKE_ID = '601111111111111114';

/** What the journal keeps of a text that was received. */
export async function redact(text: string, contentType = 'text/xml'): Promise<string> {
  return Buffer.from(await redactBody(Buffer.from(text), contentType)).toString();
}

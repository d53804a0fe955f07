import type { AriMessage } from '../core/model/ari.js';
import type { DecodedContent } from '../core/model/connector.js';
import { AppError } from '../core/model/errors.js';

const MOST_NAMED = 5;

/**
 * The rates and availability of a message that is about one hotel. Where a contract takes a message whole or not at all, several
 * hotels in one could end half applied, and to apply the first alone would drop the others without a word.
 * @throws AppError UNSUPPORTED_UPDATE naming the hotels
 */
export function oneHotel({ ari, more = [] }: Extract<DecodedContent, { kind: 'ari' }>): AriMessage {
  if (more.length === 0) return ari;
  const codes = [ari, ...more].map(({ hotel_code }) => `"${hotel_code}"`);
  const rest = codes.length > MOST_NAMED ? ` and ${codes.length - MOST_NAMED} more` : '';
  throw new AppError(
    'UNSUPPORTED_UPDATE',
    `The message is about several hotels (${codes.slice(0, MOST_NAMED).join(', ')}${rest}) and nothing of it was applied; send one message for each.`,
  );
}

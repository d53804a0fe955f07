import type { DecodedMessage } from '../core/model/connector.js';
import type { AriMessage } from '../core/model/ari.js';
import { AppError, type ErrorCode } from '../core/model/errors.js';
import { isErrorCode } from './error-report.js';

/**
 * The rates and availability of a decoded message.
 * @throws AppError with the message's own faults when it was refused, UNSUPPORTED_UPDATE when it is about something else.
 */
export function requireAri(decoded: DecodedMessage, name: string): AriMessage {
  const { content, envelope, faults } = decoded;
  const [first] = faults;
  if (content === null) {
    const code: ErrorCode = first !== undefined && isErrorCode(first.code) ? first.code : 'MALFORMED';
    throw new AppError(code, `${name} is refused: ${first?.message ?? 'it cannot be read'}`, { faults });
  }
  if (content.kind === 'ari') return content.ari;
  throw new AppError(
    'UNSUPPORTED_UPDATE',
    `${name} (${envelope.message ?? content.kind}) holds no rates and availability.`,
  );
}

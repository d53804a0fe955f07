import { AppError, toAppError } from '../core/model/errors.js';

/**
 * Codes by which mysql2 and the socket below it say that the server cannot be reached or went away. Whether a
 * statement that was under way took effect is then unknown: the caller may send the same request again, which
 * idempotency keys and partner references make safe.
 */
const LOST_DATABASE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_SERVER_SHUTDOWN',
  'ER_NORMAL_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_NEW_ABORTING_CONNECTION',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_LOCK_DEADLOCK',
]);

/** Anything thrown below the gateway, as an AppError: a database out of reach is UNAVAILABLE, the rest a bug of ours. */
export function classifyError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isLostDatabase(error)) {
    return new AppError(
      'UNAVAILABLE',
      'The database cannot be reached right now; send the same request again.',
      {
        retryAfter: 2,
        cause: error,
      },
    );
  }
  return toAppError(error);
}

function isLostDatabase(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // A missing file is ENOENT as well, and ours to mend.
  if ('code' in error && error.code === 'ENOENT') return 'syscall' in error && error.syscall === 'connect';
  if ('code' in error && typeof error.code === 'string' && LOST_DATABASE.has(error.code)) return true;
  // mysql2 marks a connection that can no longer be used, also where it gives no code.
  return 'fatal' in error && error.fatal === true;
}

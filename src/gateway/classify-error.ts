import { AppError, toAppError } from '../core/model/errors.js';
import { isLostDatabase } from '../core/platform/lost-database.js';

/**
 * Anything thrown below the gateway, as an AppError: a database out of reach is UNAVAILABLE, the rest a bug of ours.
 * The caller may send the same request again, which idempotency keys and partner references make safe.
 */
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
